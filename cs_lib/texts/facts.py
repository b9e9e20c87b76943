"""What may a sentence be told? Values that know their kind, never bare floats.

A template's filter takes one kind, so a rate cannot be printed as money. Each refuses what is not
known (None, NaN, infinity): what is not known is another message, never a dash inside one.
"""

import datetime as dt
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """Where a figure stands: an exhibit, the row's key, the column. Story numbers link there.

    `exhibit` is "step.exhibit"; `row` is the value of the table's first column, None for the
    row of the whole company; `across` is, in lines side by side, the value that heads the column:
    a period, a day as 2026-09-30, a segment, None for the whole company.
    """

    exhibit: str
    row: str | None
    column: str
    across: str | None = None


@dataclass(frozen=True)
class Fact:
    """Any value that a sentence may hold."""


def _known(value: float, kind: str) -> None:
    if value is None or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(f"{kind} needs a known, finite number, not {value!r}")


@dataclass(frozen=True)
class _Number(Fact):
    value: float

    def __post_init__(self) -> None:
        _known(self.value, type(self).__name__)
        # numpy's scalars compare and hash like floats but do not travel as JSON
        object.__setattr__(self, "value", float(self.value))


@dataclass(frozen=True)
class Money(_Number):
    """An amount in `currency`; `at` is the cell of a table that shows the same amount."""

    currency: str
    at: Cell | None = None


@dataclass(frozen=True)
class Share(_Number):
    """A rate or a share, as a fraction: 0.905 is 90.5 %."""

    at: Cell | None = None


@dataclass(frozen=True)
class Points(_Number):
    """A difference of two rates, as a fraction: 0.021 is 2.1 points."""

    at: Cell | None = None


@dataclass(frozen=True)
class Times(_Number):
    """A multiple: 2.43 is 2.43x."""

    at: Cell | None = None


@dataclass(frozen=True)
class Quantity(_Number):
    """A measured number that is neither money nor a rate: people, hours, months."""

    at: Cell | None = None


@dataclass(frozen=True)
class Count(Fact):
    """How many; a whole number."""

    value: int
    at: Cell | None = None

    def __post_init__(self) -> None:
        _known(self.value, "Count")
        if self.value != int(self.value):
            raise ValueError(f"Count needs a whole number, not {self.value!r}")
        object.__setattr__(self, "value", int(self.value))


@dataclass(frozen=True)
class Day(Fact):
    """A day; printed as a day or as its month."""

    value: dt.date

    def __post_init__(self) -> None:
        day = self.value
        if day is None or day != day:  # pandas' NaT is no day and not equal to itself
            raise ValueError(f"Day needs a day, not {day!r}")
        object.__setattr__(self, "value", dt.date(day.year, day.month, day.day))


@dataclass(frozen=True)
class Name(Fact):
    """What somebody else calls a thing: a customer, a segment, a file. Never translated."""

    value: str

    def __post_init__(self) -> None:
        if not isinstance(self.value, str):
            raise ValueError(f"Name needs text, not {self.value!r}")


@dataclass(frozen=True)
class Person(Name):
    """Somebody's name or code, which an edition may put a label in place of."""


@dataclass(frozen=True)
class Code(Fact):
    """One of our own words: `kind` is its list in codes.yml, `key` its key there."""

    kind: str
    key: str


@dataclass(frozen=True)
class Scope(Fact):
    """Whom a figure speaks of: a segment by its name, or None for the whole company.

    A client may call a segment "All": the whole company is never told by a label.
    """

    segment: str | None = None
