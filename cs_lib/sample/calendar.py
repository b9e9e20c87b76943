"""Month arithmetic of the sample: months count from the opening month end (0) to `as_of`."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

AS_OF = dt.date(2026, 9, 30)
DAY = dt.timedelta(days=1)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, `months` later; the day must exist there (1 to 28)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, day.day)


def safe_start(day: dt.date) -> dt.date:
    """The first day from `day` on that every month has, so that terms can repeat it."""
    return day if day.day <= 28 else add_months(day.replace(day=1), 1)


@cache
def _first_day(as_of: dt.date, months: int) -> dt.date:
    return add_months(as_of.replace(day=1), months)


@cache
def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return add_months(dt.date(year, month, 1), 1) - DAY


@dataclass(frozen=True)
class Calendar:
    """The months of the sample: month 0 is the opening snapshot, `months` is `as_of`'s month."""

    months: int
    as_of: dt.date = AS_OF

    @property
    def opening(self) -> dt.date:
        """The day of the opening snapshot."""
        return self.end(0)

    def first(self, month: int) -> dt.date:
        """The first day of a month."""
        return _first_day(self.as_of, month - self.months)

    def end(self, month: int) -> dt.date:
        """The last day of a month."""
        first = self.first(month)
        return month_end(first.year, first.month)

    def index(self, day: dt.date) -> int:
        """The month that `day` falls in."""
        return self.months + (day.year - self.as_of.year) * 12 + day.month - self.as_of.month

    def ends(self) -> list[dt.date]:
        """All snapshot days, the opening one first."""
        return [self.end(month) for month in range(self.months + 1)]
