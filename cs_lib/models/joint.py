"""What else could the customers have been? ARR, landing size and cost of service, drawn together.

Bayesian bootstrap (Rubin 1981, Annals of Statistics 9): each customer weighs as an exponential
variable in each draw, in everything that is asked of it. Unlike resampling it leaves no segment
empty, and every ratio has a value in every draw. Means of sizes, which a few large customers make,
are studentised on the logarithm (Hall 1988, Annals of Statistics 16), since plain resamples of
skewed sizes reach up too little.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.lives import Floats

COLUMNS = ("live", "arr", "landed", "landed_arr", "served", "cost")
"""Of a customer: is it there (0 or 1) and for how much a year; was it won in the year and for how
much at first; what its segment's cost of retention is spread over; and its part of that cost."""
LEVEL = 0.9
_SQUARES = ("arr_squared", "landed_arr_squared")
_FURTHEST = 4.0
"""Standard errors beyond which no draw of a mean goes: few sizes would send it anywhere."""
_BATCH = 2_000_000


@dataclass(frozen=True)
class Sums:
    """The customers' amounts added up by segment: `COLUMNS`, each a row a segment, a column a draw.

    The first column is the books as they are.
    """

    live: Floats
    arr: Floats
    landed: Floats
    landed_arr: Floats
    served: Floats
    cost: Floats
    arr_squared: Floats
    landed_arr_squared: Floats

    @property
    def arpa(self) -> Floats:
        """ARR of a customer."""
        return _studentised(self.live, self.arr, self.arr_squared)

    @property
    def landing(self) -> Floats:
        """ARR that a new customer began with."""
        return _studentised(self.landed, self.landed_arr, self.landed_arr_squared)

    @property
    def company(self) -> "Sums":
        """Those of all segments together, in one row."""
        return Sums(
            *(getattr(self, name).sum(axis=0, keepdims=True) for name in (*COLUMNS, *_SQUARES))
        )

    @property
    def relative_cost(self) -> Floats:
        """Cost over what it is spread over, in each draw against the books; 1 where unknown."""
        ratio = over(self.cost, self.served)
        return np.nan_to_num(over(ratio, ratio[:, :1]), nan=1.0)


def over(top: Floats, bottom: Floats) -> Floats:
    """A ratio, NaN where there is nothing to divide by."""
    empty = np.full(np.broadcast_shapes(top.shape, bottom.shape), np.nan)
    return np.asarray(np.divide(top, bottom, out=empty, where=bottom > 0), dtype=float)


def sums(customers: pd.DataFrame, segments: tuple[str, ...], draws: int, seed: int = 0) -> Sums:
    """The sums of the books and of so many draws. `customers`: `segment` and `COLUMNS`."""
    generator, found = np.random.default_rng(seed), []
    for segment in segments:
        own = customers.loc[customers["segment"] == segment, list(COLUMNS)].to_numpy(float)
        squares = [own[:, COLUMNS.index(name)] ** 2 for name in ("arr", "landed_arr")]
        own = np.column_stack([own, *squares])
        drawn = np.zeros((draws, own.shape[1]))
        size = max(1, _BATCH // max(draws, 1))
        for first in range(0, len(own), size):
            part = own[first : first + size]
            drawn += generator.exponential(size=(draws, len(part))) @ part
        found.append(np.vstack([own.sum(axis=0)[None, :], drawn]))
    stacked = np.stack(found)
    return Sums(*(stacked[:, :, place] for place in range(stacked.shape[2])))


def _studentised(number: Floats, total: Floats, squares: Floats) -> Floats:
    """The mean of the books in the first column, then its draws; NaN where there is nobody."""
    mean, count = over(total, number), number[:, :1]
    spread = np.sqrt(np.maximum(over(squares, number) - mean**2, 0.0) / np.maximum(count, 1))
    error, log = over(spread, mean), np.log(np.where(mean > 0, mean, np.nan))
    away = np.nan_to_num(over(log - log[:, :1], error), nan=0.0, posinf=0.0, neginf=0.0)
    away = np.clip(away, -_FURTHEST, _FURTHEST)
    drawn = np.exp(log[:, :1] - away * error[:, :1])
    return np.concatenate([mean[:, :1], drawn[:, 1:]], axis=1)


def limits(draws: Floats, value: float, level: float = LEVEL) -> tuple[float, float]:
    """The central `level` of the draws, widened to hold `value`: NaN where it is unknown.

    An estimate at the edge of what is possible, as of a segment that nobody left, is its own limit.
    """
    known = draws[np.isfinite(draws)]
    if not len(known) or not np.isfinite(value):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return min(float(low), value), max(float(high), value)
