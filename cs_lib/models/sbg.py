"""The shifted beta-geometric model: survival from few renewals, with a tail that flattens.

Fader and Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1).
Each customer leaves with a constant chance; the chances differ and follow a beta distribution.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from cs_lib.models.lives import Floats, Lives, PersonMonths, as_lives, person_months

_BOUNDS = (np.log(1e-3), np.log(1e4))
"""Of ln(alpha) and ln(beta): at 1e4 customers are alike to the fourth digit."""


@dataclass(frozen=True)
class Sbg:
    """The beta distribution of the chance to leave; mean chance alpha / (alpha + beta)."""

    alpha: float
    beta: float
    n: int
    events: int
    log_likelihood: float

    def survival(self, horizon: int) -> Floats:
        """The share still there after 0 to `horizon` periods; `horizon` + 1 values, the first 1."""
        stays = 1 - _hazard(self.alpha, self.beta, horizon)
        return np.concatenate([[1.0], np.cumprod(stays)])


def _hazard(alpha: float, beta: float, periods: int) -> Floats:
    return np.asarray(alpha / (alpha + beta + np.arange(periods)), dtype=float)


def fit(lives: Lives | pd.DataFrame) -> Sbg:
    """Which alpha and beta make these lives likeliest? Maximum likelihood over periods of tenure.

    The unit of `duration` is the period (months, as everywhere). Left truncation enters through
    the periods under watch. Raises ValueError without any loss.
    """
    lives = as_lives(lives)
    if lives.events == 0:
        raise ValueError("no life ended: the model has nothing to learn the losses from")
    table = person_months(lives)
    best = minimize(
        _negative, np.zeros(2), args=(table,), method="L-BFGS-B", bounds=[_BOUNDS, _BOUNDS],
        options={"ftol": 1e-13, "gtol": 1e-9},
    )  # fmt: skip
    alpha, beta = np.exp(best.x)
    return Sbg(float(alpha), float(beta), len(lives), lives.events, -float(best.fun))


def _negative(logs: Floats, table: PersonMonths) -> float:
    alpha, beta = np.exp(logs)
    hazard = _hazard(alpha, beta, len(table.events))
    stayed = table.exposure - table.events
    return -float(table.events @ np.log(hazard) + stayed @ np.log1p(-hazard))
