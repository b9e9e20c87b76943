"""Which day does a cell hold? ISO dates, or the declared format; two readings are refused."""

import datetime as dt
import re
from typing import Any

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.engagement.source_keys import EPOCHS
from cs_lib.intake.records import Finding
from cs_lib.intake.texts import as_text
from cs_lib.tables import Column

DAYS: Any = "datetime64[us]"
_TIME = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?"
ISO = rf"(\d{{4}})[-/]?(\d{{2}})[-/]?(\d{{2}})({_TIME})?"
_TRIPLE = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{2}|\d{4})(?:\D.*)?")
EPOCH_FROM, EPOCH_UNTIL = 315_532_800, 7_258_118_400
"""1980 and 2200, in seconds since 1970."""
_FIX = "say date_format for this table in the engagement file, such as"


def as_date(
    cells: pd.Series, column: Column, source: TableSource
) -> tuple[pd.Series, list[Finding]]:
    """Days as datetime64 without time of day, and the cells that hold none."""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return cells.dt.tz_localize(None).astype(DAYS).dt.normalize(), []
    text = as_text(cells)
    days = _iso(text)
    pattern = source.date_formats.get(column.name, source.date_format)
    if pattern:
        days = days.fillna(_as_declared(text, pattern))
    return days, _findings(column, text[text.notna() & days.isna()], pattern)


def as_month(
    cells: pd.Series, column: Column, source: TableSource
) -> tuple[pd.Series, list[Finding]]:
    """The last day of each month, from "2026-03" or any day of it."""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        days, findings = as_date(cells, column, source)
    else:
        text = as_text(cells)
        short = text.str.fullmatch(r"\d{4}[-/]\d{2}").fillna(False)
        days, findings = as_date(text.where(~short, text.str.slice(0, 7) + "-01"), column, source)
    return (days + pd.offsets.MonthEnd(0)).astype(DAYS), findings


def time_of_day(cells: pd.Series) -> int:
    """How many cells carry a time of day that the day does not keep?"""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return int((cells != cells.dt.normalize()).where(cells.notna(), False).sum())
    text = as_text(cells)
    return int(text.str.contains(r"\d[T ]\d{1,2}:\d{2}").fillna(False).sum()) - int(
        text.str.contains(r"[T ]0?0:00(?::00(?:\.0+)?)?$").fillna(False).sum()
    )


def _iso(text: pd.Series) -> pd.Series:
    parts = text.where(text.str.fullmatch(ISO).fillna(False))
    digits = parts.str.replace(r"[-/]", "", n=2, regex=True).str.slice(0, 8)
    days: pd.Series = pd.to_datetime(digits, format="%Y%m%d", errors="coerce").astype(DAYS)
    return days


def _as_declared(text: pd.Series, pattern: str) -> pd.Series:
    if pattern in EPOCHS:
        return _as_epoch(text, pattern)
    days: pd.Series = pd.to_datetime(text, format=pattern, errors="coerce")
    if days.dtype == object:
        days = pd.to_datetime(days.map(lambda day: day.replace(tzinfo=None), na_action="ignore"))
    whole: pd.Series = days.dt.tz_localize(None).dt.normalize().astype(DAYS)
    return whole


def _as_epoch(text: pd.Series, pattern: str) -> pd.Series:
    """Days in UTC. What falls before 1980 was counted in the other unit, and is no date here."""
    digits = text.where(text.str.fullmatch(r"\d{1,14}(?:\.\d+)?").fillna(False))
    seconds = pd.to_numeric(digits, errors="coerce").astype("Float64").astype("float64")
    seconds = seconds / (1000 if pattern == "epoch_ms" else 1)
    possible = seconds.between(EPOCH_FROM, EPOCH_UNTIL)
    whole = seconds.where(possible).floordiv(1)
    days: pd.Series = pd.to_datetime(whole, unit="s", errors="coerce").astype(DAYS).dt.normalize()
    return days


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
