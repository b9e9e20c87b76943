"""What could be found at all, with the accounts at hand? Asked before the start, by simulation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from cs_lib.models.effect.estimate import LEVEL
from cs_lib.models.lives import Floats

ENOUGH = 0.8
"""The share of simulations in which an effect must be found to call it detectable."""
REDUCTIONS = tuple(float(each) for each in np.round(np.arange(0.05, 1.0001, 0.05), 2))
DRAWS = 2000


@dataclass(frozen=True)
class Power:
    """What a test of losses could find.

    `detectable` is the smallest reduction of losses, as a share of them, that is found in 80 % of
    simulations; None where even preventing every loss is found too seldom. `before` is the share
    lost a year that it was worked out at; `by_effect`: reduction, power.
    """

    detectable: float | None
    before: float
    treated: int
    compared: int
    by_effect: pd.DataFrame

    def at(self, reduction: float) -> float:
        """The chance to find a reduction of this size."""
        known = self.by_effect
        return float(np.interp(reduction, [0.0, *known["reduction"]], [0.0, *known["power"]]))


def of_losses(
    lost: NDArray[np.bool_],
    treated: int,
    compared: int,
    years: float = 1.0,
    draws: int = DRAWS,
    seed: int = 0,
) -> Power:
    """Which reduction of losses would a test of so many accounts find?

    `lost` is the client's own record: one value an account like those of the test, whether it was
    lost in a year. Each simulation draws accounts from it for both groups, lets the play prevent a
    share of the losses of one, and asks the exact test that will judge the play.
    """
    if not len(lost) or treated < 1 or compared < 1:
        raise ValueError("power needs a record of losses and accounts in both groups")
    random, base = np.random.default_rng(seed), float(np.mean(lost))
    chance = 1 - (1 - base) ** years
    others = random.binomial(compared, chance, draws)
    would = random.binomial(treated, chance, draws)
    found = []
    for reduction in REDUCTIONS:
        gone = would - random.binomial(would, reduction)
        found.append(float(_finds(gone, others, treated, compared).mean()))
    enough = [r for r, power in zip(REDUCTIONS, found, strict=True) if power >= ENOUGH]
    frame = pd.DataFrame({"reduction": REDUCTIONS, "power": found})
    return Power(enough[0] if enough else None, base, treated, compared, frame)


def _finds(
    gone: NDArray[np.int64], others: NDArray[np.int64], treated: int, compared: int
) -> NDArray[np.bool_]:
    """Does the exact test find fewer losses among the treated?"""
    both, share = gone + others, treated / (treated + compared)
    below = binom.cdf(gone, both, share) - binom.pmf(gone, both, share) / 2
    return np.asarray((both > 0) & (below < (1 - LEVEL) / 2))


def of_means(
    changes: Floats, treated: int, compared: int, draws: int = DRAWS, seed: int = 0
) -> float:
    """The smallest difference of means that a test of so many accounts finds in 80 % of cases.

    `changes` are the client's own, one an account; resampled, so that their skew and their tails
    count. In units of `changes`.
    """
    random = np.random.default_rng(seed)
    sides = [random.choice(changes, (draws, n)) for n in (treated, compared)]
    gap = sides[0].mean(axis=1) - sides[1].mean(axis=1)
    error = np.sqrt(sum(side.var(axis=1, ddof=1) / side.shape[1] for side in sides))
    # an effect of this size is found where the gap that chance gave does not eat it up
    needed = np.sort(1.959964 * error - gap)
    return float(np.quantile(needed, ENOUGH))
