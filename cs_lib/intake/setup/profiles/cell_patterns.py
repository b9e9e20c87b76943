"""What does a column of a file look like? Its kind, by the pattern of its cells."""

import re

import pandas as pd

from cs_lib.engagement.currencies import codes
from cs_lib.intake.cells.text import as_text
from cs_lib.intake.cells.types import WORDS
from cs_lib.intake.cells.zone import EPOCH_FROM, EPOCH_UNTIL
from cs_lib.intake.setup.profiles.model import Kind, Profile

LOOKED_AT = 20_000
"""Cells whose pattern is looked at; more would not change the answer."""
MOSTLY = 0.95
"""The share of cells that must have the pattern: a few wrong cells do not hide a column."""
FEW = 50
"""A text column with no more different cells than this, each repeated, is a category."""

_ZONE = r"(?:Z|UTC|[+-]\d{2}:?\d{2})?"
_TIME = rf"(?:[T ]\s*\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?\s?(?:[AaPp][Mm])?\s?{_ZONE})?"
_DATE = re.compile(
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}}[- ][A-Za-z]{{3,9}}[- ]\d{{2,4}}|[A-Za-z]{{3,9}} \d{{1,2}},? \d{{4}}){_TIME}"
)
_MONTH = re.compile(r"\d{4}[-/](?:0[1-9]|1[0-2])")
_SIGN = r"(?:US\$|[$€£¥₹]|[A-Z]{3})"
_NUMBER = re.compile(
    rf"\(?[+-]?(?:{_SIGN}\s?)?[+-]?(?:\d[\d.,' \u00a0\u202f\u2019]*(?:[eE][+-]?\d+)?|[.,]\d+)"
    rf"\s?(?:%|{_SIGN})?\)?"
)
_INTEGER = re.compile(r"[+-]?\d+")
_FLAG_WORDS = frozenset(WORDS) - {"1", "0"}


def profile(name: str, cells: pd.Series) -> Profile:
    """The profile of one column; `cells` as the file holds them."""
    texts = as_text(cells)
    filled = texts.dropna()
    counts = filled.value_counts()
    return Profile(
        name=name,
        kind=_kind(filled.head(LOOKED_AT), len(counts)),
        filled=len(filled) / len(texts) if len(texts) else 0.0,
        distinct=len(counts),
        words=tuple(str(word) for word in counts.index[:FEW]),
        texts=texts,
    )


def _kind(cells: pd.Series, distinct: int) -> Kind:
    if not len(cells):
        return "empty"
    lower = cells.str.casefold()
    if lower.isin(WORDS).all() and (lower.isin(_FLAG_WORDS).any() or set(lower) == {"0", "1"}):
        return "flag"
    for kind, pattern in (("month", _MONTH), ("date", _DATE)):
        if _share(cells, pattern) >= MOSTLY:
            return kind  # type: ignore[return-value]
    if _share(cells, _INTEGER) >= MOSTLY:
        return _whole(cells)
    if _share(cells, _NUMBER) >= MOSTLY and _money(cells):
        return "number"
    if cells.str.upper().isin(codes()).all() and cells.str.len().eq(3).all():
        return "currency"
    if cells.str.match(r"[{\[]").all():
        return "json"
    repeated = distinct <= FEW and distinct < len(cells)
    return "category" if repeated else "text"


def _money(cells: pd.Series) -> bool:
    """Are the letters beside the digits currencies? INV-1001 is no amount."""
    letters = cells.str.extract(r"([A-Z]{3})", expand=False).dropna()
    return bool(letters.isin(codes()).all())


def _share(cells: pd.Series, pattern: re.Pattern[str]) -> float:
    return float(cells.str.fullmatch(pattern).mean())


def _whole(cells: pd.Series) -> Kind:
    """Whole numbers; counts of seconds since 1970 where all of them fall in usual years."""
    numbers = pd.to_numeric(cells, errors="coerce").dropna().astype("float64")
    if not len(numbers):
        return "integer"
    years = (EPOCH_FROM * 2, EPOCH_UNTIL / 2)  # 1990 to 2085
    if numbers.between(*years).all():
        return "epoch_s"
    if (numbers / 1000).between(*years).all():
        return "epoch_ms"
    if cells.str.fullmatch(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])").all():
        return "date"
    return "integer"
