"""When was each account lost, and what is left of those of a year ago?

At the level that the engagement reports at.
"""

from typing import Any

import pandas as pd

from cs_lib.books.books import Books

LOST, SMALLEST = "logo_churn", 10
"""The movement that a loss is, and the accounts below which no rate of retention is told."""


def losses(books: Books) -> pd.DataFrame:
    """One row an account and month in which it was lost: `account`, `month` (its last day)."""
    if books.main.grain == "customer":
        turns = books.turns
    else:
        first = books.main.calendar.date(0)
        turns = books.main.movements(first, books.as_of, (LOST,))
    rows = turns.loc[turns["leaf"] == LOST, ["account", "month"]]
    return rows.drop_duplicates().reset_index(drop=True)


def kept(then: pd.Series, books: Books) -> dict[Any, tuple[int, float | None]]:
    """By where accounts stood a year ago: how many they were, and the share of ARR still there.

    `then`: the group of each account, by its name; who is in none is left out. None where they were
    fewer than ten, nothing without a year of history.
    """
    if books.year is None:
        return {}
    rows = books.year.pair.accounts
    rows = rows[rows["v0"] > 0].assign(kept=rows[["v0", "v1"]].min(axis=1))
    found = {}
    for group, part in rows.groupby(rows["account"].map(then)):
        rate = part["kept"].sum() / part["v0"].sum() if len(part) >= SMALLEST else None
        found[group] = (len(part), rate)
    return found
