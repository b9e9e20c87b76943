"""How is an amount shared out so that the parts add up to it, to the last millionth?"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

MICRO = 1_000_000


def micros(amounts: "pd.Series[float]") -> "pd.Series[int]":
    """Money in exact millionths, rounded once."""
    return (amounts.astype("float64") * MICRO).round().astype(np.int64)


def money(micros: "pd.Series[int]") -> "pd.Series[float]":
    """Exact millionths as money, to be rounded where it is printed."""
    return micros.astype("float64") / MICRO


def exact(share: float) -> Fraction:
    """A share as it was written: 0.1 is a tenth, not the binary number next to it."""
    return Fraction(str(share))


def share_out(total: int, weights: Sequence[Fraction]) -> list[int]:
    """`total` in parts as large as `weights`, which add up to 1: the largest remainder method.

    What rounding down leaves over goes, one millionth each, to the parts that lost most by it,
    the first of them where they are equal. Raises ValueError for weights that are not a whole.
    """
    if sum(weights) != 1:
        raise ValueError(f"the weights add up to {sum(weights)}, not to 1")
    wanted = [total * weight for weight in weights]
    parts = [int(part // 1) for part in wanted]
    order = sorted(range(len(parts)), key=lambda place: parts[place] - wanted[place])
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts
