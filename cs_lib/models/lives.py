"""The customers' lives that every survival model reads, and the curve that every one returns."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Literal["km", "hazard", "sbg"]
COLUMNS = ("customer", "duration", "ended", "entry")


@dataclass(frozen=True)
class Lives:
    """How long was each customer watched, and did the life end? One row per life.

    Columns: `customer`; `duration`, months of tenure at the end or at the last look (float);
    `ended`, whether it ended then; `entry`, months of tenure at which watching began, which is
    0 unless the history starts later (left truncation). Others (`arr`, `weight`, `segment`) are
    carried along. Raises ValueError for a missing column or value, or a life watched for no time.
    """

    frame: pd.DataFrame

    def __post_init__(self) -> None:
        lacking = [name for name in COLUMNS if name not in self.frame]
        if lacking:
            raise ValueError(f"lives lack the columns {', '.join(lacking)}")
        if self.frame[list(COLUMNS)].isna().any(axis=None):
            raise ValueError("lives have empty cells; durations, entries and ends must be known")
        wrong = self.frame.loc[
            (self.frame["duration"] <= self.frame["entry"]) | (self.frame["entry"] < 0), "customer"
        ]
        if len(wrong):
            names = ", ".join(map(str, wrong.head(5)))
            raise ValueError(f"a life must last longer than its entry (0 or more months): {names}")

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def durations(self) -> Floats:
        """Months of tenure at the end or the last look."""
        return self.frame["duration"].to_numpy(dtype=float)

    @property
    def entries(self) -> Floats:
        """Months of tenure at which watching began."""
        return self.frame["entry"].to_numpy(dtype=float)

    @property
    def ended(self) -> NDArray[np.bool_]:
        """Whether each life ended."""
        return self.frame["ended"].to_numpy(dtype=bool)

    @property
    def events(self) -> int:
        """The lives that ended."""
        return int(self.ended.sum())


def as_lives(lives: Lives | pd.DataFrame) -> Lives:
    """The lives in `lives`, checked when they come as a bare frame."""
    return lives if isinstance(lives, Lives) else Lives(lives)


@dataclass(frozen=True)
class Curve:
    """What share of customers is still there after so many months?

    `survival[i]` holds from `months[i]` to the next; `months[0]` is 0 and its survival 1. `low`
    and `high` bound it pointwise and are NaN where the curve is a model's and not observed.
    `at_risk` counts the lives under watch just before each month; `observed` is the longest one.
    """

    months: Floats
    survival: Floats
    at_risk: Floats
    low: Floats
    high: Floats
    n: int
    events: int
    observed: float
    method: Method = "km"

    def at(self, months: Floats) -> Floats:
        """Survival at each of `months`, NaN beyond the end of the curve."""
        months = np.asarray(months, dtype=float)
        place = np.searchsorted(self.months, months, side="right") - 1
        end = max(self.observed, float(self.months[-1]))
        return np.where(months <= end, self.survival[place], np.nan)

    def monthly(self, horizon: int) -> Floats:
        """Survival at the start of months 0 to `horizon` - 1, as the lifetime ladder takes it."""
        return self.at(np.arange(horizon, dtype=float))


@dataclass(frozen=True)
class PersonMonths:
    """In each month of tenure, how many were under watch and how many ended? Arrays by month.

    Month k runs from just after k to k + 1. A month watched in part counts in part, but one in
    which a life ended counts in full: it is one trial, and its outcome is known.
    """

    exposure: Floats
    events: Floats


def person_months(lives: Lives) -> PersonMonths:
    """The lives cut into months of tenure; every life and every end is in it, none is dropped."""
    start, stop, ended = lives.entries, lives.durations, lives.ended
    last = np.ceil(stop).astype(int) - 1
    months = int(last.max()) + 1 if len(lives) else 0
    edges = np.arange(months)
    exposure = np.array(
        [np.clip(np.minimum(stop, k + 1) - np.maximum(start, k), 0, 1).sum() for k in edges]
    )
    begun = np.maximum(start[ended], last[ended])
    unseen = 1 - (stop[ended] - begun)
    exposure += np.bincount(last[ended], weights=unseen, minlength=months)
    return PersonMonths(exposure, np.bincount(last[ended], minlength=months).astype(float))
