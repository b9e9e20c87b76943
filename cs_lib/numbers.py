"""How does a number read in print? One spelling for sentences, tables and charts.

A leaf that imports nothing, so that a step's sentence and the table beside it round alike:
half away from zero, thousands with commas, a real minus sign, an en dash for what is missing.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# the en dash is the printed sign for "not there"; the minus is as wide as a plus
MISSING = "–"
MINUS = "−"
_SCALES = ((1_000, "k", 999_500), (1_000_000, "m", 999_950_000), (1_000_000_000, "bn", 10**18))
"""Unit, suffix and the amount from which rounding would reach the next unit: 1.0m, not 1,000k."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def missing(value: object) -> bool:
    """Is there nothing to print? None, NaN, NaT, pandas' NA and the infinities count as missing."""
    if value is None:
        return True
    try:
        return bool(value != value) or value in (float("inf"), float("-inf"))
    except TypeError:  # pandas' NA answers neither yes nor no
        return True


def _rounded(value: Any, decimals: int) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: Any, decimals: int = 2, *, signed: bool = False) -> str:
    """`1234.5` as "1,234.50"; zero never carries a sign. `signed` prints a plus as well."""
    if missing(value):
        return MISSING
    rounded = _rounded(value, decimals)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):,.{decimals}f}"


def tenths(value: Any) -> str:
    """A number to one decimal, for people and hours: "12.8"."""
    return number(value, 1)


def integer(value: Any, *, signed: bool = False) -> str:
    """A whole number with thousands separators: "12,345"."""
    return number(value, 0, signed=signed)


def money(value: Any, currency: str = "", *, decimals: int = 0, signed: bool = False) -> str:
    """An amount in full: "EUR 1,234,567", or without the code when `currency` is empty."""
    return _with_currency(number(value, decimals, signed=signed), currency)


def money_short(value: Any, currency: str = "", *, signed: bool = False) -> str:
    """An amount in three or so digits: "EUR 12.3m", "EUR 840k", "EUR 512"."""
    if missing(value):
        return MISSING
    size = abs(_rounded(value, 0))
    if size < 1_000:
        return money(value, currency, signed=signed)
    unit, suffix = next((unit, suffix) for unit, suffix, below in _SCALES if size < below)
    decimals = 0 if suffix == "k" and size >= 99_950 else 1
    text = number(Decimal(str(value)) / unit, decimals, signed=signed) + suffix
    return _with_currency(text, currency)


def _with_currency(text: str, currency: str) -> str:
    return f"{currency} {text}" if currency and text != MISSING else text


def percent(value: Any, decimals: int = 1, *, signed: bool = False) -> str:
    """A share or rate given as a fraction: 0.923 is "92.3%"."""
    if missing(value):
        return MISSING
    return number(Decimal(str(value)) * 100, decimals, signed=signed) + "%"


def points(value: Any, decimals: int = 1) -> str:
    """A difference of two rates given as fractions: 0.012 is "+1.2 pts"."""
    if missing(value):
        return MISSING
    return number(Decimal(str(value)) * 100, decimals, signed=True) + " pts"


def ratio(value: Any, decimals: int = 2) -> str:
    """A multiple: 2.428 is "2.43x"."""
    return MISSING if missing(value) else number(value, decimals) + "x"


def count(value: Any, noun: str = "", plural: str | None = None) -> str:
    """A number of things with its noun: "1 account", "12 accounts", "no accounts"."""
    if missing(value) or not noun:
        return integer(value)
    many = plural or f"{noun}s"
    amount = _rounded(value, 0)
    if amount == 0:
        return f"no {many}"
    return f"{integer(amount)} {noun if abs(amount) == 1 else many}"


def date(value: Any) -> str:
    """A day: "30 Sep 2026". Takes dates, timestamps and ISO text."""
    day = _day(value)
    return MISSING if day is None else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month(value: Any) -> str:
    """A month: "Sep 2026"."""
    day = _day(value)
    return MISSING if day is None else f"{_MONTHS[day.month - 1]} {day.year}"


def _day(value: Any) -> dt.date | None:
    if missing(value):
        return None
    return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value


def text(value: Any) -> str:
    """Words as they are; missing or blank ones as the dash."""
    return MISSING if missing(value) or not str(value).strip() else str(value)


def words(value: Any) -> str:
    """A name of the contract as words: `end_before_start` is "End before start"."""
    said = text(value).replace("_", " ")
    return said[:1].upper() + said[1:]


def join(words: Sequence[str], last: str = "and") -> str:
    """Words as a sentence lists them: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


FORMATS: dict[str, Callable[[Any], str]] = {
    "money": money,
    "money_short": money_short,
    "percent": percent,
    "points": points,
    "integer": integer,
    "number": number,
    "tenths": tenths,
    "ratio": ratio,
    "date": date,
    "month": month,
    "text": text,
    "words": words,
    "figure": text,
}
"""The formats that a table column or a tile can name; a figure is text that aligns as a number."""
LEFT_ALIGNED = frozenset({"text", "words", "date", "month"})


def formatted(value: Any, style: str, currency: str = "") -> str:
    """`value` in the format named `style`; the currency is printed with the money formats only."""
    if style not in FORMATS:
        raise ValueError(f"unknown format '{style}'; known: {', '.join(FORMATS)}")
    if style.startswith("money"):
        return _with_currency(FORMATS[style](value), currency)
    return FORMATS[style](value)
