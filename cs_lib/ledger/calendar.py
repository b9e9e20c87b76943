"""Which month-end snapshots, and which months, quarters and years, does the history hold?"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cs_lib.errors import UsageError
from cs_lib.ledger.dates import month_end, month_of, month_start

PeriodKind = Literal["month", "quarter", "year"]
MONTHS_IN: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "year": 12}


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
    """The month-end snapshots from the one before the first start (nothing there) to `as_of`.

    Snapshot 0 is the end of month `first_month`; a line is live at snapshot D when
    start <= D < end. A fiscal year is named by the calendar year it ends in.
    """

    first_month: int
    as_of: dt.date
    fiscal_year_start: int = 1

    @classmethod
    def since(
        cls, first_start: int | None, as_of: dt.date, fiscal_year_start: int = 1
    ) -> "Calendar":
        """The calendar of a history whose first line starts in month `first_start`."""
        last = month_of(as_of)
        return cls(
            min(first_start if first_start is not None else last, last) - 1,
            as_of,
            fiscal_year_start,
        )

    @property
    def last(self) -> int:
        """The index of the snapshot at `as_of`."""
        return month_of(self.as_of) - self.first_month

    def date(self, index: int) -> dt.date:
        """The day of one snapshot."""
        return month_end(self.first_month + index)

    def index(self, day: dt.date) -> int:
        """The snapshot taken on `day`; UsageError when there is none."""
        month = month_of(day)
        index = month - self.first_month
        if day != month_end(month) or not 0 <= index <= self.last:
            raise UsageError(
                f"{day} is not a snapshot of this history; "
                f"allowed: month ends from {self.date(0)} to {self.as_of}"
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

    def period_ending(self, kind: PeriodKind, end: dt.date) -> Period | None:
        """The period of this kind that closes on `end`, if the history holds it."""
        return next((p for p in self._periods(kind) if p.end == end), None)

    def _periods(self, kind: PeriodKind) -> tuple[Period, ...]:
        size = MONTHS_IN[kind]
        found = []
        for index in range(1, self.last + 1):
            month = self.first_month + index
            if (month + 1 - (self.fiscal_year_start - 1)) % size == 0:
                start, end = month_start(month - size + 1), month_end(month)
                opening = max(0, index - size)
                found.append(Period(kind, self._label(kind, month), start, end, opening, index))
        return tuple(found)

    def _label(self, kind: PeriodKind, month: int) -> str:
        year, month_of_year = divmod(month, 12)
        if kind == "month":
            return f"{year}-{month_of_year + 1:02d}"
        fiscal = (month_of_year - (self.fiscal_year_start - 1)) % 12
        fiscal_year = year + (
            self.fiscal_year_start > 1 and month_of_year + 1 >= self.fiscal_year_start
        )
        return f"{fiscal_year}" if kind == "year" else f"{fiscal_year}Q{fiscal // 3 + 1}"
