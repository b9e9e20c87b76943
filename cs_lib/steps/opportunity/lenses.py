"""Gross, net and cost: the same ARR and the same choices seen through three lenses (S2, 8.02)."""

import pandas as pd

from cs_lib.steps.opportunity.levers import EXPANSION, RETENTION, UPSELL
from cs_lib.steps.review.books import Books

COLUMNS = ["segment", "opening", "gross", "tailwind", "net", "keeping", "growing", "contribution"]


def segments(books: Books, spend: pd.DataFrame) -> pd.DataFrame:
    """A year of each segment: gross churn - tailwind = net churn, and what both sides cost.

    `segment`, `opening`, `gross` (lost), `tailwind` (won on the same customers), `net`, `keeping`
    (retention cost), `growing` (cost of expansion and upsell), `contribution` = tailwind - growing;
    the costs are NaN without a cost table. The last row is all. Empty without a year of history.
    """
    if books.year is None:
        return pd.DataFrame(columns=COLUMNS)
    base = books.year.base
    sums = base.groupby("segment")[["v0", "headwind", "tailwind"]].sum()
    costs = spend.pivot_table(index="segment", columns="lever", values="spend", aggfunc="sum")
    costs = costs.reindex(index=sums.index, columns=[RETENTION, EXPANSION, UPSELL])
    frame = pd.DataFrame(
        {
            "opening": sums["v0"],
            "gross": sums["headwind"],
            "tailwind": sums["tailwind"],
            "net": sums["headwind"] - sums["tailwind"],
            "keeping": costs[RETENTION],
            "growing": costs[EXPANSION] + costs[UPSELL],
        }
    )
    frame = frame.sort_values("opening", ascending=False, kind="stable")
    frame.loc["All"] = frame.sum(min_count=1)
    frame = frame.assign(contribution=frame["tailwind"] - frame["growing"])
    return frame.reset_index(names="segment")[COLUMNS]


def choices(ranked: pd.DataFrame) -> pd.DataFrame:
    """The ranked choices through each lens: the value gained, what is left, what it costs.

    `choice`, `value` (gross), `net`, `cost`, `per_cost` (value per unit of cost), and the place
    under each lens: `by_gross`, `by_net`, `by_cost` (most value per unit of cost first).
    """
    known = ranked[ranked["rank"].notna()]
    frame = known[["choice", "value", "net", "cost"]].assign(
        per_cost=known["value"] / known["cost"].where(known["cost"] > 0)
    )
    places = {
        name: frame[column].rank(ascending=False, method="first").astype("Int64")
        for name, column in (("by_gross", "value"), ("by_net", "net"), ("by_cost", "per_cost"))
    }
    return frame.assign(**places).reset_index(drop=True)
