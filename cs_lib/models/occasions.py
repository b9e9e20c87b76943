"""When could a customer have left, and did it? The occasions that a renewal hazard is read from.

A customer under a term can leave when the term ends, one without a term in any month. So months in
which nobody could leave tell nothing, and the end of a long term tells more than that of a short.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cs_lib.models.lives import Floats, Lives, as_lives

Whole = NDArray[np.int64]
COLUMNS = ("segment", "tenure", "term", "log_arr", "left")
SIZES = 12
"""Classes of ARR that occasions are counted in: more of them move no figure."""


@dataclass(frozen=True)
class Cells:
    """Occasions alike, counted together: one entry each.

    `segment` numbers the `segments`; `tenure` is in months and 1 or more; `term` is how many months
    were decided on; `log_arr` the mean logarithm of ARR; `met` the occasions, `lost` the losses.
    """

    segments: tuple[str, ...]
    segment: Whole
    tenure: Whole
    term: Floats
    log_arr: Floats
    met: Floats
    lost: Floats


def counted(occasions: pd.DataFrame, segments: tuple[str, ...]) -> Cells:
    """The occasions (`COLUMNS`, one row each) counted by segment, tenure, term and class of ARR."""
    rows = occasions[list(COLUMNS)].astype({"left": float, "tenure": "int64"})
    rows = rows.assign(segment=pd.Categorical(rows["segment"], list(segments)).codes)
    size = pd.qcut(rows["log_arr"], SIZES, labels=False, duplicates="drop") if len(rows) else 0
    keys = ["segment", "tenure", "term", "size"]
    found = rows.assign(size=size, met=1.0).groupby(keys, dropna=False, as_index=False)
    sums = found.agg(log_arr=("log_arr", "mean"), met=("met", "sum"), lost=("left", "sum"))
    return Cells(
        segments, sums["segment"].to_numpy("int64"), sums["tenure"].to_numpy("int64"),
        *(sums[name].to_numpy(float) for name in ("term", "log_arr", "met", "lost")),
    )  # fmt: skip


def monthly(lives: Lives | pd.DataFrame) -> pd.DataFrame:
    """Every month watched as an occasion (`COLUMNS`): what is left to do where no term is known.

    `lives` in whole months, with `segment` and, if known, `log_arr`.
    """
    frame = as_lives(lives).frame
    entry, duration = (frame[name].to_numpy("int64") for name in ("entry", "duration"))
    months = duration - entry
    of = np.repeat(np.arange(len(frame)), months)
    place = np.arange(len(of)) - np.repeat(np.cumsum(months) - months, months)
    tenure = entry[of] + place + 1
    size = frame["log_arr"].to_numpy(float)[of] if "log_arr" in frame else np.zeros(len(of))
    return pd.DataFrame(
        {
            "segment": frame["segment"].to_numpy()[of], "tenure": tenure, "term": 1.0,
            "log_arr": size,
            "left": frame["ended"].to_numpy(bool)[of] & (tenure == duration[of]),
        }
    )  # fmt: skip


def under_watch(lives: Lives | pd.DataFrame, segments: tuple[str, ...], months: int) -> Floats:
    """How many lives were watched in each month of tenure, 1 to `months`: one row a segment."""
    frame, found = as_lives(lives).frame, np.zeros((len(segments), months + 2))
    code = pd.Categorical(frame["segment"], list(segments)).codes
    for edge, sign in (("entry", 1.0), ("duration", -1.0)):
        month = np.minimum(frame[edge].to_numpy("int64"), months)
        np.add.at(found, (code, month + 1), sign)
    return np.asarray(np.cumsum(found, axis=1)[:, 1 : months + 1], dtype=float)
