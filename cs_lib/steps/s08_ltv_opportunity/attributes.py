"""By what are accounts comparable? What was known of each at the start of a quarter, in groups."""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.intake import Intake

ADOPTION, PRODUCTS, OWNER = "adoption", "products_held", "owner"
REACHABLE = (ADOPTION, OWNER)
"""What an account can be helped to: more use, or the service of the best. Not its industry."""
_PROFILE = {"industry": "industry", "region": "region", "owner": OWNER, "acquired_via": "source"}
_MONTHS = 3
_QUARTERS = ("lowest quarter", "second quarter", "third quarter", "highest quarter")
_MANY = 3


def attributes(observed: pd.DataFrame, books: Books, intake: Intake) -> pd.DataFrame:
    """The attributes of each observed account-quarter: one column each, empty where not known.

    `adoption`: the quarter of its segment the account was in by what it used of what it may use
    (mean of value / entitlement over the three months before); `products_held`: 1, 2, 3+; and
    industry, region, owner and source as the customers table has them. What came later than the
    quarter's first day is never looked at.
    """
    found = pd.DataFrame(index=observed.index)
    if "usage" in intake.tables:
        usage = intake.tables["usage"]
        account = account_of(usage["customer_id"], books, intake)
        found[ADOPTION] = adoption(observed, usage.assign(account=account))
    held = observed["products"]
    found[PRODUCTS] = held.astype("int64").astype(str).where(held < _MANY, f"{_MANY} or more")
    if "customers" in intake.tables:
        people = intake.tables["customers"].drop_duplicates("customer_id", keep="last")
        people = people.set_index("customer_id")
        for column, name in _PROFILE.items():
            found[name] = observed["account"].map(people[column])
    return found.loc[:, found.notna().any()]


def adoption(observed: pd.DataFrame, usage: pd.DataFrame) -> pd.Series:
    """In which quarter of its segment is each account by the share it uses of its entitlement?

    `usage`: date, account, value, entitlement. Ranked among the accounts of the same segment whose
    usage is known at that quarter's start; in none where fewer than four are, or where no
    entitlements are given.
    """
    entitled = usage[usage["entitlement"] > 0]
    entitled = entitled.assign(share=entitled["value"] / entitled["entitlement"])
    levels = [
        pd.Series(_level(entitled, pd.Timestamp(str(opening))), dtype=float)
        .reindex(part["account"])
        .to_numpy()
        for opening, part in observed.groupby("opening", sort=True)
    ]
    order = [part.index for _, part in observed.groupby("opening", sort=True)]
    known = pd.concat(
        [pd.Series(level, index=index) for level, index in zip(levels, order, strict=True)]
        or [pd.Series(dtype=float)]
    ).reindex(observed.index)
    by = known.groupby([observed["segment"], observed["opening"]])
    place = by.rank(method="first", pct=True).where(by.transform("count") >= len(_QUARTERS))
    return (
        pd.cut(place, [0, 0.25, 0.5, 0.75, 1], labels=_QUARTERS).astype("str").where(place.notna())
    )


def _level(entitled: pd.DataFrame, opening: pd.Timestamp) -> pd.Series:
    since = opening - pd.DateOffset(months=_MONTHS)
    recent = entitled[(entitled["date"] > since) & (entitled["date"] <= opening)]
    return recent.groupby("account")["share"].mean()
