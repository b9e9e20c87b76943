"""For how many months, in today's money, does a customer pay? The part of LTV-3 that is uncertain.

LTV-3 (M51) is ARPA x (gross margin - CRC ratio) x the discounted months: the first two are read
from the books and the client's word, the months are estimated from the lives and have limits.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from cs_lib.models import resampled, standardised
from cs_lib.models.lifetime import discounts
from cs_lib.models.lives import Curve, Floats, Lives, as_lives
from cs_lib.models.survival import ENOUGH_EVENTS, best


@dataclass(frozen=True)
class Staying:
    """The discounted months of a curve over the horizon, their limits, and where those are from.

    `basis` is "exact" for the limits of the number of losses, "bootstrap" over customers.
    """

    curve: Curve
    months: float
    low: float
    high: float
    basis: Literal["exact", "bootstrap"]


def discounted(survival: Floats, horizon: int, discount: float) -> Floats:
    """The months paid in today's money: the first at once, a yearly rate compounded monthly."""
    return np.asarray(survival[..., :horizon] @ discounts(horizon, discount), dtype=float)


def staying(
    lives: Lives | pd.DataFrame,
    horizon: int = 60,
    discount: float = 0.10,
    pooled: Lives | pd.DataFrame | None = None,
    level: float = 0.9,
    seed: int = 0,
) -> Staying:
    """How long do these customers pay, by the method that their losses can carry?

    From 20 losses on `survival.best`, with limits by bootstrap over customers. Below that the
    shape of `pooled` (all segments) at the segment's own level, where those have 20; else
    `survival.best` alone, or a constant hazard where most were not seen to begin. Resampling few
    losses shows too little of what might have been, and none of it when nobody left: there the
    limits are the exact ones of the number of losses.
    Lives are counted in whole months. Raises ValueError without lives.
    """
    lives = as_lives(lives)
    if lives.events >= ENOUGH_EVENTS:
        return _many(lives, horizon, discount, level, seed)
    if pooled is not None and as_lives(pooled).events >= ENOUGH_EVENTS:
        curve, found = standardised.curve(lives, pooled, horizon)
        everyone = best(pooled, horizon).survival
        slow, fast = (everyone**ratio for ratio in found.limits(level))
    else:
        curve = _thin(lives, horizon)
        slow, fast = _few(lives, curve, standardised.exact_limits(lives.events, level))
    low, now, high = (
        float(discounted(survival, horizon, discount)) for survival in (fast, curve.survival, slow)
    )
    return Staying(replace(curve, low=fast, high=slow), now, low, high, "exact")


def _thin(lives: Lives, horizon: int) -> Curve:
    """`survival.best`, but for a constant hazard where most were not seen to begin.

    A shifted beta-geometric curve falls fastest at its beginning: carried back over months in
    which nobody was watched, one loss in the sixth can empty the first.
    """
    curve = best(lives, horizon)
    begun = int((lives.entries < 1).sum())
    if curve.method != "sbg" or 2 * begun >= len(lives):
        return curve
    rate = lives.events / float((lives.durations - lives.entries).sum())
    return replace(curve, survival=max(0.0, 1 - rate) ** curve.months, method="constant")


def _few(lives: Lives, curve: Curve, limits: tuple[float, float]) -> tuple[Floats, Floats]:
    """The curve as it would be with as many losses as each of the limits."""
    if lives.events:
        slow, fast = (curve.survival ** (limit / lives.events) for limit in limits)
        return slow, fast
    watched = float((lives.durations - lives.entries).sum())
    return curve.survival, np.exp(-limits[1] / watched * curve.months)


def _many(lives: Lives, horizon: int, discount: float, level: float, seed: int) -> Staying:
    curve = best(lives, horizon)
    known = int(np.isfinite(curve.low).sum()) - 1

    def statistic(watched: Floats, lost: Floats) -> Floats:
        return discounted(resampled.survival(watched, lost, known, horizon), horizon, discount)

    low, high = resampled.limits(resampled.counts(lives), statistic, seed=seed, level=level)
    now = float(discounted(curve.survival, horizon, discount))
    return Staying(curve, now, low, high, "bootstrap")
