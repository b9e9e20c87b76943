"""How long do customers stay? Kaplan-Meier, and the best curve that the data can carry."""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.duration.survfunc import SurvfuncRight

from cs_lib.models import hazard, sbg
from cs_lib.models.lives import Curve, Floats, Lives, Method, as_lives

__all__ = ["Curve", "Lives", "best", "kaplan_meier", "median"]

ENOUGH_EVENTS = 20
"""Losses from which Kaplan-Meier is read month by month."""
MIN_AT_RISK = 10
"""Lives under watch, below which Kaplan-Meier is left for a model."""


def kaplan_meier(lives: Lives | pd.DataFrame, level: float = 0.95) -> Curve:
    """What share is still there after so many months, as observed?

    Product limit with left truncation; Greenwood's variance and log-log limits at `level`, which
    stay between 0 and 1. Before the first loss there is no variance: the low limit is the exact one
    of none lost among those under watch (Clopper and Pearson 1934), as long as they were fewest.
    After the last life has ended the limits are 0 and the last known high.
    Raises ValueError without lives.
    """
    lives = as_lives(lives)
    if not len(lives):
        raise ValueError("no lives: there is no survival to estimate")
    truncated = lives.entries if lives.entries.any() else None
    found = SurvfuncRight(lives.durations, lives.ended.astype(int), entry=truncated)
    low, high = _log_log(found.surv_prob, found.surv_prob_se, level)
    first = float(np.count_nonzero(lives.entries == 0))
    until = float(found.surv_times[0]) if len(found.surv_times) else np.inf
    months, watched = _before_first_loss(lives, until)
    with np.errstate(divide="ignore"):
        none = np.exp(np.log((1 - level) / 2) / np.minimum.accumulate(watched))
    whole = np.ones(len(months))
    return Curve(
        months=np.concatenate([[0.0], months, found.surv_times]),
        survival=np.concatenate([[1.0], whole, found.surv_prob]),
        at_risk=np.concatenate([[first], watched, found.n_risk]).astype(float),
        low=np.concatenate([[1.0], none, low]),
        high=np.concatenate([[1.0], whole, high]),
        n=len(lives),
        events=lives.events,
        observed=float(lives.durations.max()),
    )


def _before_first_loss(lives: Lives, until: float) -> tuple[Floats, Floats]:
    """The months before the first loss from which others are under watch, and how many are then.

    Counted from when anybody is: who stayed until then is all that the curve is about.
    """
    begins = np.nextafter(max(0.0, float(lives.entries.min())), np.inf)  # at 0 all are there
    changes = np.concatenate([lives.entries, lives.durations, [begins]])
    months = np.unique(changes[(changes >= begins) & (changes < until)])
    entered = np.searchsorted(np.sort(lives.entries), months, side="right")
    # those who last longer; in the last month those who last until then
    before = np.where(months < lives.durations.max(), np.nextafter(months, np.inf), months)
    ended = np.searchsorted(np.sort(lives.durations), before, side="left")
    return months, (entered - ended).astype(float)


def _log_log(share: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    low, high = np.zeros(len(share)), np.full(len(share), np.nan)
    inside = (share > 0) & (share < 1)
    log = np.log(share[inside])
    power = np.exp(norm.ppf((1 + level) / 2) * error[inside] / (share[inside] * -log))
    low[inside], high[inside] = np.exp(log * power), np.exp(log / power)
    known = pd.Series(high).ffill().fillna(1.0)
    return low, known.to_numpy(dtype=float)


def median(curve: Curve) -> tuple[float, float, float]:
    """After how many months is the half reached, and within which limits?

    The first month at which survival, or a limit of it, is down to one half (Brookmeyer and
    Crowley 1982); NaN where that was not observed.
    """
    found = []
    for share in (curve.survival, curve.low, curve.high):
        down = np.flatnonzero(share <= 0.5)
        found.append(float(curve.months[down[0]]) if len(down) else np.nan)
    return found[0], found[1], found[2]


def best(lives: Lives | pd.DataFrame, horizon: int = 60) -> Curve:
    """The share still there after 0 to `horizon` months, by the method these data can carry.

    Under 20 losses a shifted beta-geometric curve (sBG); otherwise Kaplan-Meier while 10 are under
    watch and a discrete hazard beyond. Without any loss the curve is flat, its low limit that of
    the exposure (rule of three). `method` says which. Limits are NaN where the curve is a model's:
    bootstrap those.
    """
    lives = as_lives(lives)
    observed = kaplan_meier(lives)
    if lives.events == 0:
        return _unbroken(lives, horizon)
    if lives.events < ENOUGH_EVENTS:
        return _modelled(lives, horizon, sbg.fit(lives).survival(horizon), "sbg")
    return _spliced(lives, observed, horizon)


def _at_risk(lives: Lives, months: Floats) -> Floats:
    """The lives under watch right after each month: entered by then, and lasting beyond it."""
    entered, lasting = lives.entries[:, None] <= months, lives.durations[:, None] > months
    return np.asarray((entered & lasting).sum(axis=0), dtype=float)


def _modelled(lives: Lives, horizon: int, survival: Floats, method: Method) -> Curve:
    months = np.arange(horizon + 1, dtype=float)
    limits = np.where(months == 0, 1.0, np.nan)
    return Curve(
        months, survival, _at_risk(lives, months), limits, limits, len(lives), lives.events,
        float(lives.durations.max()), method,
    )  # fmt: skip


def _unbroken(lives: Lives, horizon: int) -> Curve:
    watched = float((lives.durations - lives.entries).sum())
    flat = _modelled(lives, horizon, np.ones(horizon + 1), "km")
    low = np.exp(np.log(0.05) / watched * flat.months)
    return replace(flat, low=low, high=np.ones(horizon + 1))


def _spliced(lives: Lives, observed: Curve, horizon: int) -> Curve:
    months = np.arange(horizon + 1, dtype=float)
    tail = hazard.by_tenure(lives).survival(horizon)
    thin = np.flatnonzero(_at_risk(lives, months) < MIN_AT_RISK)
    known = int(thin[0]) if len(thin) else horizon
    if known == 0:
        return _modelled(lives, horizon, tail, "hazard")
    place = np.searchsorted(observed.months, months[: known + 1], side="right") - 1
    head = observed.survival[place]
    if known == horizon:
        curve = _modelled(lives, horizon, head, "km")
    else:
        rest = head[-1] * tail[known + 1 :] / tail[known]
        curve = _modelled(lives, horizon, np.concatenate([head, rest]), "hazard")
    missing = np.full(horizon - known, np.nan)
    return replace(
        curve,
        low=np.concatenate([observed.low[place], missing]),
        high=np.concatenate([observed.high[place], missing]),
    )
