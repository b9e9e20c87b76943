"""How well does a score tell two groups apart? The area under the ROC curve, with its interval."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata


def auc(
    score: NDArray[np.floating], hit: NDArray[np.bool_], level: float = 0.9
) -> tuple[float, float, float]:
    """Of two cases, a hit and none, how often does the hit score higher? With its limits.

    One half is chance; ties count half. Limits by DeLong, DeLong and Clarke-Pearson (1988), with
    the ranks of Sun and Xu (2014); 0 and 1 where there are no hits, or nothing else.
    """
    hit = np.asarray(hit, dtype=bool)
    hits, others = np.asarray(score, dtype=float)[hit], np.asarray(score, dtype=float)[~hit]
    n, m = len(hits), len(others)
    if not n or not m:
        return 0.5, 0.0, 1.0
    ranks = rankdata(np.concatenate([hits, others]))
    above = (ranks[:n] - rankdata(hits)) / m
    below = 1 - (ranks[n:] - rankdata(others)) / n
    area = float(above.mean())
    parts = (values.var(ddof=1) / len(values) for values in (above, below) if len(values) > 1)
    reach = float(norm.ppf((1 + level) / 2) * np.sqrt(sum(parts)))
    return area, max(0.0, area - reach), min(1.0, area + reach)
