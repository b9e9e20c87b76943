"""Whose use of the product falls, beyond noise and season, and do such alarms come true?

A level that is measured every month is looked at in logs. The slope of the last 90 days is the
median of the slopes between all its pairs of months (Theil 1950; Sen 1968), so that one odd month
does not make it. Taken off is what all accounts did in the same months, and of what the account
did beyond the others in the same months a year ago as much as last year has told of this one. What
is left is held against the account's own noise.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from cs_lib.models.lives import Floats

Flags: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"

SPAN = 4
"""Month ends that a slope runs over: 90 days from the first to the last."""
YEAR = 12
FALL, BELOW, ERRORS = 0.3, 0.2, 3.0
"""An alarm is a slope three standard errors below, a fall of three tenths in 90 days, and a level a
fifth below the account's usual one: several hundred accounts are looked at every month, and what
only comes back from a high month is no fall."""
LEAST = 30
"""Pairs of a year ago and now from which last year's season is learnt."""
_OFFSET = 0.1
"""Share of its usual level that is added before logs, so that a month without use has one."""
_SHRINK, _LEAST_CHANGES = 6.0, 4
_RECENT, _BEFORE = 2, 8
"""Months that are today's level, and months before the slope that are the usual one."""
_EXTREME = 10.0
_EFFICIENCY = 1.05
"""The standard error of the median of pairwise slopes over that of least squares, four points."""


@dataclass(frozen=True)
class Trend:
    """By account (row) and month (column): the slope a month in logs, how many standard errors it
    is from none, and today's level beside the account's usual one, as a difference of logs.
    """

    slope: Floats
    z: Floats
    level: Floats

    @property
    def fall(self) -> Floats:
        """The share of the level that is lost in 90 days, beyond season and the others."""
        return np.asarray(1 - np.exp((SPAN - 1) * self.slope), dtype=float)


def logs(levels: Floats) -> Floats:
    """Levels as logs of their share of the account's usual level, its median so far."""
    usual = pd.DataFrame(levels.T).expanding().median().to_numpy().T
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(levels / usual + _OFFSET) + np.log(usual)
    return np.where(usual > 0, found, np.nan)


def slopes(values: Floats) -> Floats:
    """The median of pairwise slopes over the four months up to each; NaN where one is missing."""
    found = np.full(values.shape, np.nan)
    if values.shape[1] < SPAN:
        return found
    window = np.lib.stride_tricks.sliding_window_view(values, SPAN, axis=1)
    places = [(a, b) for a in range(SPAN) for b in range(a + 1, SPAN)]
    pairs = [(window[..., b] - window[..., a]) / (b - a) for a, b in places]
    found[:, SPAN - 1 :] = np.median(np.stack(pairs), axis=0)
    return found


def trend(levels: Floats) -> Trend:
    """The trend of each account at each month, by what was known then; NaN where it is not."""
    values = logs(levels)
    own = slopes(values)
    beyond = own - _middle(own)
    told = _season(beyond)
    before = np.full(beyond.shape, np.nan)
    before[:, YEAR:] = beyond[:, :-YEAR]
    taken = told * np.nan_to_num(before)
    # what is taken off has a noise of its own
    error = _error(values) * np.sqrt(1 + np.where(np.isnan(before), 0.0, told) ** 2)
    slope = beyond - taken
    return Trend(slope, slope / error, _level(values - _middle(values)))


def _level(values: Floats) -> Floats:
    """The better of the last two months beside the median of up to eight before the slope began.

    One odd month at the end is no lower level.
    """
    before = _until(values, SPAN + _BEFORE)[..., :_BEFORE]
    told = (~np.isnan(before)).sum(axis=-1) >= _RECENT
    usual = np.where(told, _median(before), np.nan)
    return np.asarray(_until(values, _RECENT).max(axis=-1) - usual, dtype=float)


def _until(values: Floats, months: int) -> Floats:
    """By account and month, the values of so many months up to it."""
    padded = np.pad(values, ((0, 0), (months - 1, 0)), constant_values=np.nan)
    found: Floats = np.lib.stride_tricks.sliding_window_view(padded, months, axis=1)
    return found


def _median(values: Floats, axis: int = -1) -> Floats:
    """The median of what is known along an axis; NaN where nothing is."""
    ordered = np.sort(values, axis=axis)  # what is not known stands last
    count = (~np.isnan(values)).sum(axis=axis, keepdims=True)
    places = (np.maximum(count - 1, 0) // 2, count // 2)
    low, high = (np.take_along_axis(ordered, place, axis) for place in places)
    return np.asarray(((low + high) / 2).squeeze(axis), dtype=float)


def _middle(values: Floats) -> Floats:
    """The median of the accounts at each month; 0 where none is known."""
    found = _median(values, axis=0)
    return np.where(np.isnan(found), 0.0, found)


def _season(beyond: Floats) -> Floats:
    """How much of the slope of a year ago comes again, by month: 0 (nothing) to 1 (all of it).

    Least squares through the origin over all pairs known by then, extremes drawn in. Without a
    year, or with few pairs, nothing does.
    """
    told = np.zeros(beyond.shape[1])
    for at in range(YEAR, beyond.shape[1]):
        now, before = beyond[:, YEAR : at + 1], beyond[:, : at + 1 - YEAR]
        known = ~np.isnan(now) & ~np.isnan(before)
        if known.sum() < LEAST:
            continue
        limit = _EXTREME * 1.4826 * float(np.median(np.abs(before[known])))
        x, y = (np.clip(each[known], -limit, limit) for each in (before, now))
        told[at] = float(np.clip(float(x @ y) / max(float(x @ x), 1e-12), 0.0, 1.0))
    return told


def _error(values: Floats) -> Floats:
    """The standard error of each slope, from the account's own changes month to month.

    Their spread about their middle (MAD) in the twelve months so far, drawn towards that of all
    accounts where there are few.
    """
    changes = np.diff(values, axis=1, prepend=np.nan)
    found = np.full(values.shape, np.nan)
    for at in range(SPAN - 1, values.shape[1]):
        seen = changes[:, max(0, at - YEAR + 1) : at + 1]
        seen = seen - _middle(seen)
        count = (~np.isnan(seen)).sum(axis=1)
        known = count >= _LEAST_CHANGES
        if not known.any():
            continue
        part = seen[known]
        middle = _median(part)[:, None]
        spread = (1.4826 * _median(np.abs(part - middle))) ** 2
        usual = np.median(spread)
        weight = count[known] / (count[known] + _SHRINK)
        shrunk = weight * spread + (1 - weight) * usual
        # a change has the noise of two months; a slope over four has a fifth of one's variance
        scale = (SPAN**2 - 1) * SPAN / 12
        found[known, at] = _EFFICIENCY * np.sqrt(np.maximum(shrunk, 1e-6) / 2 / scale)
    return found


def together(trends: list[Trend]) -> Trend:
    """Several signals as one: the mean of what is known of them."""
    parts = (
        _mean(np.stack([getattr(each, name) for each in trends]))
        for name in ("slope", "z", "level")
    )
    return Trend(*parts)


def _mean(stack: Floats) -> Floats:
    known = ~np.isnan(stack)
    count = known.sum(axis=0)
    total = np.where(known, stack, 0.0).sum(axis=0)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan), dtype=float)


def alarms(found: Trend, fall: float = FALL, below: float = BELOW, errors: float = ERRORS) -> Flags:
    """Where is an account off the vector? Sure, steep enough to matter, and below its usual level.

    An account too young to have a usual level is told by its slope alone.
    """
    with np.errstate(invalid="ignore"):
        low = np.isnan(found.level) | (found.level <= np.log(1 - below))
        return np.asarray((found.z <= -errors) & (found.fall >= fall) & low, dtype=bool)


def naive(levels: Floats) -> Flags:
    """The usual rule: use of the last quarter is a fifth or more below that of the one before."""
    quarter = pd.DataFrame(levels.T).rolling(3).mean()
    return np.asarray((quarter <= 0.8 * quarter.shift(3)).to_numpy().T, dtype=bool)


@dataclass(frozen=True)
class Judged:
    """What became of alarms: how many there were, how many came true, and the losses they told."""

    alarms: int
    true: int
    told: int
    losses: int

    @property
    def false_per_true(self) -> float:
        """False alarms for each that came true; infinite where none did."""
        return (self.alarms - self.true) / self.true if self.true else float("inf")


def judged(flags: Flags, lost: Flags, months: int = 6) -> Judged:
    """How many alarms came true within so many months? `lost` is by account and month, as `flags`.

    An alarm that goes on, or comes again within a quarter, is one. Alarms that could not be
    watched for all the months count for nothing. `told` are the losses before which an alarm was
    on; losses in the first months, which no alarm could foretell, are left out.
    """
    last = flags.shape[1]
    true = made = told = losses = 0
    for row, at in zip(*np.nonzero(first(flags)), strict=True):
        if at + months < last:
            made += 1
            true += bool(lost[row, at + 1 : at + months + 1].any())
    for row, at in zip(*np.nonzero(lost), strict=True):
        if at >= months:
            losses += 1
            told += bool(flags[row, at - months : at].any())
    return Judged(made, true, told, losses)


def first(flags: Flags) -> Flags:
    """Where alarms begin: those on which none was on in the quarter before."""
    before = np.zeros_like(flags)
    for months in range(1, 4):
        before[:, months:] |= flags[:, :-months]
    return flags & ~before
