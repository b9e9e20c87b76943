"""What is spent on each lever in each segment, and what is paid for EUR 1 of ARR there?"""

from collections.abc import Callable

import pandas as pd

from cs_lib.books.segments import EVERYONE, of, whole
from cs_lib.engagement import Engagement
from cs_lib.steps.s08_ltv_opportunity.levers import LEVERS

Ratio = Callable[[str, str | None], float | None]
"""A ratio (CRC, CEC, CUC) of a segment, or of the whole company."""


def today(costs: pd.DataFrame, arr: "pd.Series[float]") -> pd.DataFrame:
    """A year's spend by segment and lever: `segment`, `lever`, `spend`. Empty without costs.

    `costs`: motion, segment, amount (step 3); `arr`: ARR by segment. Cost that no key splits among
    segments has none, and is shared out by ARR.
    """
    rows = []
    weights = arr / arr.sum() if arr.sum() else arr
    for lever in LEVERS:
        mine = costs[costs["motion"] == lever.motion]
        open_ = float(whole(mine)["amount"].sum())
        for segment, weight in weights.items():
            own = float(of(mine, str(segment))["amount"].sum())
            rows.append((segment, lever.name, own + open_ * float(weight)))
    frame = pd.DataFrame(rows, columns=["segment", "lever", "spend"])
    return frame if len(costs) else frame.iloc[:0]


def ratios(measured: Ratio, segments: list[str], engagement: Engagement) -> pd.DataFrame:
    """Cost of EUR 1 of ARR: `segment`, `lever`, `ratio`, `marginal`.

    `measured` are step 3's ratios: CRC per EUR 1 kept, CEC and CUC per EUR 1 won. A segment without
    its own takes the company's; NaN where neither is known. `marginal` is what one more EUR 1
    costs: as the engagement states it, else the same average (M47).
    """
    stated = dict(engagement.assumptions.marginal_costs)
    rows = []
    for segment in segments:
        for lever in LEVERS:
            own = measured(lever.ratio, segment)
            value = measured(lever.ratio, EVERYONE) if own is None else own
            rows.append((segment, lever.name, value, stated.get(lever.name, value)))
    frame = pd.DataFrame(rows, columns=["segment", "lever", "ratio", "marginal"])
    return frame.astype({"ratio": "float64", "marginal": "float64"})


def by_quarter(quarterly: pd.DataFrame, arr: "pd.Series[float]") -> pd.DataFrame:
    """The spend of each quarter: `quarter`, `segment`, `lever`, `spend`."""
    parts = [
        today(costs, arr).assign(quarter=quarter) for quarter, costs in quarterly.groupby("quarter")
    ]
    columns = ["quarter", "segment", "lever", "spend"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
