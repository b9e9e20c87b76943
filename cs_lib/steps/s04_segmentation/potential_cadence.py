"""What do you look at each day, week, month, quarter and year, if you run on potential?

Source: S0 (run the day, the week, the month and the year on potential); concept 9.09. Nobody who is
on notice or low in both skill and will is on a list of what to sell.
"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s04_segmentation import quadrants
from cs_lib.texts import Count, Money, Name, Sentence

RENEWS = 3
"""Months ahead that the weekly list of renewals looks."""
COLUMNS = ["cadence", "cadence_list", "accounts", "arr", "potential", "gap", "first_account"]


def lists(
    accounts: pd.DataFrame, at_ceiling: pd.DataFrame, books: Books
) -> dict[str, tuple[str, pd.DataFrame]]:
    """By cadence, which list is looked at, and the accounts on it, the largest potential first."""
    known = accounts[accounts["potential"].notna()]
    known = known.sort_values("potential", ascending=False, kind="stable")
    selling = known[known["sellable"] & known["gap"].gt(0)]
    grid = books.main.calendar.grid
    due = books.main.due(books.as_of, grid.end(grid.number(books.as_of) + RENEWS))
    renewing = set(due["account"]) if len(due) else set()
    wants, succeeds = (
        selling["quadrant"].eq(name).fillna(False) for name in (quadrants.UNTRAINED, quadrants.HIGH)
    )
    return {
        "day": ("at_the_limit", selling[selling["account"].isin(at_ceiling["account"])]),
        "week": ("renewing_soon", known[known["account"].isin(renewing) & known["sellable"]]),
        "month": ("to_train", selling[wants]),
        "quarter": ("to_grow", selling[succeeds]),
        "year": ("to_estimate", known[~known["confidence"].isin(["A", "B"])]),
    }


def calendar(accounts: pd.DataFrame, at_ceiling: pd.DataFrame, books: Books) -> pd.DataFrame:
    """One row a cadence whose list has accounts (`COLUMNS`)."""
    rows = [
        (cadence, name, len(mine), mine["arr"].sum(), mine["potential"].sum(), mine["gap"].sum(),
         str(mine["name"].iloc[0]))
        for cadence, (name, mine) in lists(accounts, at_ceiling, books).items()
        if len(mine)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


class EachWeek(Sentence):
    accounts: Count
    potential: Money


class Lists(Sentence):
    lists: Count


class First(Sentence):
    account: Name


@exhibit(
    part=Part.A5,
    shows=Table(
        c.cadence, c.cadence_list, c.accounts, c.arr, c.potential, c.gap, c.first_account
    ),
)  # fmt: skip
def potential_cadence(
    cadence: pd.DataFrame, engagement: Engagement
) -> Shown[EachWeek | Lists | First] | Absent:
    """Which accounts should you look at each day, week, month, quarter and year? (9.09)"""
    if cadence.empty:
        return Absent("potential")
    if set(cadence["cadence"]) == {"year"}:
        return Absent("signs")
    rows = {row["cadence"]: row for row in cadence.to_dict("records")}
    if "week" not in rows:
        return Shown(cadence, title=Lists(Count(len(cadence))))
    week = rows["week"]
    title = EachWeek(Count(week["accounts"]), Money(week["potential"], engagement.currency))
    return Shown(cadence, title=title, say=(First(Name(week["first_account"])),))
