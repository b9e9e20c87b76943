"""How does a number read in print? One spelling for sentences, tables and charts.

A leaf that imports nothing, so that a step's sentence and the table beside it round alike:
half away from zero, thousands with commas, a real minus sign, an en dash for what is missing.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# the en dash is the printed sign for "not there"; the minus is as wide as a plus
MISSING = "–"
MINUS = "−"


@dataclass(frozen=True)
class Language:
    """How a language spells numbers: five lines each, so that another costs no more."""

    thousands: str
    decimal: str
    percent: str
    points: str
    scales: tuple[str, str, str]
    months: str


LANGUAGES = {
    "en": Language(",", ".", "%", " pts", ("k", "m", "bn"),
                   "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
    "de": Language(".", ",", " %", " Pkt.", (" Tsd.", " Mio.", " Mrd."),
                   "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez."),
    "fr": Language("\u202f", ",", "\u202f%", " pts", ("\u202fk", "\u202fM", "\u202fMd"),
                   "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
}  # fmt: skip
_SCALES = ((1_000, 0, 999_500), (1_000_000, 1, 999_950_000), (1_000_000_000, 2, 10**18))
"""Unit, place of its suffix, and the amount from which rounding would reach the next unit.

Babel's compact form is not used: it prints EUR 1000K at 999,950, an ASCII minus, rounds half to
even, and changes with CLDR, so that the same inputs would not give the same bytes.
"""


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


def number(value: Any, decimals: int = 2, *, signed: bool = False, language: str = "en") -> str:
    """`1234.5` as "1,234.50"; zero never carries a sign. `signed` prints a plus as well."""
    if missing(value):
        return MISSING
    rounded = _rounded(value, decimals)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    spelled = LANGUAGES[language]
    digits = f"{abs(rounded):,.{decimals}f}"
    digits = digits.translate({44: spelled.thousands, 46: spelled.decimal})
    return f"{sign}{digits}"


def tenths(value: Any, *, language: str = "en") -> str:
    """A number to one decimal, for people and hours: "12.8"."""
    return number(value, 1, language=language)


def integer(value: Any, *, signed: bool = False, language: str = "en") -> str:
    """A whole number with thousands separators: "12,345"."""
    return number(value, 0, signed=signed, language=language)


def money(
    value: Any,
    currency: str = "",
    *,
    decimals: int = 0,
    signed: bool = False,
    language: str = "en",
) -> str:
    """An amount in full: "EUR 1,234,567", or without the code when `currency` is empty."""
    return _with_currency(number(value, decimals, signed=signed, language=language), currency)


def money_short(
    value: Any, currency: str = "", *, signed: bool = False, language: str = "en"
) -> str:
    """An amount in two to four digits: "EUR 12.3m", "EUR 840k", "EUR 8,512".

    Thousands have no decimals, so amounts below ten thousand are printed in full.
    """
    if missing(value):
        return MISSING
    size = abs(_rounded(value, 0))
    if size < 10_000:
        return money(value, currency, signed=signed, language=language)
    place = next(place for _, place, below in _SCALES if size < below)
    return money_in(value, currency, "kmb"[place], signed=signed, language=language)


def money_in(
    value: Any, currency: str, scale: str, *, signed: bool = False, language: str = "en"
) -> str:
    """An amount in thousands ("k", whole), millions ("m") or billions ("b", one decimal)."""
    unit, place, _ = _SCALES["kmb".index(scale)]
    exact = Decimal(str(value)) / unit
    text = number(exact, 0 if scale == "k" else 1, signed=signed, language=language)
    return _with_currency(text + LANGUAGES[language].scales[place], currency)


def _with_currency(text: str, currency: str) -> str:
    return f"{currency} {text}" if currency and text != MISSING else text


def percent(value: Any, decimals: int = 1, *, signed: bool = False, language: str = "en") -> str:
    """A share or rate given as a fraction: 0.923 is "92.3%"."""
    if missing(value):
        return MISSING
    digits = number(Decimal(str(value)) * 100, decimals, signed=signed, language=language)
    return digits + LANGUAGES[language].percent


def points(value: Any, decimals: int = 1, *, signed: bool = True, language: str = "en") -> str:
    """A difference of two rates given as fractions: 0.012 is "+1.2 pts"."""
    if missing(value):
        return MISSING
    digits = number(Decimal(str(value)) * 100, decimals, signed=signed, language=language)
    return digits + LANGUAGES[language].points


def ratio(value: Any, decimals: int = 2, *, language: str = "en") -> str:
    """A multiple: 2.428 is "2.43x"."""
    return MISSING if missing(value) else number(value, decimals, language=language) + "x"


def count(value: Any, noun: str = "", plural: str | None = None) -> str:
    """A number of things with its noun: "1 account", "12 accounts", "no accounts"."""
    if missing(value) or not noun:
        return integer(value)
    many = plural or f"{noun}s"
    amount = _rounded(value, 0)
    if amount == 0:
        return f"no {many}"
    return f"{integer(amount)} {noun if abs(amount) == 1 else many}"


def date(value: Any, *, language: str = "en") -> str:
    """A day: "30 Sep 2026". Takes dates, timestamps and ISO text."""
    day = _day(value)
    if day is None:
        return MISSING
    return f"{day.day}{'.' if language == 'de' else ''} {month(day, language=language)}"


def month(value: Any, *, language: str = "en") -> str:
    """A month: "Sep 2026"."""
    day = _day(value)
    if day is None:
        return MISSING
    return f"{LANGUAGES[language].months.split()[day.month - 1]} {day.year}"


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


FORMATS: dict[str, Callable[..., str]] = {
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


def formatted(value: Any, style: str, currency: str = "", *, language: str = "en") -> str:
    """`value` in the format named `style`; the currency is printed with the money formats only."""
    if style not in FORMATS:
        raise ValueError(f"unknown format '{style}'; known: {', '.join(FORMATS)}")
    if style in ("text", "words", "figure"):
        return FORMATS[style](value)
    spelled = FORMATS[style](value, language=language)
    return _with_currency(spelled, currency) if style.startswith("money") else spelled
