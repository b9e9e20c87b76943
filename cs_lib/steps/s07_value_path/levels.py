"""Where is each account on the value path, and what is the lowest criterion that it does not meet?

Source: S2 (the value path); concepts 7.02 and 7.03.
"""

import datetime as dt
from collections.abc import Hashable, Mapping
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Exhibit, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s07_value_path.losses import kept
from cs_lib.texts import Cell, Count, Name, Sentence, Share, alike

MONTHS, SMALLEST = 12, 10
"""Months after which a measure is out of date, and accounts below which no rate is shown."""
COLUMNS = ["account", "level", "unmet", "name", "criterion", "value", "threshold", "measured"]
_SOURCES = (("usage", "metric", "value"), ("indicators", "indicator", "actual"))
BY_LEVEL = ["level", "name", "criterion", "accounts", "arr", "share_of_arr", "accounts_year_ago",
            "grr"]  # fmt: skip


class OnLevel(Sentence):
    """A level by its number and name."""

    block: ClassVar[str | None] = "shared.value_level"
    level: Count
    name: Name


class BelowFirst(Sentence):
    block: ClassVar[str | None] = "shared.value_level"


class NotMeasured(Sentence):
    block: ClassVar[str | None] = "shared.value_level"


LevelName = OnLevel | BelowFirst | NotMeasured


def named(level: float | None, names: "pd.Series[str]") -> LevelName:
    """The level as it is told; `names` by level, `level` missing where it is not measured."""
    if level is None or pd.isna(level):
        return NotMeasured()
    return OnLevel(Count(int(level)), Name(names[int(level)])) if level else BelowFirst()


def path(intake: Intake) -> pd.DataFrame:
    """The levels in their order, those without a metric and a threshold left out."""
    if "value_levels" not in intake.tables:
        return pd.DataFrame(columns=["level", "name", "criterion", "metric", "threshold"])
    rows = intake.tables["value_levels"].dropna(subset=["metric", "threshold"])
    rows = rows.assign(criterion=rows["criterion"].fillna(rows["name"]))
    return rows.sort_values("level").astype({"level": "int64"}).reset_index(drop=True)


def measures(books: Books, intake: Intake, day: dt.date) -> "pd.Series[float]":
    """The last value of each measure by account and metric, none older than twelve months.

    Usage and indicators, as of `day`; rows of several people on one day add up. Of several
    customers of one account the furthest counts.
    """
    end = pd.Timestamp(day)
    parts = []
    for table, metric, value in _SOURCES:
        rows = intake.tables.get(table)
        if rows is None:
            continue
        rows = rows[(rows["date"] > end - pd.DateOffset(months=MONTHS)) & (rows["date"] <= end)]
        rows = rows.dropna(subset=[value])
        parts.append(
            pd.DataFrame(
                {"customer": rows["customer_id"], "date": rows["date"], "value": rows[value],
                 "metric": rows[metric].astype("str").str.strip().str.lower()}
            )
        )  # fmt: skip
    if not parts:
        return pd.Series(dtype=float)
    found = pd.concat(parts, ignore_index=True)
    keys = ["customer", "metric", "date"]
    daily = found.groupby(keys)["value"].sum().reset_index()
    last = daily.drop_duplicates(keys[:2], keep="last")
    account = account_of(last["customer"], books, intake).rename("account")
    best: pd.Series[float] = last["value"].groupby([account, last["metric"]]).max()
    return best


def positions(levels: pd.DataFrame, known: "pd.Series[float]", accounts: pd.Series) -> pd.DataFrame:
    """Where is each account, and what is its lowest unmet criterion? One row each (`COLUMNS`).

    `level`: the highest up to which every criterion is met, 0 below the first; missing where a
    measure on the way is not known. `unmet` is the level of the lowest criterion that is not met
    or not measured, missing at the top; `measured` says whether its `value` is known.
    """
    wide = known.unstack("metric") if len(known) else pd.DataFrame()
    metrics = levels["metric"].astype("str").str.strip().str.lower()
    values = wide.reindex(index=accounts, columns=metrics).to_numpy(dtype=float)
    # what is not known is not met; whoever meets all stops behind the last
    met = np.column_stack([values >= levels["threshold"].to_numpy(float), np.zeros(len(accounts))])
    stop = np.argmin(met, axis=1)
    at = np.column_stack([values, np.full(len(accounts), np.nan)])[np.arange(len(accounts)), stop]
    top = stop == len(levels)
    measured = (top | ~np.isnan(at)) & bool(len(levels))
    lowest = levels.reindex(np.where(top, -1, stop))
    return pd.DataFrame(
        {
            "account": accounts.to_numpy(),
            "level": np.where(measured, np.array([0.0, *levels["level"]])[stop], np.nan),
            "unmet": lowest["level"].to_numpy(dtype=float),
            **{name: lowest[name].astype("str").array for name in ("name", "criterion")},
            "value": at,
            "threshold": lowest["threshold"].to_numpy(dtype=float),
            "measured": measured,
        }
    )


def by_level(
    levels: pd.DataFrame, placed: pd.DataFrame, arr: "pd.Series[float]", before: pd.DataFrame,
    books: Books,
) -> pd.DataFrame:  # fmt: skip
    """Accounts and ARR of each level, and what became of those on it a year ago (`BY_LEVEL`).

    `level` 0 is below the first, missing is not measured. `grr` of the accounts on the level a
    year ago; missing for fewer than ten.
    """
    if levels.empty:
        return pd.DataFrame(columns=BY_LEVEL)
    money = placed["account"].map(arr)
    known = kept(before.set_index("account")["level"].fillna(-1), books) if len(before) else {}
    rows = []
    for number in [0, *levels["level"], None]:
        here = placed["level"].isna() if number is None else placed["level"].eq(number)
        told = levels[levels["level"] == number].to_dict("records")
        name, criterion = (told[0]["name"], told[0]["criterion"]) if told else (None, None)
        amount = money[here].sum()
        n, grr = known.get(-1 if number is None else number, (0, None))
        rows.append((number, name, criterion, int(here.sum()), amount, amount / money.sum(), n,
                     grr))  # fmt: skip
    kinds = dict.fromkeys(("level", "share_of_arr", "grr"), float)
    found = pd.DataFrame(rows, columns=BY_LEVEL).astype(kinds)
    return found[(found["accounts"] > 0) | found["level"].gt(0)].reset_index(drop=True)


class AtTop(Sentence):
    accounts: Count
    share: Share


class Kept(Sentence):
    high: Share
    low: Share
    high_level: Name
    low_level: Name


class KeptAlike(Sentence):
    share: Share
    high_level: Name
    low_level: Name


class Unmeasured(Sentence):
    accounts: Count
    share: Share


class LabelOf(Sentence):
    level: Count
    name: Name
    accounts: Count


class LabelBelow(Sentence):
    accounts: Count


class LabelUnknown(Sentence):
    accounts: Count


@exhibit(shows=charts.Bars(c.level_label, c.arr), needs=("value_levels",))
def value_path(
    on_levels: pd.DataFrame, placed: pd.DataFrame
) -> Shown[AtTop | Kept | KeptAlike | Unmeasured | LabelOf | LabelBelow | LabelUnknown] | Absent:
    """How many accounts, and how much ARR, are at each level of value?"""
    if placed["level"].isna().all():
        return Absent("usage")
    frame = on_levels.assign(
        level_label=pd.Series(
            [_label(row) for row in on_levels.to_dict("records")],
            index=on_levels.index,
            dtype=object,
        )
    )
    top = on_levels[on_levels["level"] == on_levels["level"].max()].iloc[0]
    unknown = on_levels[on_levels["level"].isna()]
    title = AtTop(Count(int(top["accounts"])), Share(top["share_of_arr"]))
    say: list[Kept | KeptAlike | Unmeasured] = []
    told = on_levels[on_levels["grr"].notna() & on_levels["name"].notna()]
    if len(told) > 1:
        low, high = told.iloc[0], told.iloc[-1]
        shares = Share(high["grr"]), Share(low["grr"])
        names = Name(high["name"]), Name(low["name"])
        even = alike(*shares, "percent", 0)
        say.append(KeptAlike(shares[0], *names) if even else Kept(*shares, *names))
    if len(unknown):
        say.append(Unmeasured(Count(unknown["accounts"].iloc[0]),
                              Share(unknown["share_of_arr"].iloc[0])))  # fmt: skip
    return Shown(frame, title=title, say=tuple(say))


def waiting(placed: pd.DataFrame) -> tuple[str, float, float] | None:
    """The level that most ARR is one step below, that ARR and the level that it is on.

    None where all are at the top.
    """
    below = placed[placed["level"].notna() & placed["unmet"].notna()]
    arr = below["arr"].groupby(below["name"]).sum()
    if arr.empty:
        return None
    name = str(arr.idxmax())
    return name, float(arr.max()), float(below.loc[below["name"] == name, "level"].max())


def cell_of(level: float, value_levels: Exhibit) -> Cell:
    """Where the table of levels shows the ARR of the accounts on a level."""
    if value_levels.absent:
        return Cell("value_path.value_levels", "", "arr")
    heads = value_levels.frame.loc[value_levels.frame["level"] == level, "value_level"]
    return Cell("value_path.value_levels", str(next(iter(heads), "")), "arr")


def _label(row: Mapping[Hashable, Any]) -> LabelOf | LabelBelow | LabelUnknown:
    level, accounts = row["level"], Count(int(row["accounts"]))
    if pd.isna(level):
        return LabelUnknown(accounts)
    number = int(level)
    return (
        LabelOf(Count(number), Name(str(row["name"])), accounts) if number else LabelBelow(accounts)
    )


class Moved(Sentence):
    up: Count
    down: Count


class NotCompared(Sentence): ...


class Path(Sentence):
    levels: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.value_level, c.criterion, c.accounts, c.arr, c.share_of_arr, c.accounts_year_ago, c.grr
    ),
    needs=("value_levels",),
)  # fmt: skip
def value_levels(
    on_levels: pd.DataFrame, moves: tuple[int, int] | None
) -> Shown[Path | Moved | NotCompared | OnLevel | BelowFirst | NotMeasured] | Absent:
    """What is asked of each level, who is on it, and who of those a year ago is still there?"""
    if on_levels.empty:
        return Absent("value_levels")
    names = on_levels.dropna(subset=["level"]).set_index("level")["name"]
    told = pd.Series([named(each, names) for each in on_levels["level"]], dtype=object)
    frame = on_levels.assign(value_level=told)
    said = Moved(Count(moves[0]), Count(moves[1])) if moves else NotCompared()
    return Shown(frame, title=Path(Count(int(on_levels["level"].gt(0).sum()))), say=(said,))


def moved(placed: pd.DataFrame, before: pd.DataFrame) -> tuple[int, int] | None:
    """How many accounts are higher, and how many lower, than a year ago? None where not known."""
    both = placed[["account", "level"]].merge(before[["account", "level"]], on="account")
    both = both.dropna(subset=["level_x", "level_y"])
    if both.empty:
        return None
    change = both["level_x"] - both["level_y"]
    return int((change > 0).sum()), int((change < 0).sum())
