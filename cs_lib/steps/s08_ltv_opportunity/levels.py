"""An assumption's value as it reads: money, points, a rate or a multiple, each a message."""

from typing import ClassVar

import pandas as pd

from cs_lib.texts import Money, Points, Sentence, Share, Times


class _Level(Sentence):
    block: ClassVar[str | None] = "shared.level"


class Amount(_Level):
    value: Money


class PerEuro(_Level):
    value: Money


class InPoints(_Level):
    value: Points


class Rate(_Level):
    value: Share


class Multiple(_Level):
    value: Times


Level = Amount | PerEuro | InPoints | Rate | Multiple


def levels(frame: pd.DataFrame, column: str, currency: str) -> pd.Series:
    """The values in `column` of each row's `parameter` as messages; None where not known."""
    pairs = zip(frame["parameter"], frame[column], strict=True)
    return pd.Series([_level(*pair, currency) for pair in pairs], index=frame.index, dtype=object)


def _level(parameter: str, value: float, currency: str) -> Level | None:
    if pd.isna(value):
        return None
    if parameter in ("addressable", "crc_ratio"):
        money = Money(value, currency)
        return Amount(money) if parameter == "addressable" else PerEuro(money)
    if parameter == "uplift":
        return InPoints(Points(value))
    return Multiple(Times(value)) if parameter == "multiple" else Rate(Share(value))
