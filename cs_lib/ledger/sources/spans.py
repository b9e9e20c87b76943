"""Which day is so many months later?"""

from typing import Any

import numpy as np
import pandas as pd


def months_later(start: "pd.Series[Any]", months: "pd.Series[Any] | float") -> "pd.Series[Any]":
    """The same day so many whole months later, or the last of a month that has no such day."""
    count = np.broadcast_to(np.asarray(months, dtype="int64"), len(start))
    target = start.to_numpy().astype("datetime64[M]") + count
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype("int64")
    day = np.minimum(start.dt.day.to_numpy(), length) - 1
    return pd.Series((target.astype("datetime64[D]") + day).astype("datetime64[us]"), start.index)
