"""Who has reached the next level of value since last quarter? (10.03; on to step 8)"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Count, Extreme, Name, Sentence

COLUMNS = ["value_level", "accounts_before", "accounts_now", "moved_up", "moved_down"]
BELOW = 0
FRESH = 100
"""Days after which a measurement says nothing of today."""


def migration(books: Books, intake: Intake) -> pd.DataFrame:
    """One row a level of value, the lowest first (`COLUMNS`), of accounts measured both times.

    An account is on the highest level that it and all below are met; under the first it is on
    none. `moved_up` and `moved_down` count who came to the level from below or from above.
    """
    if "value_levels" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS)
    levels = intake.tables["value_levels"].dropna(subset=["metric", "threshold"])
    levels = levels.sort_values("level", kind="stable")
    live = books.live.loc[books.live["arr"] > 0, "account"]
    quarter = pd.Timestamp(books.before(books.as_of, 3))
    measured = _measured(books, intake)
    then, now = (_levels(levels, measured, day) for day in (quarter, pd.Timestamp(books.as_of)))
    both = pd.concat({"then": then, "now": now}, axis=1).dropna()
    both = both[both.index.isin(live)].astype(int)
    names = dict(zip(levels["level"].astype(int), levels["name"].astype(str), strict=True))
    rows = []
    for number, name in {BELOW: None, **names}.items():
        on, was = both["now"] == number, both["then"] == number
        up, down = (on & (both["then"] < number)).sum(), (on & (both["then"] > number)).sum()
        rows.append((name, int(was.sum()), int(on.sum()), int(up), int(down)))
    return pd.DataFrame(rows, columns=COLUMNS) if len(both) else pd.DataFrame(columns=COLUMNS)


def _measured(books: Books, intake: Intake) -> pd.DataFrame:
    """All measurements of usage and indicators: account, metric, date, value."""
    parts = []
    for table, metric, value in (
        ("usage", "metric", "value"),
        ("indicators", "indicator", "actual"),
    ):
        if table in intake.tables:
            rows = intake.tables[table].dropna(subset=[value, "date"])
            account = account_of(rows["customer_id"], books, intake)
            part = {"account": account, "metric": rows[metric], "date": rows["date"]}
            parts.append(pd.DataFrame(part | {"value": rows[value]}))
    empty = pd.DataFrame(columns=["account", "metric", "date", "value"])
    return pd.concat(parts, ignore_index=True) if parts else empty


def _levels(levels: pd.DataFrame, measured: pd.DataFrame, day: pd.Timestamp) -> "pd.Series[int]":
    """The level of each account on a day; accounts without a fresh measurement are left out."""
    fresh = measured[
        (measured["date"] <= day) & (measured["date"] > day - pd.Timedelta(days=FRESH))
    ]
    last = fresh.sort_values("date", kind="stable").groupby(["account", "metric"])["value"].last()
    wide = last.unstack()
    found = pd.Series(BELOW, index=wide.index)
    met = pd.Series(True, index=wide.index)
    for row in levels.to_dict("records"):
        values = wide.get(row["metric"])
        met &= False if values is None else (values >= row["threshold"])
        found = found.mask(met, int(row["level"]))
    return found


class Up(Sentence):
    accounts: Count
    of: Count


class NobodyUp(Sentence):
    of: Count


class Down(Sentence):
    accounts: Count


class Named(Sentence):
    level: Name


class Under(Sentence): ...


class Waiting(Sentence):
    level: Name
    accounts: Count
    extremes = (Extreme("effectiveness.next_level.accounts_now", "accounts"),)


@exhibit(
    part=Part.A5,
    shows=Table(c.level_name, c.accounts_before, c.accounts_now, c.moved_up, c.moved_down),
    needs=("value_levels",),
)
def next_level(
    moved: pd.DataFrame,
) -> Shown[Up | NobodyUp | Down | Waiting | Named | Under] | Absent:
    """Who has reached the next level of value since last quarter?"""
    if moved.empty:
        return Absent("usage")
    up, down = int(moved["moved_up"].sum()), int(moved["moved_down"].sum())
    of = Count(int(moved["accounts_now"].sum()))
    say: list[Down | Waiting | Named | Under] = [Down(Count(down))] if down else []
    levels = moved.dropna(subset=["value_level"])
    top = levels.nlargest(1, "accounts_now").iloc[0]
    say.append(Waiting(Name(str(top["value_level"])), Count(int(top["accounts_now"]))))
    names = [Under() if pd.isna(each) else Named(Name(str(each))) for each in moved["value_level"]]
    shown = moved.assign(level_name=pd.Series(names, index=moved.index, dtype=object))
    return Shown(shown, title=Up(Count(up), of) if up else NobodyUp(of), say=tuple(say))
