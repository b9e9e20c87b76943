"""A segment with few losses: the shape of everyone's survival, at the level of its own losses.

Indirect standardisation, as for the death rates of small areas (Breslow and Day 1987, Statistical
Methods in Cancer Research II): losses seen over losses expected if the segment left like everyone
is the ratio of the hazards, and everyone's survival to the power of it is the segment's.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from statsmodels.stats.rates import confint_poisson

from cs_lib.models.lives import Curve, Floats, Lives, as_lives
from cs_lib.models.survival import best

_LEAST = 1e-9
"""Survival below this counts as this: its logarithm is needed."""


def exact_limits(count: int, level: float = 0.9) -> tuple[float, float]:
    """The expected counts between which `count` is not too rare; 0 has 0 and 3.0 at 90 %.

    Two-sided at `level` (Garwood 1936), for counts however small.
    """
    low, high = confint_poisson(count, 1, method="exact-c", alpha=1 - level)
    return float(low), float(high)


@dataclass(frozen=True)
class Level:
    """How fast does a segment leave, in terms of everyone? Losses `seen` / `expected`."""

    seen: int
    expected: float

    @property
    def ratio(self) -> float:
        """Hazard of the segment over that of everyone; 1 where nothing was to be expected."""
        return self.seen / self.expected if self.expected else 1.0

    def limits(self, level: float = 0.9) -> tuple[float, float]:
        """Exact limits of the ratio (`exact_limits`)."""
        low, high = exact_limits(self.seen, level)
        return (low / self.expected, high / self.expected) if self.expected else (0.0, np.inf)


def level_of(lives: Lives | pd.DataFrame, everyone: Floats) -> Level:
    """The level of `lives` against survival by month, `everyone[0]` being 1.

    Months beyond the end of `everyone` are not looked at, nor losses in them.
    """
    lives = as_lives(lives)
    hazard = -np.log(np.maximum(everyone, _LEAST))
    month, end = np.arange(len(everyone)), len(everyone) - 1
    until, since = (
        np.interp(np.minimum(edge, end), month, hazard) for edge in (lives.durations, lives.entries)
    )
    seen = int((lives.ended & (lives.durations <= end)).sum())
    return Level(seen, float((until - since).sum()))


def curve(
    lives: Lives | pd.DataFrame, pooled: Lives | pd.DataFrame, horizon: int = 60
) -> tuple[Curve, Level]:
    """The survival of few `lives` after 0 to `horizon` months, and the level it is drawn at."""
    lives, everyone = as_lives(lives), best(pooled, horizon)
    found = level_of(lives, everyone.survival)
    known = np.where(everyone.months == 0, 1.0, np.nan)
    shown = replace(
        everyone, survival=everyone.survival**found.ratio, low=known, high=known, n=len(lives),
        events=lives.events, observed=float(lives.durations.max()), method="standardised",
    )  # fmt: skip
    return shown, found
