"""Does a score tell who leaves, and is its risk to be taken at its word (M61)?

Always out of time: scores of a day against losses after it. Sources: Hanley and McNeil (1982) for
the AUC, DeLong et al. (1988) for its limits; Cox (1958) for slope and intercept of calibration;
Clopper and Pearson (1934) for shares.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import binomtest
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from cs_lib.models.discrimination import auc
from cs_lib.models.lives import Floats

LEAST_EVENTS = 20
"""Losses below which a score is not validated, whatever the figures say."""
WORST = 0.1
BINS = 5
_EDGE = 1e-4


@dataclass(frozen=True)
class Validity:
    """How a score did. Limits are 90 %; NaN where there is nothing to tell.

    `lift`: losses in the worst tenth over those of as many accounts at random. `slope` and
    `intercept` of the calibration: 1 and 0 where the risk is true. `lead_days`: the median time
    from a warning (the worst fifth) to the loss.
    """

    auc: float
    auc_low: float
    auc_high: float
    lift: float
    lift_low: float
    lift_high: float
    slope: float
    intercept: float
    lead_days: float
    events: int
    n: int

    @property
    def validated(self) -> bool:
        """Are there enough losses, and does the score beat chance beyond its limits?"""
        return self.events >= LEAST_EVENTS and self.auc_low > 0.5


Hits = NDArray[np.bool_]


def validity(risk: Floats, left: Hits, days: Floats | None = None) -> Validity:
    """`risk`: the chance of leaving, one a scored account; `left`: did it leave; `days`: after how
    many days, NaN where it did not.
    """
    risk, left = np.asarray(risk, dtype=float), np.asarray(left, dtype=np.bool_)
    area, low, high = auc(risk, left)
    lift = _lift(risk, left)
    slope, intercept = calibration(risk, left)
    warned = np.asarray(risk >= np.quantile(risk, 0.8), dtype=np.bool_) if len(risk) else left
    lead = np.nan
    if days is not None and (left & warned).any():
        lead = float(np.nanmedian(np.asarray(days, dtype=float)[left & warned]))
    return Validity(area, low, high, *lift, slope, intercept, lead, int(left.sum()), len(left))


def _lift(risk: Floats, left: Hits) -> tuple[float, float, float]:
    """Losses in the worst tenth against the share of all; ties are taken in part."""
    events, size = int(left.sum()), max(1, round(WORST * len(risk)))
    if not events:
        return np.nan, np.nan, np.nan
    order = np.argsort(-risk, kind="stable")
    caught = int(left[order[:size]].sum())
    limits = binomtest(caught, size).proportion_ci(0.9, method="exact")
    base = events / len(risk)
    return caught / size / base, float(limits.low) / base, float(limits.high) / base


def calibration(risk: Floats, left: Hits) -> tuple[float, float]:
    """Slope and intercept of the regression of leaving on the log odds of the risk.

    The intercept is taken with the slope held at 1: above 0, more leave than was said.
    """
    if left.sum() < 2 or left.all() or np.ptp(risk) == 0:
        return np.nan, np.nan
    odds = logit(np.clip(risk, _EDGE, 1 - _EDGE))
    target = left.astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a score that parts the two completely is told by its AUC
        both = GLM(target, np.column_stack([np.ones(len(odds)), odds]), family=Binomial()).fit()
        level = GLM(target, np.ones(len(odds)), family=Binomial(), offset=odds).fit()
    return float(both.params[1]), float(level.params[0])


def by_risk(risk: Floats, left: Hits, bins: int = BINS) -> pd.DataFrame:
    """Said and seen, from the least risk to the most: `said`, `seen`, `low`, `high`, `n`, `lost`.

    Groups of equal size; limits are exact, 90 %.
    """
    order = np.argsort(risk, kind="stable")
    rows = []
    for part in np.array_split(order, bins):
        if not len(part):
            continue
        lost = int(left[part].sum())
        limits = binomtest(lost, len(part)).proportion_ci(0.9, method="exact")
        rows.append((float(risk[part].mean()), lost / len(part), float(limits.low),
                     float(limits.high), len(part), lost))  # fmt: skip
    return pd.DataFrame(rows, columns=["said", "seen", "low", "high", "n", "lost"])


@dataclass(frozen=True)
class Calibrated:
    """From a score of 0 (bad) to 100 (good) to a chance of leaving: logistic, in ten points.

    `ending` is what it adds when all of an account's ARR comes to the end of its term.
    """

    intercept: float
    slope: float
    ending: float = 0.0

    def risk(self, health: Floats, ends: Floats | None = None) -> Floats:
        """The chance of leaving; the average account's where the score is not known.

        `ends`: the share of ARR whose term ends when losses count.
        """
        centred = np.nan_to_num((50 - np.asarray(health, dtype=float)) / 10, nan=0.0)
        odds = self.intercept + self.slope * centred
        return np.asarray(expit(odds if ends is None else odds + self.ending * ends), dtype=float)


RIDGE, RIDGE_OF_ENDS = 5.0, 0.16
"""Accounts' worth of evidence that the score tells nothing: keeps few losses from shouting. The end
of a term tells a lot; it is only held to what is usual (Gelman et al. 2008: 2.5 of log odds)."""


def calibrated(health: Floats, left: Hits, ends: Floats | None = None) -> Calibrated:
    """The chance of leaving by score, from accounts whose outcome is known.

    With few losses the slope is drawn towards none (a ridge), so that the risk stays that of all;
    so is what the end of a term adds (`ends`, see `Calibrated.risk`). Neither is below none.
    """
    health, left = np.asarray(health, dtype=float), np.asarray(left, dtype=bool)
    there = ~np.isnan(health)
    base = (left.sum() + 0.5) / (len(left) + 1)
    ended = np.zeros(len(health)) if ends is None else np.asarray(ends, dtype=float)
    known = np.column_stack([np.ones(len(health)), (50 - health) / 10, ended])[there]
    ridge = np.array([0.0, RIDGE, RIDGE_OF_ENDS])
    found = np.array([float(logit(base)), 0.0, 0.0])
    y = left[there].astype(float)
    for _ in range(50):
        said = expit(known @ found)
        gradient = known.T @ (y - said) - ridge * found
        hessian = (known.T * (said * (1 - said))) @ known + np.diag(ridge + 1e-9)
        step = np.clip(np.linalg.solve(hessian, gradient), -1, 1)
        found = found + step
        if np.abs(step).max() < 1e-9:
            break
    level, slope, ending = found.tolist()
    return Calibrated(level, max(slope, 0.0), max(ending, 0.0))
