"""How much of what it may use did each account use, beside those of its segment?"""

from typing import Any

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.intake import Intake

ADOPTION = "adoption"
HIGHEST = 0.75
"""The rank from which on an account is in the highest quarter of its segment."""
_MONTHS, _FEWEST = 3, 4


def best_users(observed: pd.DataFrame, books: Books, intake: Intake) -> "pd.Series[Any]":
    """Was each observed account in the highest quarter of its segment by adoption? None: unknown.

    Adoption is the mean of value / entitlement over the three months before the quarter's first
    day: what came later is never looked at.
    """
    if "usage" not in intake.tables:
        return pd.Series(None, index=observed.index, dtype=object)
    usage = intake.tables["usage"]
    account = account_of(usage["customer_id"], books, intake)
    return highest(observed, usage.assign(account=account))


def highest(observed: pd.DataFrame, usage: pd.DataFrame) -> "pd.Series[Any]":
    """`best_users` from usage by account: `date`, `account`, `value`, `entitlement`.

    Ranked among the accounts of the same segment whose usage is known at that quarter's start; of
    fewer than four nobody is told from the others, nor without entitlements.
    """
    entitled = usage[usage["entitlement"] > 0]
    entitled = entitled.assign(share=entitled["value"] / entitled["entitlement"])
    known = pd.Series(float("nan"), index=observed.index)
    for opening, part in observed.groupby("opening", sort=True):
        level = _level(entitled, pd.Timestamp(str(opening))).reindex(part["account"])
        known.loc[part.index] = level.to_numpy(dtype=float)
    by = known.groupby([observed["segment"], observed["opening"]])
    place = by.rank(method="first", pct=True).where(by.transform("count") >= _FEWEST)
    return (place > HIGHEST).astype(object).where(place.notna(), None)


def _level(entitled: pd.DataFrame, opening: pd.Timestamp) -> "pd.Series[float]":
    since = opening - pd.DateOffset(months=_MONTHS)
    recent = entitled[(entitled["date"] > since) & (entitled["date"] <= opening)]
    return recent.groupby("account")["share"].mean()
