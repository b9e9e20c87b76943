"""Which choice is best, how sure is that, and what is it worth to know more before choosing?

All of it comes from one joint simulation: a row a simulation, a column a choice, and beside it
what was drawn of each unknown. Expected value of perfect information: Raiffa and Schlaifer (1961).
Of one unknown: by regression of each choice's value on it (Strong, Oakley and Brennan 2014), here
a cubic of the unknown's normal score.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from cs_lib.models.lives import Floats

NINETY = (0.05, 0.95)
"""The quantiles between which 90 % of simulations are."""
_POWERS = 4
_NEAREST = 1e-9


@dataclass(frozen=True)
class Decision:
    """What the simulations say of the choices, in their order.

    `expected`, `low`, `high` (90 % of simulations) and `first` (share in which it is best; those
    that tie share it) by choice; `top`: the place of the largest expected value. `perfect`: what it
    would be worth to know everything before choosing.
    """

    expected: Floats
    low: Floats
    high: Floats
    first: Floats
    top: int
    perfect: float


@dataclass(frozen=True)
class Known:
    """What it would be worth to know one unknown before choosing.

    `worth`: money; `mean`, `low`, `high`: the unknown itself. `at_low`, `at_high`: what the top
    choice is worth on average at its ends. `flips_at`: the value nearest the mean from which on
    choice `to` is better on average, found in the share `beyond` of simulations; None without one.
    """

    worth: float
    mean: float
    low: float
    high: float
    at_low: float
    at_high: float
    flips_at: float | None = None
    to: int | None = None
    beyond: float | None = None


def decide(values: Floats) -> Decision:
    """The choices by `values`, a row a simulation and a column a choice; ValueError without any."""
    if not values.size or not np.isfinite(values).all():
        raise ValueError("every choice needs a value in every simulation")
    expected = values.mean(axis=0)
    low, high = np.quantile(values, NINETY, axis=0)
    best = values == values.max(axis=1, keepdims=True)
    first = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    perfect = float(values.max(axis=1).mean() - expected.max())
    return Decision(expected, low, high, first, int(expected.argmax()), max(0.0, perfect))


def known(values: Floats, unknowns: Mapping[str, Floats]) -> dict[str, Known]:
    """What each unknown would be worth to know; `unknowns`: what was drawn of it, by its name."""
    top = int(values.mean(axis=0).argmax())
    return {name: _known(values, drawn, top) for name, drawn in unknowns.items()}


def _known(values: Floats, drawn: Floats, top: int) -> Known:
    order = np.argsort(drawn, kind="stable")
    score = np.empty(len(drawn))
    score[order] = ndtri((np.arange(len(drawn)) + 0.5) / len(drawn))
    powers = np.vander(score, _POWERS)
    fitted = (powers @ np.linalg.lstsq(powers, values, rcond=None)[0])[order]
    best = fitted.argmax(axis=1)
    worth = float(fitted.max(axis=1).mean() - fitted[:, top].mean())
    low, high = np.quantile(drawn, NINETY)
    at = [float(fitted[int(q * (len(drawn) - 1)), top]) for q in NINETY]
    found = Known(max(0.0, worth), float(drawn.mean()), float(low), float(high), at[0], at[1])
    return _flipped(found, drawn[order], best, top)


def _flipped(found: Known, ordered: Floats, best: np.ndarray, top: int) -> Known:
    """Where the best choice on average is another one, nearest to the unknown's mean."""
    other = np.flatnonzero(best != top)
    if not len(other) or np.ptp(ordered) < _NEAREST:
        return found
    at = int(other[np.abs(ordered[other] - found.mean).argmin()])
    below = ordered[at] < found.mean
    side = ordered <= ordered[at] if below else ordered >= ordered[at]
    return Known(
        found.worth, found.mean, found.low, found.high, found.at_low, found.at_high,
        float(ordered[at]), int(best[at]), float(side.mean()),
    )  # fmt: skip


def accounts_needed(
    rate: float, ratio: float, level: float = 0.10, power: float = 0.8
) -> int | None:
    """How many accounts must each arm of a test have to tell rate x ratio from rate in a year?

    Two shares, two-sided at `level`, found in `power` of such tests (Fleiss 1981, without
    continuity). None where the two are alike, or a rate is not between 0 and 1.
    """
    other = rate * ratio
    if not (0 < rate < 1 and 0 <= other < 1) or abs(rate - other) < _NEAREST:
        return None
    middle = (rate + other) / 2
    alpha, beta = ndtri(1 - level / 2), ndtri(power)
    both = alpha * np.sqrt(2 * middle * (1 - middle)) + beta * np.sqrt(
        rate * (1 - rate) + other * (1 - other)
    )
    return int(np.ceil((both / (rate - other)) ** 2))
