"""On which days are snapshots taken: at month ends, or at the ends of fiscal weeks?

Periods are numbered alike in both: 12 x year + month - 1 of the calendar month that a period is,
or, in a year of weeks, stands for. Twelve periods make a fiscal year, three a quarter; a fiscal
year is named by the calendar year it ends in.
"""

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from cs_lib.engagement.frozen import FrozenModel

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DAY = dt.timedelta(days=1)
WEEKS_IN_QUARTER = 13


class FiscalWeek(FrozenModel):
    """On which day does a fiscal year of 52 or 53 weeks end?

    On the `last` weekday `ends_on` of the month before `fiscal_year_start`, or on the one
    `nearest` to that month's end. Retailers' 4-5-4 calendar (NRF): saturday, nearest,
    fiscal_year_start 2.
    """

    ends_on: Weekday
    rule: Literal["last", "nearest"]


@dataclass(frozen=True)
class Grid(ABC):
    """The periods at whose ends snapshots are taken, each with its number."""

    unit: ClassVar[str]
    """What one period is called."""
    year_start: int = 1

    @abstractmethod
    def number(self, day: dt.date) -> int:
        """The number of the period in which a day lies."""

    @abstractmethod
    def end(self, number: int) -> dt.date:
        """The last day of a period."""

    @abstractmethod
    def label(self, number: int) -> str:
        """What one period is called in a list of them."""

    def start(self, number: int) -> dt.date:
        """The first day of a period."""
        return self.end(number - 1) + _DAY

    def before(self, day: dt.date, periods: int) -> dt.date:
        """The end of the period that lies so many before that of `day`."""
        return self.end(self.number(day) - periods)

    def place(self, number: int) -> int:
        """Which period of its fiscal year is it? 0 to 11."""
        return (number + 1 - self.year_start) % 12

    def year(self, number: int) -> str:
        """The name of a period's fiscal year."""
        return f"{number // 12 + (self.year_start > 1 and number % 12 + 1 >= self.year_start)}"

    def quarter(self, number: int) -> str:
        """The name of a period's fiscal quarter, such as 2026Q3."""
        return f"{self.year(number)}Q{self.place(number) // 3 + 1}"

    def problem(self, day: dt.date) -> str | None:
        """What is wrong with a day that ends no period? Names the period ends around it."""
        number = self.number(day)
        if day == self.end(number):
            return None
        return (
            f"{day} is not the last day of a {self.unit}, and figures are taken at "
            f"{self.unit} ends; write {self.end(number - 1)} or {self.end(number)}"
        )


@dataclass(frozen=True)
class MonthGrid(Grid):
    """Calendar months."""

    unit: ClassVar[str] = "month"

    def number(self, day: dt.date) -> int:
        """12 x year + month - 1."""
        return day.year * 12 + day.month - 1

    def end(self, number: int) -> dt.date:
        """The last day of the month."""
        return dt.date((number + 1) // 12, (number + 1) % 12 + 1, 1) - _DAY

    def label(self, number: int) -> str:
        """Year and month, such as 2026-08."""
        return f"{number // 12}-{number % 12 + 1:02d}"


@dataclass(frozen=True)
class WeekGrid(Grid):
    """Fiscal years of whole weeks, in quarters of 13, each cut into three periods by `pattern`.

    A 53rd week lengthens the last period of its year. `ends_on` is a weekday as `dt.date` counts
    them; `reach` says how many days after the month's end the year may end.
    """

    unit: ClassVar[str] = "fiscal period"
    pattern: tuple[int, int, int] = (4, 4, 5)
    ends_on: int = 5
    reach: int = 0

    def opening(self, year: int) -> dt.date:
        """The last day before the fiscal year that starts, by its rule, in calendar year `year`."""
        latest = dt.date(year, self.year_start, 1) + dt.timedelta(days=self.reach - 1)
        return latest - dt.timedelta(days=(latest.weekday() - self.ends_on) % 7)

    def number(self, day: dt.date) -> int:
        """That of the calendar month which the period stands for."""
        year = day.year - (day.month < self.year_start)
        year += (day > self.opening(year + 1)) - (day <= self.opening(year))
        week = ((day - self.opening(year)).days - 1) // 7
        quarter = min(week // WEEKS_IN_QUARTER, 3)
        place = quarter * 3 + sum(week - quarter * WEEKS_IN_QUARTER >= cut for cut in self.cuts)
        return year * 12 + self.year_start - 1 + place

    def end(self, number: int) -> dt.date:
        """The last day of the period's last week."""
        year, place = divmod(number + 1 - self.year_start, 12)
        if place == 11:
            return self.opening(year + 1)
        ends = (*self.cuts, WEEKS_IN_QUARTER)
        weeks = place // 3 * WEEKS_IN_QUARTER + ends[place % 3]
        return self.opening(year) + dt.timedelta(weeks=weeks)

    def label(self, number: int) -> str:
        """Fiscal year and period, such as 2026P08."""
        return f"{self.year(number)}P{self.place(number) + 1:02d}"

    @property
    def cuts(self) -> tuple[int, int]:
        """The weeks of a quarter at which its second and its third period begin."""
        return self.pattern[0], self.pattern[0] + self.pattern[1]


def grid(fiscal_periods: str, year_start: int, week: FiscalWeek | None) -> Grid:
    """The periods of `policies.fiscal_periods`; years of weeks end as `week` says."""
    if fiscal_periods == "months" or week is None:
        return MonthGrid(year_start)
    first, second, third = map(int, fiscal_periods.split("-"))
    return WeekGrid(
        year_start,
        (first, second, third),
        get_args(Weekday).index(week.ends_on),
        3 if week.rule == "nearest" else 0,
    )
