"""What is a lever worth in a segment, and what does it cost? The formulas of M67, row by row."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cs_lib.models.lives import Floats

PARAMETERS = (
    "addressable", "uplift", "probability", "margin", "kept", "discount_rate", "crc_ratio",
    "multiple",
)  # fmt: skip
"""What the value of a choice hangs on: what Monte Carlo, tornado and flip points move."""


def annuities(kept: Floats, years: int, discount_rate: Floats) -> Floats:
    """`lifetime.annuity` for many rows at once: one unit a year, the first paid at once."""
    ratio = np.asarray(kept, dtype=float) / (1 + np.asarray(discount_rate, dtype=float))
    return np.asarray((ratio[:, None] ** np.arange(years)).sum(axis=1), dtype=float)


def gained(choices: pd.DataFrame) -> Floats:
    """DARR = addressable x uplift x probability, at most the `room` there is (NaN: no limit)."""
    addressable, uplift, probability, room = _arrays(
        choices, "addressable", "uplift", "probability", "room"
    )
    # fmin takes the product where there is no limit; without an uplift there is nothing to limit
    product = addressable * uplift * probability
    return np.where(np.isnan(product), np.nan, np.fmin(product, room))


def value(choices: pd.DataFrame, years: int) -> Floats:
    """Lifetime value gained: dARR x gross margin x A(years, discount, kept)."""
    margin, kept, rate = _arrays(choices, "margin", "kept", "discount_rate")
    return np.asarray(gained(choices) * margin * annuities(kept, years, rate), dtype=float)


def cost(choices: pd.DataFrame) -> Floats:
    """What it takes: dARR x CRC ratio x the lever's multiple."""
    ratio, multiple = _arrays(choices, "crc_ratio", "multiple")
    return np.asarray(gained(choices) * ratio * multiple, dtype=float)


def net(choices: pd.DataFrame, years: int) -> Floats:
    """Value less cost: what choices are ranked by."""
    margin, kept, rate, ratio, multiple = _arrays(
        choices, "margin", "kept", "discount_rate", "crc_ratio", "multiple"
    )
    each = margin * annuities(kept, years, rate) - ratio * multiple
    return np.asarray(gained(choices) * each, dtype=float)


def _arrays(choices: pd.DataFrame, *columns: str) -> Iterator[Floats]:
    """Bare arrays: Monte Carlo and flip points ask a thousand times, and pandas takes its time."""
    return (choices[column].to_numpy(dtype=float) for column in columns)


def appraised(choices: pd.DataFrame, years: int) -> pd.DataFrame:
    """The choices with everything M67 says of them.

    Adds `d_arr`, `annuity`, `value`, `cost`, `net` (money; cost and net are NaN without a cost
    ratio) and `breakeven` (k*: the multiple of the CRC ratio at which nothing is left; GM x A / CRC
    ratio).
    """
    kept, rate = _arrays(choices, "kept", "discount_rate")
    annuity = annuities(kept, years, rate)
    frame = choices.assign(
        d_arr=gained(choices), annuity=annuity, value=value(choices, years), cost=cost(choices)
    )
    return frame.assign(
        net=frame["value"] - frame["cost"],
        breakeven=frame["margin"] * annuity / frame["crc_ratio"].where(frame["crc_ratio"] > 0),
    )
