"""The types of the keys that say how a table's cells and rows are read."""

import math
import re
from typing import Annotated, Literal

from pydantic import BeforeValidator

EPOCHS = ("epoch_s", "epoch_ms")
"""Dates counted from 1 January 1970 (UTC), in seconds or in thousandths of a second."""


def _as_format(pattern: object) -> object:
    if not isinstance(pattern, str) or pattern in EPOCHS:
        return pattern
    if not re.search(r"%[YymdbBjF]", pattern):
        raise ValueError(
            f"'{pattern}' is no date format; write %d.%m.%Y for 31.12.2026, %m/%d/%Y for "
            "12/31/2026, or epoch_s or epoch_ms for seconds or milliseconds since 1970"
        )
    return pattern


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
