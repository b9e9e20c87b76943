"""Limits of a ratio of sums, by resampling the customers that the sums are made of."""

import numpy as np

from cs_lib.models.lives import Floats

_BATCH = 4_000_000
"""Weights held at once: so that a hundred thousand customers fit into memory."""


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
