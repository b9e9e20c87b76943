"""What is not known, as it reads: in points a year or as a rate, each a message."""

from typing import ClassVar

import pandas as pd

from cs_lib.texts import Points, Sentence, Share


class _Level(Sentence):
    block: ClassVar[str | None] = "shared.level"


class InPoints(_Level):
    value: Points


class Rate(_Level):
    value: Share


Level = InPoints | Rate
_IN_POINTS = ("uplift", "effect")


def levels(frame: pd.DataFrame, column: str) -> pd.Series:
    """The values in `column` of each row's `parameter` as messages; None where not known."""
    pairs = zip(frame["parameter"], frame[column], strict=True)
    return pd.Series([_level(*pair) for pair in pairs], index=frame.index, dtype=object)


def _level(parameter: str, value: float) -> Level | None:
    if pd.isna(value):
        return None
    return InPoints(Points(value)) if parameter in _IN_POINTS else Rate(Share(value))
