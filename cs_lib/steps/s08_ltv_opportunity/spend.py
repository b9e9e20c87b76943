"""What is spent on each lever in each segment?"""

import pandas as pd

from cs_lib.books.segments import of, whole
from cs_lib.steps.s08_ltv_opportunity.levers import LEVERS


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


def by_quarter(quarterly: pd.DataFrame, arr: "pd.Series[float]") -> pd.DataFrame:
    """The spend of each quarter: `quarter`, `segment`, `lever`, `spend`."""
    parts = [
        today(costs, arr).assign(quarter=quarter) for quarter, costs in quarterly.groupby("quarter")
    ]
    columns = ["quarter", "segment", "lever", "spend"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
