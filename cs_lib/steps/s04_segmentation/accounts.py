"""What is each account like? One row an account: worth, potential, skill, will, need, success.

Every list, segment and quadrant of step 4 is made of these columns, and later steps read them.
"""

import numpy as np
import pandas as pd

from cs_lib.books.belonging import account_of, known_of, owners
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import niche, potential, quadrants

COLUMNS = [
    *potential.COLUMNS, "skill", "will", "skill_known", "will_known", "quadrant", "borderline",
    "need", "success", "notified", "owner", "minutes", "sellable",
]  # fmt: skip
MONTHS = 12


def accounts(
    potentials: pd.DataFrame, indicators: pd.DataFrame, indices: pd.DataFrame,
    fit: "pd.Series[float]", engagement: Engagement, books: Books, intake: Intake,
) -> pd.DataFrame:  # fmt: skip
    """One row an account that pays (`COLUMNS`), the largest gap first.

    `need`: how much the customer's people depend on the product, 0 to 100: the mean of the
    percentiles of use by person, seats used and products held (4.13). `success`: how likely the
    account can succeed, the mean of skill, will, sponsor and fit as far as they are known (4.15).
    `fit`: 0 to 100 by account, by what was known at the sale. `minutes` logged in the year.
    `sellable`: not on notice, and not in the quadrant that needs to exit.
    """
    by_account = indices.set_index("account")
    scores = by_account.reindex(potentials["account"].to_numpy()).reset_index(drop=True)
    frame = pd.concat([potentials, scores], axis=1)
    placed = quadrants.quadrants(frame, engagement.segmentation)
    known = frame["account"]
    frame = frame.assign(
        quadrant=placed["quadrant"], borderline=placed["borderline"],
        need=known_of(known, need(indicators, books)),
        success=known_of(known, success(by_account, indicators, fit)),
        notified=known.isin(notified(books)),
        owner=known_of(known, owners(books, intake)),
        minutes=known_of(known, minutes(books, intake)),
    )  # fmt: skip
    leaves = frame["quadrant"].eq(quadrants.EXIT).fillna(False)
    return frame.assign(sellable=~frame["notified"] & ~leaves)[COLUMNS]


def notified(books: Books) -> "pd.Series[str]":
    """The accounts that have given notice which is not yet effective."""
    lines = books.committed.lines
    return lines.loc[lines["part"] == "notified", "account"]


def need(indicators: pd.DataFrame, books: Books) -> "pd.Series[float]":
    """The need-to-have index by account; missing where no use is known (`niche.need_index`)."""
    held = books.live.set_index("account")["products"]
    return niche.need_index(indicators, held)


def success(
    indices: pd.DataFrame, indicators: pd.DataFrame, fit: "pd.Series[float]"
) -> "pd.Series[float]":
    """Success potential by account, of what is known of it."""
    known = indices[["skill", "will"]]
    if "sponsor" in indicators:
        known = known.join(indicators["sponsor"])
    return known.assign(fit=fit.reindex(known.index)).mean(axis=1)


def minutes(books: Books, intake: Intake) -> "pd.Series[float]":
    """Minutes logged with each account in twelve months; 0 where none, empty without activities."""
    if "activities" not in intake.tables:
        return pd.Series(dtype="float64")
    day = pd.Timestamp(books.as_of)
    rows = intake.tables["activities"]
    rows = rows[(rows["date"] > day - pd.DateOffset(months=MONTHS)) & (rows["date"] <= day)]
    logged = rows["minutes"].groupby(account_of(rows["customer_id"], books, intake)).sum()
    return logged.reindex(books.live["account"]).fillna(0.0).astype(np.float64)
