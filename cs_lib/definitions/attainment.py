"""How far is a measure on its way from the baseline to the target?

Source: definitions M63. The same for what should rise and what should fall.
"""

import pandas as pd

MOST = 1.5
"""What attainment counts at most: twice the target is not twice the success (M63)."""


def attained(rows: pd.DataFrame, most: float = MOST) -> "pd.Series[float]":
    """(actual - baseline) / (target - baseline), from 0 to `most`, by row.

    Missing where one of the three is not known, or where the target is the baseline.
    """
    way = rows["target"] - rows["baseline"]
    share = (rows["actual"] - rows["baseline"]) / way.where(way != 0)
    return share.astype("float64").clip(0, most)
