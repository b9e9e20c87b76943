"""Does one event come before another? The rate of the second after the first against before it.

Accounts are followed from their start. At every day on which the second event happens to somebody,
those who have had the first are compared with those who have not, at the same tenure: Cox's partial
likelihood with a covariate that changes in time (Cox 1972; Andersen and Gill 1982), stratified,
with limits by the likelihood ratio, which hold where one side has no event at all. Able customers
do both sooner, which raises the ratio in both directions; so an order is claimed only where the
first event raises the second clearly more than the second raises the first.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import chi2

from cs_lib.models.lives import Floats

LEAST_EVENTS, LEAST_REVERSE = 10, 5
"""Second events below which nothing can be told, and first events after a second below which the
other direction is not measured."""
UNMEASURED = 3.0
"""The ratio that common ability alone is granted where the other direction is not measured: that
of a gamma frailty with variance 2 (Clayton 1978)."""
FIRST, NOT_SHOWN, UNTOLD = "first", "not_shown", "cannot_be_told"
_WIDEST = 20.0


@dataclass(frozen=True)
class Ratio:
    """A rate ratio with its limits; `before` and `after` count the events on either side.

    Infinite where no event came before, 0 where none came after; NaN without any to compare.
    """

    value: float
    low: float
    high: float
    before: int
    after: int


@dataclass(frozen=True)
class Order:
    """Whether the first event comes before the second, and what that rests on.

    `verdict`: first, not_shown or cannot_be_told. `reverse` is the same ratio with both events
    exchanged, None where it is not measured.
    """

    verdict: str
    ratio: Ratio
    reverse: Ratio | None
    together: int


def order(times: pd.DataFrame, level: float = 0.9) -> Order:
    """Does `first` come before `second`? Times since the start: first, second, until, stratum.

    One row an account; `first` and `second` are missing where they did not happen by `until`.
    Events of one account on the same day tell no order, and are counted in `together`.
    """
    there = times[times["until"] > 0]
    forth, back = rate_ratio(there, "first", "second", level), None
    together = int((there["first"].notna() & (there["first"] == there["second"])).sum())
    other = rate_ratio(there, "second", "first", level)
    if other.after >= LEAST_REVERSE:
        back = other
    if forth.before + forth.after < LEAST_EVENTS or np.isnan(forth.low):
        return Order(UNTOLD, forth, back, together)
    apart = forth.low > UNMEASURED if back is None else forth.low > 1 and _apart(forth, back)
    return Order(FIRST if apart else NOT_SHOWN, forth, back, together)


def _apart(one: Ratio, other: Ratio) -> bool:
    """Is the first ratio clearly above the second? Both limits recovered (Zou and Donner 2008)."""
    if np.isinf(one.value):
        return bool(one.low > other.high)
    reach = np.hypot(np.log(one.value / one.low), np.log(other.high / other.value))
    return bool(np.log(one.value / other.value) > reach)


def rate_ratio(times: pd.DataFrame, turn: str, event: str, level: float = 0.9) -> Ratio:
    """How many times as often does `event` come after `turn` as before it, at the same tenure?"""
    sides, after, before, events = [], 0, 0, 0
    for _, part in times.groupby("stratum"):
        changed = part[turn].fillna(np.inf).to_numpy(dtype=float)
        came = part[event].fillna(np.inf).to_numpy(dtype=float)
        until = part["until"].to_numpy(dtype=float)
        end = np.minimum(came, until)
        mine = (came <= until) & (changed != came)
        at, turned = came[mine], changed[mine] < came[mine]
        all_at, turned_at = _at_risk(at, end), _at_risk(at, end, changed)
        telling = (turned_at > 0) & (turned_at < all_at)
        sides.append(np.column_stack([turned, turned_at, all_at - turned_at])[telling])
        after, events = after + int(turned.sum()), events + len(at)
    before = events - after
    found = np.concatenate(sides) if sides else np.zeros((0, 3))
    return Ratio(*_likely(found, level), before, after)


def _at_risk(at: Floats, end: Floats, changed: Floats | None = None) -> Floats:
    """How many are still without the event just before each time; with the turn behind them."""
    if changed is None:
        return (len(end) - np.searchsorted(np.sort(end), at, side="left")).astype(float)
    turned = changed < end
    since = np.searchsorted(np.sort(changed[turned]), at, side="left")
    return (since - np.searchsorted(np.sort(end[turned]), at, side="left")).astype(float)


def _likely(sides: Floats, level: float) -> tuple[float, float, float]:
    """The ratio of the greatest partial likelihood, and those that are not refused."""
    if not len(sides):
        return np.nan, np.nan, np.nan
    turned, with_turn, without = sides.T

    def slope(beta: float) -> float:
        return float((turned - expit(beta + np.log(with_turn / without))).sum())

    def log_likelihood(beta: float) -> float:
        odds = beta + np.log(with_turn / without)
        return float((turned * odds - np.logaddexp(0, odds)).sum())

    if turned.all() or not turned.any():
        best, most = (np.inf if turned.all() else -np.inf), 0.0
    else:
        best = float(brentq(slope, -_WIDEST, _WIDEST))
        most = log_likelihood(best)
    refused = most - float(chi2.ppf(level, 1)) / 2

    def left(beta: float) -> float:
        return log_likelihood(beta) - refused

    inner = np.clip(best, -_WIDEST, _WIDEST)
    low = -np.inf if np.isneginf(best) else _root(left, -_WIDEST, inner)
    high = np.inf if np.isposinf(best) else _root(left, inner, _WIDEST)
    value, low, high = np.exp([best, low, high])
    return float(value), float(low), float(high)


def _root(of: Callable[[float], float], start: float, end: float) -> float:
    """Where it changes its sign; no limit on a side on which it does not."""
    if of(start) * of(end) > 0:
        return -np.inf if start == -_WIDEST else np.inf
    return float(brentq(of, start, end))
