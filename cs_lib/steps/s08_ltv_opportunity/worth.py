"""What is a lever worth in a segment, and what does it cost? The formulas of M67."""

import numpy as np

from cs_lib.models.lives import Floats


def annuity(kept: Floats, years: int, discount_rate: float) -> Floats:
    """`lifetime.annuity` for any number of rates: EUR 1 a year, the first paid at once."""
    ratio = np.asarray(kept, dtype=float) / (1 + discount_rate)
    return np.asarray(sum(ratio**year for year in range(years)), dtype=float)


def gained(addressable: Floats, uplift: Floats, probability: Floats, room: Floats) -> Floats:
    """DARR = addressable x uplift x probability, at most the `room` there is (NaN: no limit)."""
    return np.asarray(np.fmin(addressable * uplift * probability, room), dtype=float)
