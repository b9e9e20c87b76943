"""Is a referred customer cheaper to win than a paid one (3.12)?

A ledger seldom says what each source costs. What can be said: the blended ratio, in which
referrals ride for free, and the ratio of the rest, were all acquisition cost spent on it.
"""

import pandas as pd

from cs_lib.intake import Intake
from cs_lib.numbers import words
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.ratios import HEADLINE
from cs_lib.steps.review.books import Books

REFERRED = ("refer", "advoca", "word of mouth", "word_of_mouth", "recommend")
"""What the source of a referred customer is called."""
UNKNOWN = "unknown"


def table(intake: Intake, books: Books) -> pd.DataFrame:
    """New ARR of the twelve months by source, largest first; empty where no source is given.

    Columns: `source`, `referred`, `logos`, `new`, `share`, `per_logo`.
    """
    columns = ["source", "referred", "logos", "new", "share", "per_logo"]
    ledger, opening = books.ledgers["customer"], books.before(books.as_of, 12)
    given = "acquired_via" in intake.provided.get("customers", frozenset())
    if not given or opening < ledger.calendar.date(0):
        return pd.DataFrame(columns=columns)
    moved = ledger.movements(opening, books.as_of)
    won = moved[moved["rollup"] == "new"].groupby("account", as_index=False)["amount"].sum()
    listed = intake.tables["customers"].drop_duplicates("customer_id", keep="last")
    via = won["account"].map(listed.set_index("customer_id")["acquired_via"])
    won = won.assign(source=via.astype(object).fillna(UNKNOWN))
    found = won.groupby("source", as_index=False).agg(
        logos=("account", "count"), new=("amount", "sum")
    )
    found["share"] = found["new"] / found["new"].sum()
    found["per_logo"] = found["new"] / found["logos"]
    found["referred"] = [any(word in str(s).lower() for word in REFERRED) for s in found["source"]]
    found["source"] = found["source"].map(words)
    ordered = found.sort_values("new", ascending=False, ignore_index=True, kind="stable")
    return pd.DataFrame(ordered[columns])


def pair(ratios: pd.DataFrame, by_source: pd.DataFrame) -> pd.DataFrame:
    """The CAC ratio with referrals and without them. Columns: `label`, `value`; two rows or none.

    The second takes all acquisition cost for the customers who were not referred: the most that
    one of them can have cost.
    """
    columns = ["label", "value"]
    rows = ratios[
        (ratios["ratio"] == "CAC")
        & (ratios["variant"] == HEADLINE)
        & (ratios["segment"] == EVERYONE)
    ]
    if rows.empty or by_source.empty or pd.isna(rows["value"].iloc[0]):
        return pd.DataFrame(columns=columns)
    share = by_source.loc[by_source["referred"], "share"].sum()
    if not 0 < share < 1:
        return pd.DataFrame(columns=columns)
    blended = float(rows["value"].iloc[0])
    return pd.DataFrame(
        [("All new customers", blended), ("Without referred ones", blended / (1 - share))],
        columns=columns,
    )
