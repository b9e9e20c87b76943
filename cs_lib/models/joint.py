"""What else could the customers have been? ARR, landing size and cost of service, drawn together.

Bayesian bootstrap (Rubin 1981, Annals of Statistics 9): each customer weighs as an exponential
variable in each draw, in everything that is asked of it. Unlike resampling it leaves no segment
empty, and every ratio has a value in every draw.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.lives import Floats

COLUMNS = ("live", "arr", "landed", "landed_arr", "served", "cost")
"""Of a customer: is it there (0 or 1) and for how much a year; was it won in the year and for how
much at first; what its segment's cost of retention is spread over; and its part of that cost."""
LEVEL = 0.9
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

    @property
    def relative_cost(self) -> Floats:
        """Cost over what it is spread over, in each draw against the books; 1 where unknown."""
        ratio = over(self.cost, self.served)
        return np.nan_to_num(over(ratio, ratio[:, :1]), nan=1.0)


def over(top: Floats, bottom: Floats) -> Floats:
    """A ratio, NaN where there is nothing to divide by."""
    empty = np.full(np.broadcast_shapes(top.shape, bottom.shape), np.nan)
    return np.divide(top, bottom, out=empty, where=bottom > 0)


def sums(
    customers: pd.DataFrame, segments: tuple[str, ...], draws: int, seed: int = 0
) -> Sums:
    """The sums of the books and of so many draws. `customers`: `segment` and `COLUMNS`."""
    generator, found = np.random.default_rng(seed), []
    for segment in segments:
        own = customers.loc[customers["segment"] == segment, list(COLUMNS)].to_numpy(float)
        drawn = np.zeros((draws, len(COLUMNS)))
        size = max(1, _BATCH // max(draws, 1))
        for first in range(0, len(own), size):
            part = own[first : first + size]
            drawn += generator.exponential(size=(draws, len(part))) @ part
        found.append(np.vstack([own.sum(axis=0)[None, :], drawn]))
    stacked = np.stack(found) if found else np.zeros((0, draws + 1, len(COLUMNS)))
    return Sums(*(stacked[:, :, place] for place in range(len(COLUMNS))))


def limits(draws: Floats, value: float, level: float = LEVEL) -> tuple[float, float]:
    """The central `level` of the draws, widened to hold `value`: NaN where it is unknown.

    An estimate at the edge of what is possible, as of a segment that nobody left, is its own limit.
    """
    known = draws[np.isfinite(draws)]
    if not len(known) or not np.isfinite(value):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return min(float(low), value), max(float(high), value)
