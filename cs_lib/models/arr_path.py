"""Where does ARR go if each year is like the last? One year's parts, drawn anew for every year.

ARR after a year = ARR x NRR + the ARR of those who came. What one year shows of either is uncertain
twice: other customers might have come and gone (Bayesian bootstrap, Rubin 1981), and so they may in
each year ahead (a resample of the year, new customers by a Poisson number: a few bring much). What
moves all customers at once is in neither, and has a spread of its own (`DRIFT`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cs_lib.models.lives import Floats

Weights = Callable[[tuple[int, int]], Floats]
DRAWS = 400
LEVEL = 0.9
DRIFT = 0.04
"""How far a year's NRR departs from the company's own mean beyond chance: prices, products and
markets change for all customers at once. A standard deviation, of the last year and of each ahead,
chosen so that the bands of companies that were not used to judge them hold nine times in ten."""
_BATCH = 2_000_000


@dataclass(frozen=True)
class Year:
    """One year at constant exchange rates: each customer of its opening, and each who came.

    `before` and `after` are ARR at its two ends of the customers of the opening; `came` the ARR at
    its end of those who were not there. Amounts a year.
    """

    before: Floats
    after: Floats
    came: Floats

    @property
    def nrr(self) -> float:
        """Net revenue retention. NaN where nobody was there."""
        whole = float(self.before.sum())
        return float(self.after.sum()) / whole if whole else float("nan")


def paths(year: Year, arr: float, years: int, draws: int = DRAWS, seed: int = 0) -> Floats:
    """ARR today and after each of `years` years: a row a draw.

    Raises ValueError where the year has no opening.
    """
    if not year.before.sum() > 0:
        raise ValueError("nobody was there at the opening: there is no retention to carry forward")
    generator = np.random.default_rng(seed)
    kept = _ratios(year, draws, generator) + generator.normal(0, DRIFT, draws)
    won = _sums(year.came, draws, _exponential(generator))
    found = [np.full(draws, float(arr))]
    for _ in range(years):
        rate = kept + _ratios(year, draws, generator) - year.nrr
        rate += generator.normal(0, DRIFT, draws)
        more = won + _sums(year.came, draws, _poisson(generator)) - year.came.sum()
        found.append(np.maximum(found[-1] * np.maximum(rate, 0.0) + np.maximum(more, 0.0), 0.0))
    return np.column_stack(found)


def limits(found: Floats) -> tuple[Floats, Floats]:
    """The central 90 % of `paths`, year by year."""
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return low, high


def _ratios(year: Year, draws: int, generator: np.random.Generator) -> Floats:
    sums = _sums(np.column_stack([year.after, year.before]), draws, _exponential(generator))
    return np.asarray(sums[:, 0] / sums[:, 1], dtype=float)


def _poisson(generator: np.random.Generator) -> Weights:
    return lambda size: generator.poisson(1.0, size).astype(float)


def _exponential(generator: np.random.Generator) -> Weights:
    return lambda size: generator.exponential(1.0, size)


def _sums(amounts: Floats, draws: int, weights: Weights) -> Floats:
    """The weighted sums of the rows of `amounts`, a row a draw; in parts that fit into memory."""
    whole = np.zeros((draws, *amounts.shape[1:]))
    step = max(1, _BATCH // draws)
    for first in range(0, len(amounts), step):
        part = amounts[first : first + step]
        whole += weights((draws, len(part))) @ part
    return whole
