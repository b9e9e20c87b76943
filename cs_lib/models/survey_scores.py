"""How many would recommend, how many are satisfied, and how sure is that?

NPS is promoters (9, 10) less detractors (0 to 6) over all who answered (Reichheld 2003). It is a
difference of two shares of one multinomial, as is that of two paired proportions, so its limits
are the score limits of Tango (1998, Statistics in Medicine 17, 891-908): they stay within -1 and 1,
and have a width where everybody answered alike. CSAT is a share with Wilson's limits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

PROMOTER, DETRACTOR = 9, 6
"""Answers from which on, and up to which, one is a promoter or a detractor (0 to 10)."""
_EDGE = 1e-9
Scores = Sequence[float] | NDArray[np.floating]


@dataclass(frozen=True)
class NetPromoter:
    """NPS as a fraction from -1 to 1, its limits, and the answers that it is made of."""

    score: float
    low: float
    high: float
    promoters: int
    detractors: int
    answers: int


@dataclass(frozen=True)
class Satisfied:
    """The share that is satisfied, its limits, and the number of answers."""

    share: float
    low: float
    high: float
    answers: int


def net_promoter(scores: Scores, level: float = 0.9) -> NetPromoter:
    """The NPS of answers from 0 to 10, with its limits; NaN without answers."""
    given = np.asarray(scores, dtype=float)
    answers = len(given)
    promoters, detractors = int((given >= PROMOTER).sum()), int((given <= DETRACTOR).sum())
    if not answers:
        return NetPromoter(np.nan, np.nan, np.nan, 0, 0, 0)
    score = (promoters - detractors) / answers
    return NetPromoter(
        score, *limits(promoters, detractors, answers, level), promoters, detractors, answers
    )


def limits(promoters: int, detractors: int, answers: int, level: float) -> tuple[float, float]:
    """The differences that a score test at this level does not refuse (Tango 1998)."""
    score, z = (promoters - detractors) / answers, float(norm.ppf((1 + level) / 2))

    def excess(delta: float) -> float:
        """How far the data are from `delta`, in standard errors under it."""
        a, b = 2 * answers, -promoters - detractors + (2 * answers - promoters + detractors) * delta
        c = -detractors * delta * (1 - delta)
        share = (np.sqrt(max(0.0, b * b - 4 * a * c)) - b) / (2 * a)
        spread = answers * (2 * share + delta * (1 - delta))
        return float((promoters - detractors - answers * delta) / np.sqrt(max(spread, 1e-300)))

    low = -1.0 if score <= -1 else brentq(lambda d: excess(d) - z, _EDGE - 1, score - _EDGE)
    high = 1.0 if score >= 1 else brentq(lambda d: excess(d) + z, score + _EDGE, 1 - _EDGE)
    return float(low), float(high)


def satisfied(scores: Scores, least: float, level: float = 0.9) -> Satisfied:
    """The share of answers of `least` or more (CSAT), with Wilson's limits; NaN without answers."""
    given = np.asarray(scores, dtype=float)
    if not len(given):
        return Satisfied(np.nan, np.nan, np.nan, 0)
    happy = int((given >= least).sum())
    low, high = proportion_confint(happy, len(given), alpha=1 - level, method="wilson")
    return Satisfied(happy / len(given), float(low), float(high), len(given))
