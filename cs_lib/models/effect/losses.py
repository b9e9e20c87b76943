"""Did fewer accounts leave? Two rates of loss, group by group, by the exact conditional test.

Given how many left in a stratum, how many of them were treated is binomial, whatever the stratum's
own rate (Breslow and Day, 1987, 3.4); limits are mid-p (Berry and Armitage, 1995), since few leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import binom, poisson

from cs_lib.models.effect.estimate import LEVEL, Effect, Flags
from cs_lib.models.lives import Floats

MONTHS = 12
_WIDEST = 12.0
"""The largest log of a ratio that is looked for."""


@dataclass(frozen=True)
class Losses:
    """The rates of loss a year in both groups, their ratio and their difference, with limits.

    `ratio` is NaN where neither group, or only the treated, lost one; `chance` is the two-sided
    mid-p value of no effect. `difference` is in losses per account and year: 0.02 is two points.
    """

    treated_lost: int
    compared_lost: int
    treated_rate: float
    compared_rate: float
    ratio: float
    ratio_low: float
    ratio_high: float
    chance: float
    difference: Effect

    @property
    def found(self) -> bool:
        """Do the limits of the ratio leave out 1?"""
        return bool(self.ratio_low > 1 or self.ratio_high < 1)


@dataclass(frozen=True)
class _Stratum:
    lost: int
    treated_lost: int
    treated_years: float
    other_years: float


def losses(frame: pd.DataFrame, strata: Sequence[str] = ()) -> Losses:
    """Did the treated leave less often?

    `frame` has one row an account: `treated` and `lost` (booleans) and `months` under watch since
    the start. Rates of the others are those of the treated accounts' strata (direct
    standardisation). Strata without both groups say nothing of the ratio. Raises ValueError where
    a group is empty.
    """
    given = frame["treated"].to_numpy(bool)
    if not given.any() or given.all():
        raise ValueError("an effect needs both treated and others to compare them with")
    parts = _strata(frame, strata)
    chances, seen = _under_no_effect(parts), sum(part.treated_lost for part in parts)
    low, high = _limits(chances, seen)
    counts = [int(frame.loc[side, "lost"].sum()) for side in (given, ~given)]
    treated = _rate(frame[given])
    compared, low1, high1 = _standardised(frame, given, strata)
    low0, high0 = _exact(counts[0], float(frame.loc[given, "months"].sum()) / MONTHS)
    gap = treated - compared
    # Zou and Donner (2008): limits of a difference from those of its two parts
    difference = Effect(
        gap,
        float(np.sqrt(counts[0])) / max(1e-9, float(frame.loc[given, "months"].sum()) / MONTHS),
        gap - float(np.hypot(treated - low0, high1 - compared)),
        gap + float(np.hypot(high0 - treated, compared - low1)),
        int(given.sum()),
        int((~given).sum()),
    )
    return Losses(
        counts[0], counts[1], treated, compared, _likeliest(chances, seen), low, high,
        _chance(chances, seen), difference,
    )  # fmt: skip


def _strata(frame: pd.DataFrame, strata: Sequence[str]) -> list[_Stratum]:
    groups = [part for _, part in frame.groupby(list(strata), dropna=False)] if strata else [frame]
    found = []
    for part in groups:
        given = part["treated"].to_numpy(bool)
        years = part["months"].to_numpy(float) / MONTHS
        gone = part["lost"].to_numpy(bool)
        each = _Stratum(
            int(gone.sum()), int(gone[given].sum()), years[given].sum(), years[~given].sum()
        )
        if each.lost and each.treated_years > 0 and each.other_years > 0:
            found.append(each)
    return found


def _under_no_effect(parts: Sequence[_Stratum]) -> Floats:
    """The chances of 0, 1, ... treated losses when both groups leave alike."""
    found = np.ones(1)
    for part in parts:
        share = part.treated_years / (part.treated_years + part.other_years)
        found = np.convolve(found, binom.pmf(np.arange(part.lost + 1), part.lost, share))
    return found


def _at(chances: Floats, log: float) -> Floats:
    """The same when the ratio of the rates is exp(log): an exponential family."""
    with np.errstate(divide="ignore"):
        logs = np.log(chances) + log * np.arange(len(chances))
    raised = np.exp(logs - logs.max())
    return np.asarray(raised / raised.sum(), dtype=float)


def _below(chances: Floats, seen: int, log: float = 0.0) -> float:
    """The mid-p chance of as few treated losses as were seen, or fewer."""
    found = _at(chances, log)
    return float(found[:seen].sum() + found[seen] / 2)


def _chance(chances: Floats, seen: int) -> float:
    below = _below(chances, seen)
    return min(1.0, 2 * min(below, 1 - below))


def _limits(chances: Floats, seen: int) -> tuple[float, float]:
    tail, lost = (1 - LEVEL) / 2, len(chances) - 1

    def at(level: float) -> float:
        found = brentq(lambda log: _below(chances, seen, log) - level, -_WIDEST, _WIDEST)
        return float(np.exp(found))

    return (0.0 if seen == 0 else at(1 - tail)), (float("inf") if seen == lost else at(tail))


def _likeliest(chances: Floats, seen: int) -> float:
    """The ratio at which as many treated losses as were seen are expected."""
    lost = len(chances) - 1
    if not 0 < seen < lost:
        return float("nan") if not lost else (0.0 if seen == 0 else float("inf"))
    counts = np.arange(lost + 1)
    found = brentq(lambda log: float(_at(chances, log) @ counts) - seen, -_WIDEST, _WIDEST)
    return float(np.exp(found))


def _rate(frame: pd.DataFrame) -> float:
    years = float(frame["months"].sum()) / MONTHS
    return float(frame["lost"].sum()) / years if years else float("nan")


def _standardised(
    frame: pd.DataFrame, given: Flags, strata: Sequence[str]
) -> tuple[float, float, float]:
    """The others' rate, each stratum counting as it does among the treated, with its limits.

    Limits of a weighted sum of Poisson counts (Dobson and others, 1991).
    """
    others = frame[~given]
    if not strata:
        years = float(others["months"].sum()) / MONTHS
        return (_rate(others), *_exact(int(others["lost"].sum()), years))
    keys = list(strata)
    both = pd.DataFrame(
        {
            "share": frame[given].groupby(keys, dropna=False)["months"].sum(),
            "years": others.groupby(keys, dropna=False)["months"].sum() / MONTHS,
            "lost": others.groupby(keys, dropna=False)["lost"].sum(),
        }
    )
    both = both[(both["share"] > 0) & (both["years"] > 0)].astype(float)
    if both.empty:
        years = float(others["months"].sum()) / MONTHS
        return (_rate(others), *_exact(int(others["lost"].sum()), years))
    weight = both["share"] / both["share"].sum() / both["years"]
    rate, count = float((weight * both["lost"]).sum()), int(both["lost"].sum())
    low, high = _exact(count, 1.0)
    spread = np.sqrt(float((weight**2 * both["lost"]).sum()) / count) if count else weight.max()
    return rate, rate + float(spread) * (low - count), rate + float(spread) * (high - count)


def _exact(count: int, years: float) -> tuple[float, float]:
    """Mid-p limits of a Poisson rate."""
    if years <= 0:
        return float("nan"), float("nan")
    tail = (1 - LEVEL) / 2

    def below(mean: float) -> float:
        return float(poisson.cdf(count, mean) - poisson.pmf(count, mean) / 2)

    top = count + 10 * np.sqrt(count + 1) + 10
    low = 0.0 if count == 0 else brentq(lambda m: below(m) - 1 + tail, 1e-9, top)
    return low / years, float(brentq(lambda m: below(m) - tail, 1e-9, top)) / years
