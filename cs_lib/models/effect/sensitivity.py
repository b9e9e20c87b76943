"""How strong would a cause that nobody recorded have to be, to explain an effect away?"""

import numpy as np

from cs_lib.models.lives import Floats

LEAST = 1.0
"""An E-value of 1: no unseen cause is needed at all."""


def e_value(ratio: float) -> float:
    """The least ratio by which an unseen cause must raise both treatment and loss.

    E = RR + sqrt(RR (RR - 1)), of 1 / RR where the ratio is below 1 (VanderWeele and Ding, 2017).
    Infinite for a ratio of 0. Raises ValueError for a negative or missing ratio.
    """
    if not ratio >= 0:
        raise ValueError(f"a ratio is 0 or more, not {ratio!r}")
    if ratio == 0:
        return float("inf")
    above = ratio if ratio >= 1 else 1 / ratio
    return float(above + np.sqrt(above * (above - 1))) if np.isfinite(above) else float("inf")


def e_value_of_limit(low: float, high: float) -> float:
    """The same for the limit nearer to no effect: 1 where the limits hold no effect."""
    if low <= 1 <= high:
        return LEAST
    return e_value(low if low > 1 else high)


def robustness(value: float, error: float, freedom: int) -> float:
    """Which share of what is left of treatment and outcome must an unseen cause explain?

    The robustness value of Cinelli and Hazlett (2020), 0 to 1, at which an estimate of least
    squares would be nothing: f = |t| / sqrt(df), (sqrt(f^4 + 4 f^2) - f^2) / 2.
    """
    f = abs(value / error) / np.sqrt(freedom)
    return float((np.sqrt(f**4 + 4 * f**2) - f**2) / 2)


def placebo_chance(values: Floats, seen: float) -> float:
    """How often does chance alone give as large an effect? Of so many reassigned treatments.

    (1 + those at least as large) / (1 + all), which is never 0 (Phipson and Smyth, 2010).
    """
    return float((1 + (np.abs(values) >= abs(seen)).sum()) / (1 + len(values)))
