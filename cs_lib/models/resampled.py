"""Survival of many resamples of the same customers at once, and the limits they give.

The lives are counted by month of tenure, and customers with the same life are one row: so a
resample is a vector of weights, and a thousand of them are one product of matrices.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

from cs_lib.models.lives import Floats, Lives, as_lives

_STEPS = 30
_LARGEST_STEP = 2.0
_BATCH = 4_000_000
"""Weights held at once: so that a hundred thousand customers fit into memory."""


@dataclass(frozen=True)
class Counts:
    """Lives under watch and losses by month of tenure: one row a kind of customer.

    Column k is the month that ends at tenure k + 1. `customers` says how many are of each kind.
    """

    watched: Floats
    lost: Floats
    customers: Floats


def counts(lives: Lives | pd.DataFrame) -> Counts:
    """The lives counted by month; all lives of one customer are one row.

    Raises ValueError for lives that are not counted in whole months.
    """
    frame = as_lives(lives).frame
    edges = frame[["entry", "duration"]].to_numpy(dtype=float)
    if (edges != np.round(edges)).any():
        raise ValueError("lives must be counted in whole months")
    kinds, sizes = _kinds(frame.assign(entry=edges[:, 0], duration=edges[:, 1]))
    month = np.arange(1, int(edges[:, 1].max()) + 1)
    entry, duration = (kinds[name].to_numpy()[:, None] for name in ("entry", "duration"))
    watched = (entry < month) & (month <= duration)
    lost = (month == duration) & kinds["ended"].to_numpy(dtype=bool)[:, None]
    shape = (len(sizes), len(month))
    found = [np.zeros(shape), np.zeros(shape)]
    for total, each in zip(found, (watched, lost), strict=True):
        np.add.at(total, kinds["kind"].to_numpy(), each)
    return Counts(found[0], found[1], sizes)


def _kinds(frame: pd.DataFrame) -> tuple[pd.DataFrame, Floats]:
    """The lives of one customer of each kind, with its number; and the customers of each."""
    life = frame[["entry", "duration", "ended"]].astype(float)
    story = life.agg(tuple, axis=1).groupby(frame["customer"].to_numpy()).agg(tuple)
    numbers, stories = pd.factorize(story)
    rows = [(kind, *each) for kind, lives in enumerate(stories) for each in lives]
    kinds = pd.DataFrame(rows, columns=["kind", "entry", "duration", "ended"])
    return kinds, np.bincount(numbers).astype(float)


def survival(watched: Floats, lost: Floats, known: int, horizon: int) -> Floats:
    """The share still there after 0 to `horizon` months, one row for each row of counts.

    Kaplan-Meier to month `known`, then a discrete hazard, logistic in ln(month): the same curve
    as `survival.best` draws from the same lives.
    """
    width = max(horizon, watched.shape[1])
    wide = [np.pad(each, ((0, 0), (0, width - each.shape[1]))) for each in (watched, lost)]
    share = np.divide(wide[1], wide[0], out=np.zeros_like(wide[0]), where=wide[0] > 0)
    hazard = share[:, :horizon]
    if known < horizon:
        hazard[:, known:] = _modelled(watched, lost, horizon)[:, known:]
    stays = np.cumprod(1 - hazard, axis=1)
    return np.concatenate([np.ones((len(stays), 1)), stays], axis=1)


def _modelled(watched: Floats, lost: Floats, horizon: int) -> Floats:
    """Newton's method for every row at once; a constant hazard where all losses share a month."""
    month = np.log(np.arange(1, watched.shape[1] + 1))
    level = lost.sum(axis=1) / watched.sum(axis=1)
    start = np.log(np.clip(level, 1e-9, 1 - 1e-9) / np.clip(1 - level, 1e-9, 1))
    found = np.column_stack([start, np.zeros(len(start))])
    sloped = np.count_nonzero(lost, axis=1) > 1
    for _ in range(_STEPS):
        rate = expit(found[:, :1] + found[:, 1:] * month)
        gap, spread = lost - watched * rate, watched * rate * (1 - rate)
        score = np.column_stack([gap.sum(axis=1), gap @ month])
        a, b, c = spread.sum(axis=1), spread @ month, spread @ month**2
        size = np.maximum(a * c - b * b, 1e-12)
        step = np.column_stack(
            [(c * score[:, 0] - b * score[:, 1]) / size, (a * score[:, 1] - b * score[:, 0]) / size]
        )
        found += np.where(sloped[:, None], np.clip(step, -_LARGEST_STEP, _LARGEST_STEP), 0.0)
    ahead = np.log(np.arange(1, horizon + 1))
    return np.asarray(expit(found[:, :1] + found[:, 1:] * ahead), dtype=float)


def limits(
    data: Counts,
    statistic: Callable[[Floats, Floats], Floats],
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.9,
) -> tuple[float, float]:
    """Within which limits does `statistic` stay when other customers of the kind had come?

    Bootstrap over customers, bias-corrected and accelerated (Efron 1987), since the percentile
    limits of a survival from few losses lie too high. `statistic` takes the watched and the lost,
    one row a resample, and gives one value a row.
    """
    size = int(data.customers.sum())
    weights = np.random.default_rng(seed).multinomial(size, data.customers / size, draws)
    found = np.sort(statistic(weights @ data.watched, weights @ data.lost))
    watched, lost = data.customers @ data.watched, data.customers @ data.lost
    now = statistic(watched[None, :], lost[None, :])[0]
    without = statistic(watched - data.watched, lost - data.lost)
    pull = np.average(without, weights=data.customers) - without
    spread = (data.customers * pull**2).sum() ** 1.5
    speed = (data.customers * pull**3).sum() / (6 * spread) if spread else 0.0
    below = (np.searchsorted(found, now, "left") + np.searchsorted(found, now, "right")) / 2
    shift = norm.ppf(np.clip(below / draws, 0.5 / draws, 1 - 0.5 / draws))
    asked = shift + norm.ppf([(1 - level) / 2, (1 + level) / 2])
    low, high = np.quantile(found, norm.cdf(shift + asked / (1 - speed * asked)))
    return float(low), float(high)


def ratio_limits(
    top: Floats, bottom: Floats, draws: int = 1000, seed: int = 0, level: float = 0.9
) -> tuple[float, float]:
    """Within which limits does sum(`top`) / sum(`bottom`) stay, one value of each a customer?

    Percentile bootstrap over customers (Efron 1979). Resamples in which the bottom adds up to
    nothing are left out; NaN where all do.
    """
    generator, values = np.random.default_rng(seed), np.column_stack([top, bottom]).astype(float)
    size, batch = len(values), max(1, _BATCH // max(1, len(values)))
    share, found = np.full(size, 1 / max(1, size)), []
    for done in range(0, draws if size else 0, batch):
        weights = generator.multinomial(size, share, min(batch, draws - done))
        found.append(weights @ values)
    sums = np.concatenate(found) if found else np.zeros((0, 2))
    sums = sums[sums[:, 1] != 0]
    if not len(sums):
        return float("nan"), float("nan")
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
