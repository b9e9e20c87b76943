"""Were the two groups alike? Weights that make them alike, and the balance before and after.

Entropy balancing (Hainmueller, 2012): the weights of the comparison group, as near to equal as can
be, at which its means are those of the treated. With a linear outcome or a logistic chance of
treatment the effect is right, whichever of the two is true (Zhao and Percival, 2017).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.effect.estimate import Effect, Flags, clustered, normal
from cs_lib.models.lives import Floats

ALIKE = 0.1
"""Standardised differences below this count as balance (Austin, 2009)."""
_STEPS, _CLOSE = 200, 1e-8
_RIDGE = 1e-6
"""Keeps the weights finite where no weights make the means equal."""


@dataclass(frozen=True)
class Weighted:
    """The effect on the treated, and the groups that it compares.

    `weights` are of the comparison group and add up to the number of treated. `score` is the log
    odds of treatment that they imply, by account. `balance`: covariate, treated (its mean),
    compared, weighted, gap_before and gap_after (in standard deviations of the treated).
    """

    effect: Effect
    weights: Floats
    score: Floats
    balance: pd.DataFrame

    @property
    def balanced(self) -> bool:
        """Are all differences small after weighting?"""
        return bool(self.balance["gap_after"].abs().max() < ALIKE) if len(self.balance) else True


def weighted(
    frame: pd.DataFrame,
    outcome: str,
    treated: str,
    covariates: Sequence[str],
    cluster: str | None = None,
) -> Weighted:
    """What was the effect on the treated, compared with others made alike in `covariates`?

    `frame` as `difference.of_means` has it; covariates that do not vary are left out. Errors are
    of the influence function with an outcome linear in the covariates.
    """
    given = frame[treated].to_numpy(bool)
    if not given.any() or given.all():
        raise ValueError("an effect needs both treated and others to compare them with")
    values = frame[list(covariates)].to_numpy(float)
    centre, spread = values[given].mean(axis=0), values.std(axis=0)
    kept = spread > 0
    scaled = (values[:, kept] - centre[kept]) / spread[kept]
    slopes = _slopes(scaled[~given])
    weights = _weights(scaled[~given], slopes) * given.sum()
    effect = _effect(
        frame[outcome].to_numpy(float), scaled, given, weights, _clusters(frame, cluster)
    )
    balance = _balance(values, given, weights, covariates)
    return Weighted(effect, weights, scaled @ slopes, balance)


def _clusters(frame: pd.DataFrame, cluster: str | None) -> Floats | None:
    return None if cluster is None else pd.factorize(frame[cluster])[0].astype(float)


def _weights(others: Floats, slopes: Floats) -> Floats:
    log = others @ slopes
    raw = np.exp(log - log.max())
    return np.asarray(raw / raw.sum(), dtype=float)


def _slopes(others: Floats) -> Floats:
    """Newton's method on the dual, damped: the log of the sum of weights is convex."""
    found = np.zeros(others.shape[1])
    for _ in range(_STEPS if len(found) else 0):
        share = _weights(others, found)
        mean = share @ others
        if np.abs(mean + _RIDGE * found).max() < _CLOSE:
            break
        spread = (others * share[:, None]).T @ others - np.outer(mean, mean)
        step = np.linalg.solve(spread + _RIDGE * np.eye(len(found)), mean + _RIDGE * found)
        found = found - step * _damped(others, found, np.asarray(step, dtype=float))
    return found


def _damped(others: Floats, found: Floats, step: Floats) -> float:
    """The longest of 1, 1/2, 1/4, ... of a step that lowers the dual."""
    size, before = 1.0, _dual(others, found)
    while size > 1e-6 and _dual(others, found - size * step) > before:
        size /= 2
    return size


def _dual(others: Floats, slopes: Floats) -> float:
    log = others @ slopes
    top = log.max()
    return float(top + np.log(np.exp(log - top).sum()) + _RIDGE * (slopes**2).sum() / 2)


def _effect(
    outcome: Floats, scaled: Floats, given: Flags, weights: Floats, clusters: Floats | None
) -> Effect:
    design = np.column_stack([np.ones(len(scaled)), scaled])
    heavy = design[~given] * weights[:, None]
    slopes = np.linalg.lstsq(heavy.T @ design[~given], heavy.T @ outcome[~given], rcond=None)[0]
    left = outcome - design @ slopes
    n, treated = len(outcome), int(given.sum())
    value = float(left[given].mean() - (weights * left[~given]).sum() / treated)
    influence = np.zeros(n)
    influence[given] = (left[given] - value) * n / treated
    influence[~given] = -weights * left[~given] * n / treated
    return normal(value, clustered(influence, clusters), treated, n - treated)


def _balance(
    values: Floats, given: Flags, weights: Floats, covariates: Sequence[str]
) -> pd.DataFrame:
    treated, compared = values[given].mean(axis=0), values[~given].mean(axis=0)
    after = weights @ values[~given] / weights.sum()
    spread = values[given].std(axis=0, ddof=1) if given.sum() > 1 else np.zeros(values.shape[1])
    spread = np.where(spread > 0, spread, values.std(axis=0))
    scale = np.where(spread > 0, spread, 1.0)
    return pd.DataFrame(
        {
            "covariate": list(covariates), "treated": treated, "compared": compared,
            "weighted": after, "gap_before": (treated - compared) / scale,
            "gap_after": (treated - after) / scale,
        }
    )  # fmt: skip
