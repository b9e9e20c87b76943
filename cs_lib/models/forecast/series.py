"""How would the series go on by itself? ETS, Theta on logarithms, and their mean.

ETS is a damped trend with relative errors, ETS(M,Ad,N) of Hyndman et al. (2002); what falls fades
by a share and not by an amount, so that nothing falls below zero (Taylor 2003). Theta is that of
Assimakopoulos and Nikolopoulos (2000) in the form of Hyndman and Billah (2003). Seasonal indices
are classical, recent years count for more, and all are drawn towards none as far as chance would
explain them (James and Stein 1961; Miller and Williams 2003 for seasons), in place of a test.
Smoothing parameters are averaged over a grid by their squared errors: fifty times faster than a
fit by iteration, equal on every machine, and a hindcast asks for hundreds. `test_series` holds
both against statsmodels. All of it, and the width of the bands, was chosen on the M1 quarterly
series and within the M3 training parts (`benchmarks/bench_forecast.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.forecast.bands import half_widths, scores
from cs_lib.models.lives import Floats

AHEAD, SEASON = 8, 4
LEAST, LEAST_ORIGINS, MOST_ORIGINS = 8, 4, 12
"""Quarters that a forecast starts from, and origins that it is tried on."""
CLEARLY = 2.0
START = 8
"""Quarters that the first level and trend are read from."""
HALF_LIFE, CAUTION = 3.0, 3.0
"""After how many years a season counts for half, and how many times chance counts against it: the
ratios to a centred mean share what happened, and seasons move."""
OURS = ("combination", "ets", "theta")
RIVALS = ("last_value", "drift", "growth")
_ALPHAS = np.linspace(0.05, 1.0, 20)
_GRID = tuple(
    each.ravel()
    for each in np.meshgrid(
        np.linspace(0.1, 1.0, 7), [0.0, 0.05, 0.15, 0.4], [0.8, 0.9, 0.98], indexing="ij"
    )
)  # fmt: skip
_TINY = 1e-300


def ets(values: Floats, ahead: int) -> Floats:
    """A trend that fades, averaged over level, trend and damping; `values` are positive."""
    alpha, beta, phi = _GRID
    first = values[:START]
    slope, start = np.polyfit(np.arange(len(first)), first, 1) if len(first) > 1 else (0, first[0])
    level, trend = max(start - slope, first.min() / 2) + 0 * alpha, slope + 0 * alpha
    least, squares = values.mean() / 1000, 0 * alpha
    for value in values:
        expected = np.maximum(level + phi * trend, least)
        error = value - expected
        squares = squares + (error / expected) ** 2
        level, trend = expected + alpha * error, phi * trend + alpha * beta * error
    faded = np.cumsum(phi[None, :] ** np.arange(1, ahead + 1)[:, None], axis=0) * trend
    path = np.where(trend < 0, level * np.exp(faded / level), level + faded)
    return np.asarray(path @ _likely(squares, len(values)), dtype=float)


def theta(values: Floats, ahead: int, season: int = SEASON) -> Floats:
    """Simple smoothing, drifting by half the slope of the whole series.

    The slope is the median change over a year, which one jump does not turn.
    """
    level = np.full(len(_ALPHAS), values[: min(4, len(values))].mean())
    squares = np.zeros(len(_ALPHAS))
    for value in values:
        error = value - level
        squares = squares + error**2
        level = level + _ALPHAS * error
    weight = _likely(squares, len(values))
    alpha = float(weight @ _ALPHAS)
    apart = season if len(values) >= 2 * season else 1
    slope = float(np.median(values[apart:] - values[:-apart])) / apart
    drift = np.arange(ahead) + (1 - (1 - alpha) ** len(values)) / alpha
    return np.asarray(weight @ level + slope / 2 * drift, dtype=float)


def _likely(squares: Floats, n: int) -> Floats:
    """The weight of each set of parameters: its likelihood with normal (in ETS relative) errors."""
    weight = np.exp(-n / 2 * np.log(np.maximum(squares, _TINY) / max(squares.min(), _TINY)))
    return np.asarray(weight / weight.sum(), dtype=float)


def seasonal(values: Floats, season: int = SEASON) -> Floats:
    """The index of each quarter of the year, the first being that of `values[0]`; their mean is 1.

    All are 1 below three years.
    """
    if len(values) < 3 * season:
        return np.ones(season)
    window = np.r_[0.5, np.ones(season - 1), 0.5] / season
    half = season // 2
    within = np.arange(half, len(values) - half)
    ratio = np.log(values[within] / np.convolve(values, window, "valid"))
    place, weight = within % season, 0.5 ** ((len(values) - within) / season / HALF_LIFE)
    index = np.bincount(place, weight * ratio) / np.bincount(place, weight)
    index = index - index.mean()
    noise = weight @ (ratio - index[place]) ** 2 / weight.sum()
    noise *= len(ratio) / max(len(ratio) - season, 1)
    years = weight.sum() ** 2 / (weight**2).sum() / season  # as many of equal weight (Kish 1965)
    seen = max(float((index**2).sum()), _TINY)
    kept = max(0.0, 1 - CAUTION * (season - 2) * noise / years / seen)
    found = np.exp(index * kept)
    return np.asarray(found / found.mean(), dtype=float)


def paths(values: Floats, ahead: int = AHEAD, season: int = SEASON) -> Mapping[str, Floats]:
    """Every method's path: `OURS`, and the naive rules that they are held against (`RIVALS`).

    Raises ValueError unless all values are positive.
    """
    values = np.asarray(values, dtype=float)
    if len(values) < 2 or not (values > 0).all():
        raise ValueError("a path needs two values or more, all of them positive")
    index, step = seasonal(values, season), np.arange(1, ahead + 1)
    smooth = values / index[np.arange(len(values)) % season]
    back = index[(len(values) + np.arange(ahead)) % season]
    by_ets = ets(smooth, ahead) * back
    by_theta = np.exp(theta(np.log(smooth), ahead, season)) * back
    year = min(season, len(values) - 1)
    return {
        "combination": (by_ets + by_theta) / 2,
        "ets": by_ets,
        "theta": by_theta,
        "last_value": np.full(ahead, values[-1]),
        "drift": values[-1] + (values[-1] - values[0]) / (len(values) - 1) * step,
        "growth": values[-1] * (values[-1] / values[-1 - year]) ** (step / year),
    }


Hindcasts = Mapping[str, Floats]


def rolling(values: Floats, ahead: int = AHEAD, season: int = SEASON) -> Hindcasts:
    """By method: origin x quarters ahead, the logarithm of actual over forecast (NaN: not yet).

    Each origin sees what was known then and nothing later; the last twelve origins are tried.
    """
    values = np.asarray(values, dtype=float)
    origins = range(max(LEAST, len(values) - MOST_ORIGINS), len(values))
    found = {name: np.full((len(origins), ahead), np.nan) for name in (*OURS, *RIVALS)}
    for row, origin in enumerate(origins):
        actual = values[origin : origin + ahead]
        for name, path in paths(values[:origin], len(actual), season).items():
            found[name][row, : len(actual)] = np.log(actual / np.maximum(path, _TINY))
    return found


def chosen(found: Hindcasts) -> str:
    """The method with the least rolling-origin error, if it is clearly better than the mean.

    Clearly: by more than twice the standard error of the difference over origins, taken as if one
    origin in so many as are forecast ahead counted, for their windows overlap. The best of several
    on a few origins is mostly luck.
    """
    ours = np.nanmean(np.abs(found["combination"]), axis=1)
    best = "combination"
    gain = 0.0
    for name in ("ets", "theta"):
        better = ours - np.nanmean(np.abs(found[name]), axis=1)
        alone = len(better) / found[name].shape[1]
        error = better.std(ddof=1) / np.sqrt(alone) if len(better) > 1 else np.inf
        if len(better) >= LEAST_ORIGINS and better.mean() > max(CLEARLY * error, gain):
            best, gain = name, float(better.mean())
    return best


@dataclass(frozen=True)
class Continued:
    """`path`: ahead, forecast, low_80, high_80, low_95, high_95; `method`; `scores` by method."""

    method: str
    path: pd.DataFrame
    scores: pd.DataFrame
    origins: int


def continued(values: Floats, ahead: int = AHEAD, season: int = SEASON) -> Continued | None:
    """The path that the series would take, with bands from its own hindcasts.

    None where fewer than four origins can be tried: then nothing can be told.
    """
    values = np.asarray(values, dtype=float)
    if len(values) < LEAST + LEAST_ORIGINS or not (values > 0).all():
        return None
    found = rolling(values, ahead, season)
    method = chosen(found)
    forecast = paths(values, ahead, season)[method]
    return Continued(method, banded(forecast, found[method]), scores(found), len(found[method]))


def banded(forecast: Floats, errors: Floats) -> pd.DataFrame:
    """A path with its bands of 80 and 95 %, from the errors of hindcasts made the same way."""
    frame = pd.DataFrame({"ahead": np.arange(1, len(forecast) + 1), "forecast": forecast})
    for level in (80, 95):
        width = half_widths(errors, level / 100)[: len(forecast)]
        frame[f"low_{level}"] = forecast * np.exp(-width)
        frame[f"high_{level}"] = forecast * np.exp(width)
    return frame
