"""The types of the keys that say how a table's cells and rows are read."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from cs_lib.engagement.frozen import Frozen
from cs_lib.engagement.scalars import Name

EPOCHS = ("epoch_s", "epoch_ms")
"""Dates counted from 1 January 1970 (UTC), in seconds or in thousandths of a second."""
EXCEL_DAYS = "excel_days"
"""Dates as the day numbers of a spreadsheet: 45658 is 1 January 2025 (the 1900 system)."""


def _as_format(pattern: object) -> object:
    if not isinstance(pattern, str) or pattern in (*EPOCHS, EXCEL_DAYS):
        return pattern
    if not re.search(r"%[YymdbBjF]", pattern) or _unknown_part(pattern):
        raise ValueError(
            f"'{pattern}' is no date format; write %d.%m.%Y for 31.12.2026, %m/%d/%Y for "
            "12/31/2026, epoch_s or epoch_ms for seconds or milliseconds since 1970, or "
            "excel_days for the day numbers of a spreadsheet"
        )
    return pattern


def _unknown_part(pattern: str) -> bool:
    """Does it hold a part that no reader of dates knows, such as %Q?"""
    try:
        dt.datetime.strptime("", pattern)
    except (ValueError, re.error) as error:
        return "does not match" not in str(error)
    return False


def _as_factor(factor: object) -> object:
    if factor == "minor":
        return factor
    if (
        isinstance(factor, bool)
        or not isinstance(factor, int | float)
        or not (math.isfinite(factor) and factor > 0)
    ):
        raise ValueError(
            f"'{factor}' must be a number above 0, such as 0.01 for cents, or minor for the "
            "smallest unit of each row's currency"
        )
    return factor


def _as_words(words: object) -> object:
    """One word or a list of them, as text; an empty cell is "" or null."""
    listed = list(words) if isinstance(words, list | tuple) else [words]
    if not listed:
        raise ValueError('names no value; write [value, other value], or "" for an empty cell')
    if any(isinstance(word, list | dict) for word in listed):
        raise ValueError("must be one value, or a list of values")
    return tuple("" if word is None else _spelt(word) for word in listed)


def _spelt(word: object) -> str:
    return str(word).lower() if isinstance(word, bool) else str(word)


DateFormat = Annotated[str, BeforeValidator(_as_format)]
Factor = Annotated[float | Literal["minor"], BeforeValidator(_as_factor)]
Words = Annotated[tuple[str, ...], BeforeValidator(_as_words)]


def _as_cells(cells: object) -> object:
    if isinstance(cells, str) and not re.fullmatch(r"[A-Z]{1,3}[0-9]+:[A-Z]{1,3}[0-9]+", cells):
        raise ValueError(f"'{cells}' is not a range of cells, such as B9:D15")
    return cells


def _as_mark(mark: object) -> object:
    if isinstance(mark, str) and (len(mark) != 1 or mark in '\r\n"'):
        raise ValueError(f"'{mark}' must be one character, such as ';' or \"\\t\" for a tab")
    return mark


def _as_encoding(encoding: object) -> object:
    try:
        "".encode(encoding if isinstance(encoding, str) else "utf-8")
    except (LookupError, UnicodeError):
        raise ValueError(
            f"'{encoding}' is no encoding; usual ones: utf-8, utf-16, cp1252"
        ) from None
    return encoding


def _as_names(names: object) -> object:
    """One name or a list of them, each standing for itself; a mapping as it is."""
    listed = [names] if isinstance(names, str) else names
    return {name: name for name in listed} if isinstance(listed, list | tuple) else names


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"'{twice}' is listed twice; keep one of them")
    return names


def _as_list(names: object) -> object:
    return (names,) if isinstance(names, str) else names


Paths = Annotated[tuple[Name, ...], BeforeValidator(_as_list)]
"""One name or several, of which the first that is filled is read."""


def _as_bands(bands: object) -> object:
    starts = list(bands.values()) if isinstance(bands, Mapping) else bands
    if not isinstance(starts, list | tuple) or not starts or not all(map(_is_number, starts)):
        raise ValueError(
            "must be the numbers at which bands begin, such as [50, 250, 1000], or their names "
            "with them, such as {Small: 0, Mid-market: 50, Enterprise: 1000}"
        )
    if isinstance(bands, Mapping):  # names stand in any order
        rising = sorted(bands.items(), key=lambda band: band[1])
        bands, starts = {str(name): float(start) for name, start in rising}, sorted(starts)
    for before, after in pairwise(starts):
        if after <= before:
            raise ValueError(f"{after:g} follows {before:g}; write each once, in rising order")
    return bands


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


Bands = Annotated[tuple[float, ...] | Frozen[Name, float], BeforeValidator(_as_bands)]
Cells = Annotated[str, BeforeValidator(_as_cells)]
Mark = Annotated[str, BeforeValidator(_as_mark)]
Encoding = Annotated[str, BeforeValidator(_as_encoding)]
Renamed = Annotated[Frozen[Name, Name], BeforeValidator(_as_names), Field(min_length=1)]
Listed = Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(_once)]
