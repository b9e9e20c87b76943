"""Who buys again, where nobody signs a contract? The BG/NBD model of repeat purchases.

Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

from cs_lib.models.lives import Floats


@dataclass(frozen=True)
class BgNbd:
    """Purchase rates vary as gamma(`r`, `alpha`), chances to stop as beta(`a`, `b`)."""

    r: float
    alpha: float
    a: float
    b: float
    n: int
    log_likelihood: float

    def expected(self, ahead: float, frequency: Floats, recency: Floats, age: Floats) -> Floats:
        """How many purchases in the next `ahead` periods, given each customer's past (eq. 10)?"""
        x, age = np.asarray(frequency, dtype=float), np.asarray(age, dtype=float)
        first = (self.a + self.b + x - 1) / (self.a - 1)
        share = ahead / (self.alpha + age + ahead)
        series = hyp2f1(self.r + x, self.b + x, self.a + self.b + x - 1, share)
        ratio = (self.alpha + age) / (self.alpha + age + ahead)
        return np.asarray(
            first * (1 - ratio ** (self.r + x) * series) * self.alive(x, recency, age), dtype=float
        )

    def alive(self, frequency: Floats, recency: Floats, age: Floats) -> Floats:
        """The chance that each customer still buys; 1 for one who never bought again."""
        x = np.asarray(frequency, dtype=float)
        silence = (self.alpha + np.asarray(age)) / (self.alpha + np.asarray(recency))
        odds = self.a / (self.b + np.maximum(x, 1) - 1) * silence ** (self.r + x)
        return np.where(x > 0, 1 / (1 + odds), 1.0)


def fit(history: pd.DataFrame) -> BgNbd:
    """Which rates make these purchases likeliest? Maximum likelihood (eq. 6).

    `history` has a row per customer: `frequency`, repeat purchases; `recency`, the age at the
    last of them, 0 without any; `age`, periods since the first purchase. Raises ValueError when a
    column is missing, a recency lies beyond its age, or nobody ever bought again.
    """
    x, recency, age = _columns(history)
    best = minimize(
        _loss,
        np.zeros(4),
        args=(x, recency, age),
        method="Nelder-Mead",
        options={"maxiter": 4000, "xatol": 1e-7, "fatol": 1e-12},
    )
    if not best.success:
        raise ValueError(f"no estimate was found for these purchases: {best.message}")
    r, alpha, a, b = map(float, np.exp(best.x))
    return BgNbd(r, alpha, a, b, len(x), -float(best.fun) * len(x))


def _columns(history: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    lacking = [name for name in ("frequency", "recency", "age") if name not in history]
    if lacking:
        raise ValueError(f"purchases lack the columns {', '.join(lacking)}")
    x, recency, age = (history[c].to_numpy(dtype=float) for c in ("frequency", "recency", "age"))
    if not x.any():
        raise ValueError("nobody bought again: there is no rate to estimate")
    if (recency > age).any() or ((x == 0) & (recency != 0)).any():
        raise ValueError("a recency lies beyond the age, or belongs to no repeat purchase")
    return x, recency, age


def _loss(logs: Floats, x: Floats, recency: Floats, age: Floats) -> float:
    """Minus the mean log-likelihood, at the logarithms of r, alpha, a and b."""
    r, alpha, a, b = np.exp(logs)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    # who never bought again cannot have stopped after a repeat purchase
    again = np.maximum(x, 1)
    stops = betaln(a + 1, b + again - 1) - betaln(a, b) - (r + x) * np.log(alpha + recency)
    return -float(np.mean(common + np.where(x > 0, np.logaddexp(stays, stops), stays)))
