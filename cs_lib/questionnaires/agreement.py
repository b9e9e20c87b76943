"""Do the raters agree? Krippendorff's alpha, with an interval from resampled items.

Source: K. Krippendorff, Content Analysis (2004), chapter 11; the package `krippendorff`. Alpha is
1 where raters agree fully, 0 where they agree as chance would have it.
"""

import warnings
from dataclasses import dataclass
from typing import Literal

import krippendorff
import numpy as np
import pandas as pd
from numpy.typing import NDArray

Measure = Literal["ordinal", "interval"]
RESAMPLED, SEED = 300, 20_171
LEVEL = 0.90


@dataclass(frozen=True)
class Agreement:
    """Alpha with the ends of its 90 % interval, and how many items two raters or more scored."""

    alpha: float
    low: float
    high: float
    items: int


def agreement(rows: pd.DataFrame, measure: Measure) -> Agreement | None:
    """How far do raters agree? `rows` have `item`, `rater` and `score`, one row an answer.

    None where nothing can be told: fewer than two items that two raters scored, or the same score
    throughout. The interval resamples items, which are what the raters were asked about.
    """
    counts, domain = _counted(rows)
    if len(counts) < 2 or len(domain) < 2:
        return None
    whole = _alpha(counts, domain, measure)
    draws = np.random.default_rng(SEED).integers(0, len(counts), (RESAMPLED, len(counts)))
    made = [_alpha(counts[draw], domain, measure) for draw in draws]
    known = [each for each in made if np.isfinite(each)]
    if not np.isfinite(whole) or not known:
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Agreement(float(whole), float(low), float(high), len(counts))


def _counted(rows: pd.DataFrame) -> tuple[NDArray[np.int64], list[float]]:
    """How many raters gave each score, a row an item that two raters or more scored."""
    table = pd.crosstab(rows["item"], rows["score"])
    table = table[table.sum(axis=1) >= 2]
    table = table.loc[:, table.sum() > 0]
    return table.to_numpy(dtype=np.int64), [float(score) for score in table.columns]


def _alpha(counts: NDArray[np.int64], domain: list[float], measure: Measure) -> float:
    used = counts.sum(axis=0) > 0
    if used.sum() < 2:
        return float("nan")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(
            krippendorff.alpha(
                value_counts=counts[:, used],
                value_domain=[each for each, kept in zip(domain, used, strict=True) if kept],
                level_of_measurement=measure,
            )
        )
