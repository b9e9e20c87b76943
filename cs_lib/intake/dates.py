"""Which day does a cell hold? ISO dates, or the declared format; two readings are refused."""

import datetime as dt
import re
from typing import Any

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.engagement.source_keys import EPOCHS
from cs_lib.intake import zones
from cs_lib.intake.records import Finding
from cs_lib.intake.texts import as_text
from cs_lib.intake.zones import DAYS
from cs_lib.tables import Column

_TIME = rf"[T ]\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?\s?(?:{zones.OFFSET})?"
ISO = rf"(\d{{4}})[-/]?(\d{{2}})[-/]?(\d{{2}})({_TIME})?"
_TRIPLE = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{2}|\d{4})(?:\D.*)?")
_FIX = "say date_format for this table in the engagement file, such as"


def as_date(
    cells: pd.Series, column: Column, source: TableSource, zone: str | None = None
) -> tuple[pd.Series, list[Finding]]:
    """Days as datetime64 without time of day, and the cells that hold none.

    Times that name their zone are dated in `zone`; without one, the day counts as written.
    """
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        written = cells.dt.tz_localize(None).astype(DAYS).dt.normalize()
        if zone is not None:
            written = zones.days_in(zone, cells, None).fillna(written)
        return written, []
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


def time_of_day(cells: pd.Series) -> "pd.Series[bool]":
    """Which cells carry a time of day that the day does not keep?"""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        later: pd.Series[bool] = cells.notna() & (cells != cells.dt.normalize())
        return later
    text = as_text(cells)
    timed = text.str.contains(r"\d[T ]\d{1,2}:\d{2}").fillna(False).astype(bool)
    midnight = text.str.contains(r"[T ]0?0:00(?::00(?:\.0+)?)?$").fillna(False).astype(bool)
    return timed & ~midnight


def _iso(text: pd.Series) -> pd.Series:
    parts = text.where(text.str.fullmatch(ISO).fillna(False))
    digits = parts.str.replace(r"[-/]", "", n=2, regex=True).str.slice(0, 8)
    days: pd.Series = pd.to_datetime(digits, format="%Y%m%d", errors="coerce").astype(DAYS)
    return days


def _as_declared(text: pd.Series, pattern: str) -> pd.Series:
    if pattern in EPOCHS:
        since = zones.since_1970(text, pattern).dt.tz_localize(None)
        utc: pd.Series = since.dt.normalize().astype(DAYS)
        return utc
    if "%z" in pattern.lower():
        # Offsets change within a file, with the summer; the day as written does not need them.
        days = text.map(lambda cell: _wall(cell, pattern), na_action="ignore")
        return pd.to_datetime(days, errors="coerce").astype(DAYS)
    days = pd.to_datetime(text, format=pattern, errors="coerce")
    whole: pd.Series = days.dt.normalize().astype(DAYS)
    return whole


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
        fix = "format the cells as dates in the spreadsheet; they hold day numbers"
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
