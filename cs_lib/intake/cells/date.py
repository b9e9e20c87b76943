"""Which day does a cell hold? ISO dates, or the declared format; two readings are refused."""

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.engagement.source_keys import EPOCHS, EXCEL_DAYS
from cs_lib.intake.cells import zone as zones
from cs_lib.intake.cells.text import TEXT, as_text
from cs_lib.intake.cells.zone import DAYS
from cs_lib.intake.records import Finding
from cs_lib.tables import Column

_TIME = rf"[T ]\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?\s?(?:{zones.OFFSET})?"
ISO = rf"(\d{{4}})[-/]?(\d{{2}})[-/]?(\d{{2}})({_TIME})?"
_CLOCK = r"\d[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})"
_HOUR = re.compile("%[HIMcXrT]")
_LAST_MINUTE = 23 * 60 + 59
_TRIPLE = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{2}|\d{4})(?:\D.*)?")
_DAY_NUMBERS = (18_264, 109_573)
"""1 January 1950 and 31 December 2199 as a spreadsheet counts days."""
_FIX = "say date_format for this table in the engagement file, such as"


def as_date(
    cells: pd.Series, column: Column, source: TableSource, zone: str | None = None
) -> tuple[pd.Series, list[Finding]]:
    """Days as datetime64 without time of day, and the cells that hold none.

    Times that name their zone are dated in `zone`; without one, the day counts as written.
    """
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        given, cells = cells, _within_reach(cells)
        far = given[given.notna() & cells.isna()].dt.year.map("a day of the year {}".format)
        written = cells.dt.tz_localize(None).astype(DAYS).dt.normalize()
        if zone is not None:
            written = zones.days_in(zone, cells, None).fillna(written)
        return written, _findings(column, far, None)
    text = as_text(cells)
    days = _iso(text)
    pattern = source.date_formats.get(column.name, source.date_format)
    if pattern:
        days = days.fillna(_as_declared(text, pattern))
    if zone is not None:
        days = zones.days_in(zone, cells, pattern).where(days.notna()).fillna(days)
    return days, _findings(column, text[text.notna() & days.isna()], pattern)


def as_month(
    cells: pd.Series, column: Column, source: TableSource, zone: str | None = None
) -> tuple[pd.Series, list[Finding]]:
    """The last day of each month, from "2026-03" or any day of it."""
    if not pd.api.types.is_datetime64_any_dtype(cells.dtype):
        text = as_text(cells)
        short = text.str.fullmatch(r"\d{4}[-/]\d{2}").fillna(False)
        given = cells if cells.dtype == object else text
        cells = given.where(~short, text.str.slice(0, 7) + "-01")
    days, findings = as_date(cells, column, source, zone)
    return (days + pd.offsets.MonthEnd(0)).astype(DAYS), findings


def _within_reach(cells: pd.Series) -> pd.Series:
    """Moments beyond what is counted in microseconds (the year 294,246) are no dates: missing."""
    found: pd.Series
    try:
        found = cells.dt.as_unit("us")
    except (pd.errors.OutOfBoundsDatetime, OverflowError):
        years = cells.dt.year
        found = cells.where(years.between(1, 9999)).dt.as_unit("us")
    return found


def time_of_day(cells: pd.Series) -> "pd.Series[bool]":
    """Which cells carry a time of day that the day does not keep?"""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        later: pd.Series[bool] = cells.notna() & (cells != cells.dt.normalize())
        return later
    text = as_text(cells)
    if not text.str.contains(":", regex=False).any():
        return pd.Series(False, index=cells.index)
    timed = text.str.contains(r"\d[T ]\d{1,2}:\d{2}").fillna(False).astype(bool)
    midnight = text.str.contains(r"[T ]0?0:00(?::00(?:\.0+)?)?$").fillna(False).astype(bool)
    return timed & ~midnight


def at_the_last_minute(
    cells: pd.Series, pattern: str | None, zone: str | None = None
) -> "pd.Series[bool]":
    """Which cells say 23:59 or 24:00, by the clock that dates them?

    An end that is written so covers its day: systems that know no "first day without" write the
    last moment instead.
    """
    late = _minutes(cells, pattern) >= _LAST_MINUTE
    if zone is None:
        return late
    aware = zones.named(cells, pattern)
    if not aware.any():
        return late
    local = zones.moments_of(cells[aware], pattern).dt.tz_convert(zone)
    return late.where(~aware, (local.dt.hour * 60 + local.dt.minute >= _LAST_MINUTE))


def _minutes(cells: pd.Series, pattern: str | None) -> pd.Series:
    """Minutes since midnight, as written; missing where a cell has no time of day."""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        read: pd.Series = cells
    else:
        text = as_text(cells)
        # Most columns hold days alone: one look for a clock is cheaper than reading them all.
        if text.str.contains(":", regex=False).any():
            clock = text.str.extract(_CLOCK).astype("Float64").astype("float64")
            return clock["hour"] * 60 + clock["minute"]
        if pattern is None or not (pattern in (*EPOCHS, EXCEL_DAYS) or _HOUR.search(pattern)):
            return pd.Series(np.nan, index=cells.index)
        if pattern == EXCEL_DAYS:
            numbers = pd.to_numeric(text, errors="coerce").astype("Float64").astype("float64")
            return numbers % 1 * 1440
        read = zones.since_1970(text, pattern) if pattern in EPOCHS else _parsed(text, pattern)
    minutes: pd.Series = (read.dt.hour * 60 + read.dt.minute).astype("float64")
    return minutes


def _parsed(text: pd.Series, pattern: str) -> pd.Series:
    found: pd.Series = pd.to_datetime(text, format=pattern, errors="coerce", utc="%z" in pattern)
    return found


def _iso(text: pd.Series) -> pd.Series:
    place, words = pd.factorize(text)  # the same few days stand in many rows
    told = pd.Series(words, dtype=TEXT)
    parts = told.where(told.str.fullmatch(ISO).fillna(False))
    digits = parts.str.replace(r"[-/]", "", n=2, regex=True).str.slice(0, 8)
    days: pd.Series = pd.to_datetime(digits, format="%Y%m%d", errors="coerce").astype(DAYS)
    return days.reindex(place).set_axis(text.index)


def _as_declared(text: pd.Series, pattern: str) -> pd.Series:
    if pattern in EPOCHS:
        since = zones.since_1970(text, pattern).dt.tz_localize(None)
        utc: pd.Series = since.dt.normalize().astype(DAYS)
        return utc
    if pattern == EXCEL_DAYS:
        return _as_day_numbers(text)
    if "%z" in pattern.lower():
        # Offsets change within a file, with the summer; the day as written does not need them.
        days = text.map(lambda cell: _wall(cell, pattern), na_action="ignore")
        return pd.to_datetime(days, errors="coerce").astype(DAYS)
    days = pd.to_datetime(text, format=pattern, errors="coerce")
    whole: pd.Series = days.dt.normalize().astype(DAYS)
    return whole


def _as_day_numbers(text: pd.Series) -> pd.Series:
    """Days of the years 1950 to 2199, from a spreadsheet's count of them; a time is left off."""
    digits = text.where(text.str.fullmatch(r"\d{5,6}(?:\.\d+)?").fillna(False))
    numbers = pd.to_numeric(digits, errors="coerce").astype("Float64").astype("float64")
    whole = numbers.where(numbers.between(*_DAY_NUMBERS)).floordiv(1)
    days: pd.Series = pd.to_datetime(whole, unit="D", origin="1899-12-30").astype(DAYS)
    return days


def _wall(cell: str, pattern: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(cell, pattern).date()
    except ValueError:
        return None


def _findings(column: Column, bad: pd.Series, pattern: str | None) -> list[Finding]:
    """Cells with two readings apart from cells with none: they are mended differently."""
    if not len(bad):
        return []
    two_ways = bad.map(lambda cell: pattern is None and _readings(cell) is not None).astype(bool)
    kinds = (("ambiguous_date", bad[two_ways]), ("not_a_date", bad[~two_ways]))
    return [_finding(rule, column, cells, pattern) for rule, cells in kinds if len(cells)]


def _finding(rule: str, column: Column, cells: pd.Series, pattern: str | None) -> Finding:
    proposal = _proposal(cells.iloc[0])
    if rule == "ambiguous_date":
        fix = f'{_FIX} date_format: "%d/%m/%Y" or date_format: "%m/%d/%Y"'
    elif pattern:
        fix = f"correct the cell, or the table's date_format, which is {pattern}"
    elif cells.astype(str).str.fullmatch(r"\d{5}").all():
        fix = "format the cells as dates in the spreadsheet, or say date_format: excel_days for "
        fix += "this table in the engagement file; they hold day numbers"
    else:
        fix = f'{_FIX} date_format: "{proposal}"' if proposal else "correct the cell"
    allowed = "a date such as 2026-09-30" + (f", or in the format {pattern}" if pattern else "")
    if column.type == "month":
        allowed = allowed.replace("a date such as", "a month such as 2026-09 or a date such as")
    if not column.required or column.blank:
        allowed += "; empty when there is none"
    return Finding(rule, column.name, cells, _say, allowed, fix)


def _say(cell: Any) -> str:
    readings = _readings(cell)
    kind = f"can be {readings}" if readings else "is not a date"
    return f"'{cell}' {kind}"


def _readings(cell: Any) -> str | None:
    """Both readings of a date such as 01/02/2025, in words; None when there are not two."""
    found = _TRIPLE.fullmatch(str(cell))
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if not (1 <= first <= 12 and 1 <= second <= 12) or first == second:
        return None
    year = int(found[3])
    both = (dt.date(2000, second, first), dt.date(2000, first, second))
    return " or ".join(f"{day.day} {day:%B} {year}" for day in both)


def _proposal(cell: Any) -> str | None:
    """The format that would read `cell`, where only one would."""
    found = _TRIPLE.fullmatch(str(cell))
    if not found:
        return None
    mark = str(cell)[len(found[1])]
    year = "%Y" if len(found[3]) == 4 else "%y"
    parts = ("%m", "%d") if int(found[2]) > 12 else ("%d", "%m")
    return mark.join((*parts, year))
