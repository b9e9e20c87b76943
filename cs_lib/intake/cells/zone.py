"""On which day was it, in the client's zone? Only for times that say which zone they are in (P27).

A time with "Z" or an offset is one moment everywhere, and the zone decides its date. A time without
either is taken as written: no file says whose clock it was, and a guess would move dates.
"""

import datetime as dt
from typing import Any

import pandas as pd

from cs_lib.engagement.source_keys import EPOCHS
from cs_lib.intake.cells.text import as_text

DAYS: Any = "datetime64[us]"
OFFSET = r"Z|UTC|[+-]\d{2}(?::?\d{2})?"
_MOMENT = (
    r"(?P<day>\d{4}[-/]?\d{2}[-/]?\d{2})[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})"
    rf"(?::\d{{2}}(?:[.,]\d+)?)?\s?(?P<offset>{OFFSET})"
)
EPOCH_FROM, EPOCH_UNTIL = 315_532_800, 7_258_118_400
"""1980 and 2200, in seconds since 1970."""
_FOREVER = (1, 9999)
"""Years that systems write for "never" and "always": no moments."""


def named(cells: pd.Series, pattern: str | None) -> "pd.Series[bool]":
    """Which cells say in which zone they are? `pattern` is the table's date_format."""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        aware: pd.Series[bool] = cells.notna() & (cells.dt.tz is not None)
        return aware
    text = as_text(cells)
    found = pd.Series(False, index=cells.index)
    # Most columns hold days alone: one look for a clock is cheaper than reading them all.
    if text.str.contains(":", regex=False).any():
        found |= text.str.fullmatch(_MOMENT).fillna(False).astype(bool)
    if cells.dtype == object:
        found |= cells.map(_is_aware).astype(bool)
    if pattern is not None and pattern in EPOCHS:
        found |= since_1970(text, pattern).notna()
    if _has_zone(pattern):
        found |= _declared(text, pattern).notna()
    return found


def days_in(zone: str, cells: pd.Series, pattern: str | None) -> pd.Series:
    """The day of each cell that names its zone, in `zone`; missing for all others."""
    said = cells[named(cells, pattern)]
    days: pd.Series = pd.Series(pd.NaT, index=cells.index, dtype=DAYS)
    return days if said.empty else _day(moments_of(said, pattern), zone).reindex(cells.index)


def moments_of(cells: pd.Series, pattern: str | None) -> pd.Series:
    """The moment that each cell means, in UTC; `pattern` is the table's date_format."""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return cells
    text = as_text(cells)
    moments = _written(text)
    if pattern is not None and pattern in EPOCHS:
        moments = moments.fillna(since_1970(text, pattern))
    if _has_zone(pattern):
        moments = moments.fillna(_declared(text, pattern))
    if cells.dtype == object:
        aware = cells.where(cells.map(_is_aware).astype(bool))
        moments = pd.to_datetime(aware, utc=True).astype(moments.dtype).fillna(moments)
    return moments


def since_1970(text: pd.Series, pattern: str) -> pd.Series:
    """Moments counted in seconds or milliseconds since 1970, UTC.

    What falls before 1980 or after 2200 was counted in the other unit, and is no moment here.
    """
    digits = text.where(text.str.fullmatch(r"\d{1,14}(?:\.\d+)?").fillna(False))
    seconds = pd.to_numeric(digits, errors="coerce").astype("Float64").astype("float64")
    seconds = seconds / (1000 if pattern == "epoch_ms" else 1)
    whole = seconds.where(seconds.between(EPOCH_FROM, EPOCH_UNTIL)).floordiv(1)
    moments: pd.Series = pd.to_datetime(whole, unit="s", errors="coerce", utc=True)
    return moments.astype("datetime64[us, UTC]")


def _day(moments: pd.Series, zone: str) -> pd.Series:
    wall = moments.dt.tz_localize(None).astype(DAYS)
    forever = wall.dt.year.isin(_FOREVER)
    moved = moments.mask(forever).dt.tz_convert(zone).dt.tz_localize(None).astype(DAYS)
    days: pd.Series = moved.fillna(wall).dt.normalize()
    return days


def _is_aware(cell: Any) -> bool:
    return isinstance(cell, dt.datetime) and cell.tzinfo is not None


def _written(text: pd.Series) -> pd.Series:
    """Moments as ISO writes them. Seconds are left out: no zone differs by them."""
    parts = text.where(text.str.fullmatch(_MOMENT).fillna(False)).str.extract(f"^{_MOMENT}$")
    digits = parts["day"].str.replace(r"[-/]", "", regex=True)
    day = pd.to_datetime(digits, format="%Y%m%d", errors="coerce").astype(DAYS)
    ahead = parts["offset"].str.replace(r"Z|UTC", "+00", regex=True).str.replace(":", "")
    clock = _minutes(parts["hour"], parts["minute"])
    off = _minutes(ahead.str.slice(1, 3), ahead.str.slice(3).replace("", "0"))
    clock -= off.mask(ahead.str.startswith("-").fillna(False).astype(bool), -off)
    # "Never" stays the day it is written as, whatever the offset would make of it.
    clock = clock.mask(day.dt.year.isin(_FOREVER), 0.0)
    greenwich = (day + pd.to_timedelta(clock, unit="min")).astype(DAYS)
    moments: pd.Series = greenwich.dt.tz_localize("UTC")
    return moments


def _minutes(hours: pd.Series, minutes: pd.Series) -> pd.Series:
    found: pd.Series = hours.astype("float64") * 60 + minutes.astype("float64")
    return found


def _has_zone(pattern: str | None) -> bool:
    return pattern is not None and "%z" in pattern.lower()


def _declared(text: pd.Series, pattern: str | None) -> pd.Series:
    """Moments in the table's own format."""
    found = pd.to_datetime(text, format=pattern, errors="coerce", utc=True)
    moments: pd.Series = found.astype("datetime64[us, UTC]")
    return moments
