"""Do accounts on different plans differ in worth and in staying? Plan types told apart.

Source: concepts 4.02 and 4.12. The plan of an account is the tier of its largest line that has one.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s04_segmentation import segment_views
from cs_lib.texts import Cell, Count, Extreme, Name, Sentence, Share

COLUMNS = [
    "plan_type", "accounts", "arr", "potential", "penetration", "grr", "nrr", "share_of_time",
    "accounts_opening",
]  # fmt: skip


def plans(books: Books, side: str) -> "pd.Series[str]":
    """The plan of each account at one side (v0 or v1) of the year; of those that have one."""
    if books.year is None:
        return pd.Series(dtype="str")
    items = books.year.pair.items
    held = items[(items[side] > 0) & items["tier"].notna() & items["tier"].ne("")]
    largest = held.sort_values([side, "item"], ascending=[False, True], kind="stable")
    return largest.drop_duplicates("account").set_index("account")["tier"]


def table(accounts: pd.DataFrame, books: Books) -> pd.DataFrame:
    """One row a plan of today (`COLUMNS`), the largest ARR first.

    `grr` and `nrr` are of the accounts that had the plan a year ago (`accounts_opening`), missing
    on few accounts or events (P26). Empty where fewer than two plans are known.
    """
    now, then = plans(books, "v1"), plans(books, "v0")
    if now.nunique() < 2:
        return pd.DataFrame(columns=COLUMNS)
    minutes, rows = accounts["minutes"].sum(), []
    plan = accounts["account"].map(now)
    for name in sorted(now.unique()):
        mine, before = accounts[plan == name], then.index[then == name]
        if mine.empty:
            continue
        arr, potential = mine["arr"].sum(), mine["potential"].sum(min_count=1)
        rows.append(
            (name, len(mine), arr, potential, arr / potential, *segment_views.rates(books, before),
             mine["minutes"].sum() / minutes if minutes else None, len(before))
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.astype(dict.fromkeys(("grr", "nrr", "share_of_time"), float))
    return frame.sort_values("arr", ascending=False, kind="stable", ignore_index=True)


class Apart(Sentence):
    plan: Name
    grr: Annotated[Share, "grr"]
    extremes = (Extreme("segmentation.plan_types.grr", "plan", lowest=True),)


class Other(Sentence):
    plan: Name
    grr: Annotated[Share, "grr"]
    extremes = (Extreme("segmentation.plan_types.grr", "plan"),)


class NoRates(Sentence):
    plans: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.plan_type, c.accounts, c.arr, c.potential, c.penetration, c.grr, c.nrr, c.share_of_time,
        c.accounts_opening,
    ),
    needs=("year",),
)  # fmt: skip
def plan_types(by_plan: pd.DataFrame) -> Shown[Apart | Other | NoRates] | Absent:
    """How do accounts on each plan differ?"""
    if by_plan.empty:
        return Absent("choices")
    known = by_plan.dropna(subset=["grr"]).sort_values("grr", kind="stable")
    if len(known) < 2:
        return Shown(by_plan, title=NoRates(Count(len(by_plan))))
    low, high = (
        (Name(str(row["plan_type"])), Share(row["grr"], Cell("segmentation.plan_types",
         row["plan_type"], "grr")))
        for row in (known.iloc[0], known.iloc[-1])
    )  # fmt: skip
    return Shown(by_plan, title=Apart(*low), say=(Other(*high),))
