"""How far is a segment's own rate to be believed? Rates shrunk to the portfolio's.

A segment's rate is drawn from a distribution of rates, and what is seen of it is the rate and the
chance of a few large accounts. The share of its own rate that is believed is its credibility Z =
between / (between + within / n), n being the number of accounts of equal size that tell as much as
the segment's do. Sources: Bühlmann and Straub (1970), Glaubwürdigkeit für Schadensätze; the
variance between segments by Paule and Mandel (1982), as in a random-effects meta-analysis; n by
Kish (1965).
"""

import warnings

import numpy as np
import pandas as pd
from statsmodels.stats.meta_analysis import combine_effects

COLUMNS = ["segment", "accounts", "exposure", "raw", "shrunk", "credibility"]


def shrunk(accounts: pd.DataFrame, amount: str, exposure: str) -> pd.DataFrame:
    """The rate of each segment, as seen and as believed (`COLUMNS`), by the segments' order.

    `accounts`: one row an account, with `segment`, what was at stake and what of it moved. `raw` is
    the amount over the exposure, `shrunk` = Z x raw + (1 - Z) x the portfolio's rate.
    """
    rows = accounts[accounts[exposure] > 0]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    weight = rows[exposure].astype(float)
    rate = rows[amount] / weight
    sums = rows.groupby("segment")[[amount, exposure]].sum()
    raw = sums[amount] / sums[exposure]
    whole = float(rows[amount].sum() / weight.sum())
    # one variance for all: a segment that lost nothing is not known to be without any
    within = float((weight * (rate - rows["segment"].map(raw)) ** 2).sum() / weight.sum())
    size = sums[exposure] ** 2 / (weight**2).groupby(rows["segment"]).sum()
    own = within / size
    between = _between(raw.to_numpy(float), own.to_numpy(float))
    total = own + between
    trust = (between / total.where(total > 0, 1.0)).where(total > 0, 1.0)
    return pd.DataFrame(
        {
            "segment": raw.index,
            "accounts": rows.groupby("segment").size().to_numpy(),
            "exposure": sums[exposure].to_numpy(float),
            "raw": raw.to_numpy(float),
            "shrunk": (trust * raw + (1 - trust) * whole).to_numpy(float),
            "credibility": trust.to_numpy(float),
        }
    )


def _between(rates: "np.ndarray", variances: "np.ndarray") -> float:
    """The variance of true rates between segments; 0 where chance explains all of it."""
    if len(rates) < 2 or not (variances > 0).all():
        return 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an estimate at its bound of nought is an answer
        found = combine_effects(rates, variances, method_re="iterated")
    return max(0.0, float(found.tau2))
