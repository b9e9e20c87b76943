"""How far might a figure have come out otherwise? The bootstrap over customers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from cs_lib.models.lives import Lives

Data = TypeVar("Data", Lives, pd.DataFrame)


@dataclass(frozen=True)
class Interval:
    """The limits of a figure; `draws` counts the resamples in which it had a value."""

    low: float
    high: float
    draws: int


def interval(
    data: Data,
    statistic: Callable[[Data], float],
    draws: int = 400,
    seed: int = 0,
    level: float = 0.9,
) -> Interval:
    """Within which limits does `statistic` stay when other customers of the kind had come?

    Percentile bootstrap (Efron 1979). Whole customers are drawn with replacement, all rows of one
    together; a customer drawn twice counts as two. Draws in which `statistic` is NaN are left out
    of the limits and of the count; without any the limits are NaN. Raises ValueError on no rows.
    """
    frame = data.frame if isinstance(data, Lives) else data
    if frame.empty:
        raise ValueError("no customers to draw from")
    generator = np.random.default_rng(seed)
    wrap = cast(
        "Callable[[pd.DataFrame], Data]", Lives if isinstance(data, Lives) else pd.DataFrame
    )
    found = np.array([statistic(wrap(_draw(frame, generator))) for _ in range(draws)], float)
    found = found[~np.isnan(found)]
    if not len(found):
        return Interval(np.nan, np.nan, 0)
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), len(found))


def _draw(frame: pd.DataFrame, generator: np.random.Generator) -> pd.DataFrame:
    codes, names = pd.factorize(frame["customer"])
    drawn = generator.integers(0, len(names), len(names))
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rows = np.concatenate([order[starts[who] : starts[who] + counts[who]] for who in drawn])
    # A fresh number for each, so that one drawn twice is two customers and not one with more rows.
    fresh = np.repeat(np.arange(len(names)), counts[drawn])
    return frame.iloc[rows].assign(customer=fresh).reset_index(drop=True)
