"""An effect as it is told: the difference, its limits, and how many stand behind it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from cs_lib.models.lives import Floats

Flags = NDArray[np.bool_]

LEVEL = 0.95


@dataclass(frozen=True)
class Effect:
    """The mean difference that treatment made to the treated, in units of the outcome.

    `low` and `high` are its limits at 95 %; `treated` and `compared` count the accounts.
    """

    value: float
    error: float
    low: float
    high: float
    treated: int
    compared: int

    @property
    def found(self) -> bool:
        """Do the limits leave out no effect at all?"""
        return bool(self.low > 0 or self.high < 0)


def normal(
    value: float, error: float, treated: int, compared: int, critical: float | None = None
) -> Effect:
    """The effect with limits of the normal distribution, or at another critical value."""
    reach = error * (float(norm.ppf((1 + LEVEL) / 2)) if critical is None else critical)
    return Effect(value, error, value - reach, value + reach, treated, compared)


def clustered(influence: Floats, clusters: Floats | None = None) -> float:
    """The standard error of a mean whose influence function is known, one value an observation.

    Observations of one cluster may depend on each other; sqrt(mean(psi^2) / n) without clusters.
    """
    n = len(influence)
    sums = influence if clusters is None else np.bincount(_codes(clusters), weights=influence)
    return float(np.sqrt((sums**2).sum()) / n)


def _codes(clusters: Floats) -> NDArray[np.intp]:
    return np.unique(np.asarray(clusters), return_inverse=True)[1]
