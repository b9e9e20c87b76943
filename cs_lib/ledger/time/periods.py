"""In which snapshot period does a day fall? The engagement's grid on lazy frames.

The period of a calendar month has the month's number, read off the date. One of fiscal weeks is
found from the day number alone, by arithmetic that every engine has: a guess from the mean length
of a year, which is off by one at most, then whole weeks since the year began. Each stage is a
column of its own, for an expression that repeats its parts grows beyond what engines can plan.
"""

import datetime as dt
from collections.abc import Callable

import narwhals as nw

from cs_lib.engagement.fiscal import WEEKS_IN_QUARTER, Grid, WeekGrid
from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.time.dates import day_number, day_of, first_day, month_number, quotient

_YEAR = 365.2425
_SOME_YEAR = 2000
_EPOCH = dt.date(1970, 1, 1)


def numbered(frame: Lazy, grid: Grid, **dates: str) -> Lazy:
    """The frame with the numbers of the periods that hold its dates; null where there is none.

    `start_month="start"` names the new column and the date column.
    """
    if not isinstance(grid, WeekGrid):
        return frame.with_columns(**{new: month_number(nw.col(of)) for new, of in dates.items()})
    for new, of in dates.items():
        frame = _of_days(frame, new, day_number(nw.col(of)), grid)
    return frame


def months_of(frame: Lazy, grid: Grid, **days: tuple[str, str]) -> Lazy:
    """The frame with the calendar months of days, each given as its number and its period's."""
    if not isinstance(grid, WeekGrid):
        return frame.with_columns(**{new: nw.col(period) for new, (_, period) in days.items()})
    for new, (day, _) in days.items():
        guess = quotient(nw.col(day), _YEAR / 12) + _EPOCH.year * 12
        frame = _spanned(frame, nw.col(day), guess, _month_begins)
        frame = frame.rename({"_span": new}).drop("_day")
    return frame


def moved(frame: Lazy, grid: Grid, new: str, day: str, period: str, months: str) -> Lazy:
    """The frame with the period of the same day of the month `months` calendar months later.

    `day` and `period` are the columns of the day's number and its period's. A month that has no
    such day takes its last.
    """
    if not isinstance(grid, WeekGrid):
        return frame.with_columns(**{new: nw.col(period) + nw.col(months)})
    placed = months_of(frame, grid, _month=(day, period)).with_columns(
        _later=nw.col("_month") + nw.col(months)
    )
    into = nw.col(day) - _month_begins(nw.col("_month"))
    same = _month_begins(nw.col("_later")) + into
    last = _month_begins(nw.col("_later") + 1) - 1
    return _of_days(placed, new, nw.min_horizontal(same, last), grid).drop("_month", "_later")


def _of_days(frame: Lazy, new: str, day: nw.Expr, grid: WeekGrid) -> Lazy:
    def begins(year: nw.Expr) -> nw.Expr:
        """The day number after `WeekGrid.opening`."""
        latest = first_day(year, nw.lit(grid.year_start)) + (grid.reach - 1)
        offset = (grid.ends_on - _EPOCH.weekday()) % 7
        return quotient(latest - offset, 7) * 7 + offset + 1

    some = day_of(dt.date(_SOME_YEAR, grid.year_start, 1))
    guess = quotient(nw.col("_day") - some, _YEAR) + _SOME_YEAR
    weeks = _spanned(frame, day, guess, begins).with_columns(
        _week=quotient(nw.col("_day") - begins(nw.col("_span")), 7)
    )
    # The 53rd week belongs to the fourth quarter, and to its last period.
    fourth = nw.when(nw.col("_week") < 4 * WEEKS_IN_QUARTER).then(
        quotient(nw.col("_week"), WEEKS_IN_QUARTER)
    )
    placed = weeks.with_columns(_quarter=fourth.otherwise(nw.lit(3).cast(nw.Int64)))
    into = nw.col("_week") - nw.col("_quarter") * WEEKS_IN_QUARTER
    period = nw.col("_span") * 12 + grid.year_start - 1 + nw.col("_quarter") * 3
    for cut in grid.cuts:
        period = period + (into >= cut).cast(nw.Int64)
    known = nw.when(~nw.col("_day").is_null()).then(period)
    return placed.with_columns(**{new: known}).drop("_day", "_span", "_week", "_quarter")


def _spanned(
    frame: Lazy, day: nw.Expr, guess: nw.Expr, begins: Callable[[nw.Expr], nw.Expr]
) -> Lazy:
    """`_day`, and the `_span` that holds it, where the guess is off by one at most."""
    guessed = frame.with_columns(_day=day).with_columns(_span=guess)
    around = guessed.with_columns(_this=begins(nw.col("_span")), _next=begins(nw.col("_span") + 1))
    late = (nw.col("_day") >= nw.col("_next")).cast(nw.Int64)
    early = (nw.col("_day") < nw.col("_this")).cast(nw.Int64)
    return around.with_columns(_span=nw.col("_span") + late - early).drop("_this", "_next")


def _month_begins(month: nw.Expr) -> nw.Expr:
    year = quotient(month, 12)
    return first_day(year, month - year * 12 + 1)
