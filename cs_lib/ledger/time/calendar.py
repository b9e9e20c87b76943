"""Which snapshots, and which months, quarters and years, does the history hold?

A month is one snapshot period: a calendar month, or a fiscal period of four to six weeks (P23).
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cs_lib.engagement.fiscal import Grid, MonthGrid
from cs_lib.errors import UsageError

PeriodKind = Literal["month", "quarter", "year"]
MONTHS_IN: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "year": 12}
_BY_MONTH = MonthGrid()


@dataclass(frozen=True)
class Period:
    """One month, fiscal quarter or fiscal year; `opening` and `closing` index its snapshots."""

    kind: PeriodKind
    label: str
    start: dt.date
    end: dt.date
    opening: int
    closing: int


@dataclass(frozen=True)
class Calendar:
    """The period-end snapshots from the one before the first start (nothing there) to `as_of`.

    Snapshot 0 is the end of the period with the number `first_month`; a line is live at snapshot
    D when start <= D < end. A fiscal year is named by the calendar year it ends in.
    """

    first_month: int
    as_of: dt.date
    grid: Grid = _BY_MONTH

    @classmethod
    def since(cls, first_start: int | None, as_of: dt.date, grid: Grid = _BY_MONTH) -> "Calendar":
        """The calendar of a history whose first line starts in period `first_start`."""
        last = grid.number(as_of)
        return cls(min(first_start if first_start is not None else last, last) - 1, as_of, grid)

    @property
    def fiscal_year_start(self) -> int:
        """The month in which the fiscal year starts."""
        return self.grid.year_start

    @property
    def last(self) -> int:
        """The index of the snapshot at `as_of`."""
        return self.grid.number(self.as_of) - self.first_month

    def date(self, index: int) -> dt.date:
        """The day of one snapshot."""
        return self.grid.end(self.first_month + index)

    def rate_month(self, index: int) -> int:
        """The calendar month whose exchange rate counts at one snapshot: the one it stands for.

        A period of weeks that ends on 3 October is September's: October's rate is not known yet.
        """
        return self.first_month + index

    def index(self, day: dt.date) -> int:
        """The snapshot taken on `day`; UsageError when there is none."""
        number = self.grid.number(day)
        index = number - self.first_month
        if day != self.grid.end(number) or not 0 <= index <= self.last:
            raise UsageError(
                f"{day} is not a snapshot of this history; "
                f"allowed: {self.grid.unit} ends from {self.date(0)} to {self.as_of}"
            )
        return index

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Months, then quarters, then years, each in order.

        A first quarter or year in which the history begins is kept, since nothing was there
        before; a last one that `as_of` cuts short is left out.
        """
        return (*self.months, *self.quarters, *self.years)

    @property
    def months(self) -> tuple[Period, ...]:
        """Every month of the history."""
        return self._periods("month")

    @property
    def quarters(self) -> tuple[Period, ...]:
        """Every fiscal quarter that ends within the history."""
        return self._periods("quarter")

    @property
    def years(self) -> tuple[Period, ...]:
        """Every fiscal year that ends within the history."""
        return self._periods("year")

    def _periods(self, kind: PeriodKind) -> tuple[Period, ...]:
        size = MONTHS_IN[kind]
        found = []
        for index in range(1, self.last + 1):
            number = self.first_month + index
            if (self.grid.place(number) + 1) % size == 0:
                start, end = self.grid.start(number - size + 1), self.grid.end(number)
                opening = max(0, index - size)
                found.append(Period(kind, self._label(kind, number), start, end, opening, index))
        return tuple(found)

    def _label(self, kind: PeriodKind, number: int) -> str:
        names = {"month": self.grid.label, "quarter": self.grid.quarter, "year": self.grid.year}
        return names[kind](number)
