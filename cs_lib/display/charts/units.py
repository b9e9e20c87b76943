"""What does a column count, and how does a value of it read beside its mark and on an axis?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cs_lib import formats
from cs_lib.exhibits import Column, ShownExhibit
from cs_lib.exhibits.rendering import LEFT_KINDS

OF_ROW = {"money": "money", "rate": "percent", "count": "integer", "ratio": "number"}
"""The kind of a row in its own unit, as the register of metrics names units."""
_DECIMALS = {"integer": 0, "tenths": 1, "cents": 2, "number": 2, "ratio": 2}
"""Decimals beside a mark; rates have one."""


def head(told: ShownExhibit, column: Column) -> str:
    """What the column is called in the exhibit's language."""
    return next((head.label for head in told.heads if head.name == column.name), column.name)


@dataclass(frozen=True)
class Unit:
    """A column's kind, in one currency and language; `name` is its head."""

    kind: str
    name: str
    currency: str
    language: str = "en"

    @classmethod
    def of(cls, told: ShownExhibit, column: Column) -> "Unit":
        """The unit of a column; ValueError where its rows have several."""
        kind: str = column.kind
        if kind == "by_unit":
            units = list(dict.fromkeys(told.frame["unit"]))
            if len(units) > 1:
                raise ValueError(f"{told.address}: one axis cannot count {units}")
            kind = OF_ROW.get(str(units[0]), "number")
        return cls(kind, head(told, column), told.currency, told.language)

    @property
    def counted_in(self) -> str:
        """The currency or the percent sign, where the kind has one."""
        if self.kind in ("money", "money_short", "cents"):
            return self.currency
        return "%" if self.kind == "percent" else ""

    @property
    def line(self) -> str:
        """What the axis counts, under the title: "ARR, EUR"."""
        return ", ".join(filter(None, (self.name, self.counted_in)))

    def text(self, value: object, *, signed: bool = False) -> str:
        """A value beside its mark: "12.3m", "105.9%", "1.18"."""
        return self._spelled(value, _DECIMALS.get(self.kind, 1), signed)

    def ticks(self, values: Sequence[float]) -> list[str]:
        """The values of an axis, all with as many decimals as the most exact of them needs."""
        if self.kind in ("money", "money_short"):
            return [self._without_zeros(self.text(value)) for value in values]
        scale = 100 if self.kind in ("percent", "points") else 1
        places = next(
            (p for p in range(3) if all(_is_exact(value * scale, p) for value in values)), 3
        )
        return [self._spelled(value, places, False) for value in values]

    def _without_zeros(self, text: str) -> str:
        """On an axis "20.0m" is "20m"."""
        mark = formats.LANGUAGES[self.language].decimal
        return re.sub(rf"{re.escape(mark)}0+(?=\D|$)", "", text)

    def _spelled(self, value: Any, places: int, signed: bool) -> str:
        language = self.language
        if self.kind in ("money", "money_short"):
            return formats.money_short(value, signed=signed, language=language)
        if self.kind == "percent":
            return formats.percent(value, places, signed=signed, language=language)
        if self.kind == "points":
            return formats.points(value, places, language=language)
        if self.kind == "ratio":
            return formats.ratio(value, places, language=language)
        return formats.number(value, places, signed=signed, language=language)


def _is_exact(value: float, places: int) -> bool:
    return abs(value - round(value, places)) < 1e-9


def is_measure(column: Column) -> bool:
    """Is it counted, so that a unit reads it? The others are words and days."""
    return column.kind not in LEFT_KINDS
