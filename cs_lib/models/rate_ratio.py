"""How many times as often does it happen inside a group, all else that is known being equal?

A log-linear model of shares (quasi-Poisson: Papke and Wooldridge 1996 for shares, Zou 2004 for
rate ratios), adjusted for strata and measures, with a normal prior on the logarithm of the ratio.
So a group in which nothing happened, or that is small, gives a wide answer and not none. The error
is that of the penalised likelihood, scaled by the scatter of whole clusters.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.lives import Floats

_RIDGE, _STEPS, _CLOSE = 1.0, 50, 1e-9
"""The prior standard deviation of what is adjusted for, and how Newton's method ends."""


@dataclass(frozen=True)
class LogRatio:
    """The logarithm of a rate ratio, as it is believed after the data: normal, mean and deviation.

    `inside` is the share of observations in the group, `clusters` how many units that is.
    """

    mean: float
    deviation: float
    inside: float
    clusters: int

    def limits(self, z: float = 1.645) -> tuple[float, float]:
        """The ratio's 90 % limits."""
        low, high = np.exp([self.mean - z * self.deviation, self.mean + z * self.deviation])
        return float(low), float(high)


def log_ratio(
    share: "pd.Series[float]",
    inside: "pd.Series[bool]",
    strata: pd.Series,
    measures: pd.DataFrame,
    clusters: pd.Series,
    prior: tuple[float, float],
) -> LogRatio | None:
    """The log of the rate inside the group over that outside, adjusted, by observations of a share.

    `share`: 0 to 1, one row an observation; `strata`: words, each with a level of its own;
    `measures`: numbers, complete; `clusters`: whose observations belong together; `prior`: mean
    and standard deviation of the log ratio before the data. None where one side has no observation.
    """
    group: Floats = inside.to_numpy().astype(np.float64)
    if not 0 < group.sum() < len(group):
        return None
    y: Floats = share.to_numpy().astype(np.float64)
    design, prior_mean, precision = _design(group, strata, measures, prior)
    found = _climbed(y, design, prior_mean, precision, 1.0)
    codes = np.unique(clusters.to_numpy(dtype=str), return_inverse=True)[1]
    scale = _scale(y, np.exp(design @ found), codes)
    found = _climbed(y, design, prior_mean, precision, scale)
    information = _information(design, np.exp(design @ found), precision, scale)
    deviation = float(np.sqrt(np.linalg.inv(information)[0, 0]))
    mine = len(np.unique(codes[group > 0]))
    return LogRatio(float(found[0]), deviation, float(group.mean()), mine)


def _design(
    group: Floats, strata: pd.Series, measures: pd.DataFrame, prior: tuple[float, float]
) -> tuple[Floats, Floats, Floats]:
    """The columns, group first and level second, with the prior's mean and precision of each."""
    names = sorted(map(str, strata.unique()))[1:]
    told = strata.astype(str).to_numpy()
    values = measures.to_numpy(dtype=float)
    spread = values.std(axis=0)
    values = (values - values.mean(axis=0))[:, spread > 0] / spread[spread > 0]
    dummies = (
        np.column_stack([told == name for name in names]) if names else np.empty((len(told), 0))
    )
    design = np.column_stack([group, np.ones(len(group)), dummies, values]).astype(float)
    mean = np.zeros(design.shape[1])
    mean[0] = prior[0]
    precision = np.full(design.shape[1], 1 / _RIDGE**2)
    # the level is the data's own: no prior knows how much happens in a quarter
    precision[0], precision[1] = 1 / prior[1] ** 2, 1e-6
    return design, mean, precision


def _climbed(y: Floats, design: Floats, mean: Floats, precision: Floats, scale: float) -> Floats:
    """The mode of the penalised likelihood, by Newton's method with halved steps."""
    beta = mean.copy()
    beta[1] = np.log(max(y.mean(), 1e-6))

    def height(at: Floats) -> float:
        eta = np.clip(design @ at, -30, 30)
        return float(
            (y * eta - np.exp(eta)).sum() / scale - (precision * (at - mean) ** 2).sum() / 2
        )

    now = height(beta)
    for _ in range(_STEPS):
        rate = np.exp(np.clip(design @ beta, -30, 30))
        slope = design.T @ (y - rate) / scale - precision * (beta - mean)
        step = np.linalg.solve(_information(design, rate, precision, scale), slope)
        size, then = 1.0, height(beta + step)
        while then < now and size > _CLOSE:
            size /= 2
            then = height(beta + size * step)
        beta, gained, now = beta + size * step, then - now, then
        if abs(gained) < _CLOSE:
            break
    return beta


def _information(design: Floats, rate: Floats, precision: Floats, scale: float) -> Floats:
    return np.asarray(design.T @ (design * rate[:, None]) / scale + np.diag(precision))


def _scale(y: Floats, rate: Floats, codes: np.ndarray) -> float:
    """The scatter of whole clusters over that of single events of size 1."""
    rest = np.bincount(codes, weights=y - rate)
    return float(max((rest**2).sum() / max(rate.sum(), 1e-9), 1e-3))
