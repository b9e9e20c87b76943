"""How far off were past forecasts, and so how wide is the band around this one?

The scores are the errors of hindcasts, the scaled residuals of split conformal prediction (Vovk,
Gammerman and Shafer 2005): each divided by the horizon to the power that errors grow with. Those of
neighbouring origins share most of what happened, so that their plain quantile covers too little;
Student's t with half as many degrees of freedom as there are origins makes up for it.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import t

from cs_lib.models.lives import Floats

GROWTH = 0.6
"""By which power of the horizon errors grow; a random walk has 0.5, a wrong rate 1."""
LEVELS = (80, 95)


def half_widths(errors: Floats, level: float) -> Floats:
    """Per horizon: half the width of the band, in logarithms.

    `errors`: origin x horizon, NaN where the actual is not there yet.
    """
    reach = np.arange(1, errors.shape[1] + 1) ** GROWTH
    scaled = errors / reach
    spread = float(np.sqrt(np.nanmean(scaled**2)))
    freedom = max(1.0, len(errors) / 2)
    return np.asarray(t.ppf((1 + level) / 2, freedom) * spread * reach, dtype=float)


def scores(by_method: Mapping[str, Floats]) -> pd.DataFrame:
    """The hindcast, method by method: one row each.

    Columns: `method`, `origins`, `mape_quarter`, `mape_year`, `mape_two_years` (1, 4 and 8 quarters
    ahead), `mape` and `bias` (of all; a positive bias forecasts too much), `covered_80` and
    `covered_95` (actuals inside the band that the other origins' errors make), `n` (errors in all),
    `n_year` (a year ahead).
    """
    rows = []
    for name, errors in by_method.items():
        off = np.exp(-errors) - 1  # forecast over actual, less one
        inside = {level: covered(errors, level / 100) for level in LEVELS}
        rows.append(
            {
                "method": name,
                "origins": len(errors),
                **{
                    label: _mean(np.abs(off[:, ahead - 1 : ahead]))
                    for label, ahead in
                    (("mape_quarter", 1), ("mape_year", 4), ("mape_two_years", 8))
                },
                "mape": _mean(np.abs(off)),
                "bias": _mean(off),
                **{f"covered_{level}": share for level, share in inside.items()},
                "n": int((~np.isnan(errors)).sum()),
                "n_year": int((~np.isnan(errors[:, 3:4])).sum()),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def covered(errors: Floats, level: float) -> float:
    """The share of actuals inside the band made of the other origins' errors."""
    if len(errors) < 2:
        return float("nan")
    inside = [
        np.where(np.isnan(row), np.nan, np.abs(row) <= half_widths(others, level))
        for number, row in enumerate(errors)
        if np.isfinite(others := np.delete(errors, number, axis=0)).any()
    ]
    return _mean(np.array(inside))


def _mean(values: Floats) -> float:
    """The mean of what is known; NaN where nothing is."""
    known = values[~np.isnan(values)] if values.size else values
    return float(known.mean()) if known.size else float("nan")
