"""What ARR does a gap touch? Every statement that names accounts, with their ARR attached.

Source: S3: Murphy's twelve things as an audit (2.21). A gap counts by how far the score is from the
top, times the ARR of the accounts that it touches, as the client's own tables show them.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.intake.text_storage import among
from cs_lib.texts import Cell, Count, Extreme, Money, Name, Sentence

ALONE_DAYS = 90
DETRACTOR = 6
"""Source: Reichheld (2003): 0 to 6 on a scale of 0 to 10."""
COLUMNS = ["item", "statement", "score", "accounts", "arr", "arr_weighted"]


def priced(scored: pd.DataFrame, books: Books, intake: Intake) -> pd.DataFrame:
    """The statements that name accounts (`COLUMNS`), the widest gap in ARR first.

    `accounts` and `arr` are missing where no table tells whom the gap touches.
    """
    live = books.live[books.live["arr"] > 0].set_index("account")
    rows = []
    for row in scored.dropna(subset=["touches", "mean"]).to_dict("records"):
        found = _MEASURES[str(row["touches"])](live, books, intake)
        gap = (row["high"] - row["mean"]) / (row["high"] - row["low"])
        arr = None if found is None else live.loc[found, "arr"].sum()
        count = None if found is None else len(found)
        weighted = None if arr is None else gap * arr
        rows.append((row["item"], row["statement"], row["mean"], count, arr, weighted))
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"accounts": "Int64"})
    frame = frame.astype(dict.fromkeys(("score", "arr", "arr_weighted"), float))
    order = ["arr_weighted", "score"]
    return frame.sort_values(
        order, ascending=[False, True], kind="stable", na_position="last", ignore_index=True
    )


Touched = Callable[[pd.DataFrame, Books, Intake], "pd.Index | None"]


def _of(table: str, books: Books, intake: Intake) -> pd.DataFrame | None:
    """A table with its rows' accounts as `account`; None where it was not given."""
    if table not in intake.tables:
        return None
    rows = intake.tables[table]
    return rows.assign(account=account_of(rows["customer_id"], books, intake))


def _won(live: pd.DataFrame, books: Books, intake: Intake) -> pd.Index:
    return live.index[live["since"] > pd.Timestamp(books.before(books.as_of, 12))]


def _no_experience(live: pd.DataFrame, books: Books, intake: Intake) -> pd.Index | None:
    rows = _of("customers", books, intake)
    if rows is None or rows["appropriate_experience"].isna().all():
        return None
    known = rows.dropna(subset=["appropriate_experience"])["account"]
    return live.index[~among(live.index, known)]


def _without(
    table: str, column: str | None, live: pd.DataFrame, books: Books, intake: Intake
) -> pd.Index | None:
    """Accounts without a row in `table`, or without one that fills `column`."""
    rows = _of(table, books, intake)
    if rows is None:
        return None
    kept = rows if column is None else rows.dropna(subset=[column])
    return live.index[~among(live.index, kept["account"])]


def _overdue(live: pd.DataFrame, books: Books, intake: Intake) -> pd.Index | None:
    rows = _of("plans", books, intake)
    if rows is None:
        return None
    day = pd.Timestamp(books.as_of)
    late = rows[(rows["due"] < day) & (rows["done"].isna() | (rows["done"] > day))]
    return live.index[among(live.index, late["account"])]


def _alone(live: pd.DataFrame, books: Books, intake: Intake) -> pd.Index | None:
    """Accounts that nobody was in touch with for ninety days."""
    rows = _of("activities", books, intake)
    if rows is None:
        return None
    since = pd.Timestamp(books.as_of) - pd.Timedelta(days=ALONE_DAYS)
    recent = rows[(rows["date"] > since) & (rows["date"] <= pd.Timestamp(books.as_of))]
    return live.index[~among(live.index, recent["account"])]


def _late_and_alone(live: pd.DataFrame, books: Books, intake: Intake) -> pd.Index | None:
    late, alone = _overdue(live, books, intake), _alone(live, books, intake)
    return None if late is None or alone is None else late.intersection(alone)


def _unhappy_and_alone(live: pd.DataFrame, books: Books, intake: Intake) -> pd.Index | None:
    rows, alone = _of("surveys", books, intake), _alone(live, books, intake)
    if rows is None or alone is None:
        return None
    nps = rows[rows["instrument"].str.contains("nps", case=False, na=False)]
    nps = nps[nps["date"] <= pd.Timestamp(books.as_of)].sort_values("date", kind="stable")
    last = nps.groupby("account")["score"].last()
    return alone[alone.isin(last.index[last <= DETRACTOR])]


def _outcome_missed(live: pd.DataFrame, books: Books, intake: Intake) -> pd.Index | None:
    """Accounts with an outcome whose latest value is short of its target."""
    rows = _of("outcomes", books, intake)
    if rows is None:
        return None
    rows = rows.dropna(subset=["baseline", "target", "actual"])
    rows = rows[~(rows["date"] > pd.Timestamp(books.as_of))]
    last = rows.sort_values("date", kind="stable").groupby(["account", "outcome"]).tail(1)
    way = last["target"] - last["baseline"]
    short = last[(last["target"] - last["actual"]) * way > 0]
    return live.index[among(live.index, short["account"])]


def _no_lesson(kind: str, live: pd.DataFrame, books: Books, intake: Intake) -> pd.Index | None:
    """Accounts of segments from which nobody recorded a lesson of that kind in twelve months."""
    rows = _of("lessons", books, intake)
    if rows is None:
        return None
    since, day = pd.Timestamp(books.before(books.as_of, 12)), pd.Timestamp(books.as_of)
    rows = rows[(rows["kind"] == kind) & (rows["date"] > since) & (rows["date"] <= day)]
    if rows["customer_id"].isna().any():
        return live.index[:0]  # a lesson of nobody in particular is one for all
    # who did not succeed may be lost: its segment is that of its last movement
    moved = books.turns.drop_duplicates("account", keep="last").set_index("account")["segment"]
    segments = pd.concat([live["segment"], moved[~among(moved.index, live.index)]])
    known = segments[among(segments.index, rows["account"])]
    return live.index[~live["segment"].isin(known)]


_MEASURES: Mapping[str, Touched] = {
    "won_this_year": _won,
    "no_experience": _no_experience,
    "no_outcome": partial(_without, "outcomes", None),
    "no_plan": partial(_without, "plans", None),
    "no_dated_steps": partial(_without, "plans", "due"),
    "plan_not_shared": partial(_without, "plans", "shared_on"),
    "steps_overdue": _overdue,
    "late_and_alone": _late_and_alone,
    "unhappy_and_alone": _unhappy_and_alone,
    "outcome_missed": _outcome_missed,
    "no_lesson_of_success": partial(_no_lesson, "success"),
    "no_lesson_of_failure": partial(_no_lesson, "failure"),
}


class Widest(Sentence):
    arr: Annotated[Money, "arr"]
    extremes = (Extreme("as_is.priced_gaps.arr_weighted", "arr"),)


class Which(Sentence):
    item: Name
    statement: Name


class Reached(Sentence):
    accounts: Count


class NotPriced(Sentence): ...


class Unknown(Sentence):
    items: Count


@exhibit(
    part=Part.A4,
    shows=Table(c.item, c.statement, c.score, c.accounts, c.arr, c.arr_weighted),
    needs=("assessments",),
)
def priced_gaps(
    gaps_priced: pd.DataFrame, engagement: Engagement
) -> Shown[Widest | Which | Reached | NotPriced | Unknown] | Absent:
    """Which gap between word and deed touches most ARR?"""
    if gaps_priced.empty:
        return Absent("assessments")
    first = gaps_priced.iloc[0]
    which = Which(Name(str(first["item"])), Name(str(first["statement"])))
    if pd.isna(first["arr"]):
        return Shown(gaps_priced, title=NotPriced(), say=(which,))
    at = Cell("as_is.priced_gaps", str(first["item"]), "arr")
    unknown = int(gaps_priced["arr"].isna().sum())
    say: list[Which | Reached | Unknown] = [Reached(Count(int(first["accounts"])))]
    say += [Unknown(Count(unknown))] if unknown else []
    say.append(which)
    title = Widest(Money(first["arr"], engagement.currency, at))
    return Shown(gaps_priced, title=title, say=tuple(say))
