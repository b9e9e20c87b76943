"""Which number does a cell hold? Decimal point or comma; thousands only where there is no doubt."""

import re
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import TEXT, as_text
from cs_lib.intake.records import Finding
from cs_lib.tables import Column

_MARKS = {".": ",", ",": "."}
_SPACES = " '\u2019\u00a0\u202f"  # what stands between thousands where no mark does
SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
    "US$": ("USD",),
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
}
"""Signs of money, and the currencies that use each."""
_NATIVE = (int, float, np.integer, np.floating)


def as_number(
    cells: pd.Series, column: Column, source: TableSource
) -> tuple[pd.Series, list[Finding]]:
    """Numbers as float64, and the cells that hold none or one that can be read two ways."""
    if pd.api.types.is_numeric_dtype(cells.dtype) and cells.dtype != bool:
        numbers = cells.astype("Float64").astype("float64")
        return _finite(numbers, as_text(cells), column)
    native = _native(cells)
    text = _unsigned(as_text(cells).where(native.isna()), column, source)
    decimal = source.decimal or "."
    plain = _plain(text, decimal, column)
    numbers = pd.to_numeric(plain, errors="coerce").astype("Float64").astype("float64")
    bad = text[text.notna() & numbers.isna()]
    numbers = numbers.where(native.isna(), native)
    doubtful = _doubtful(text, decimal, column) if source.decimal is None else text[:0]
    findings = [_ambiguous(column, doubtful)] if len(doubtful) else []
    bad = bad.drop(doubtful.index, errors="ignore")
    if len(bad):
        findings.append(_no_number(column, bad, decimal))
    finite, infinite = _finite(numbers, text, column)
    return finite.mask(finite.index.isin(doubtful.index)), [*findings, *infinite]


def as_integer(
    cells: pd.Series, column: Column, source: TableSource
) -> tuple[pd.Series, list[Finding]]:
    """Whole numbers as Int64, and the cells that hold none."""
    numbers, findings = as_number(cells, column, source)
    broken = numbers[numbers.notna() & (numbers != numbers.round())]
    if len(broken):
        findings.append(
            Finding(
                "not_a_whole_number",
                column.name,
                broken,
                lambda value: f"{value} is not a whole number",
                "whole numbers",
                "correct the cell",
            )
        )
    return numbers.where(numbers == numbers.round()).astype("Int64"), findings


def _unsigned(text: pd.Series, column: Column, source: TableSource) -> pd.Series:
    """Amounts without their currency's sign, and (5.00) as -5.00, as accountants write it.

    A sign is only taken off where the table's currency is declared as a constant, and is one
    that bears it: of 500 € in a table of USD nobody knows what is meant.
    """
    if column.unit != "money":
        return text
    code = str(source.constants.get("currency") or "").upper()
    known = [sign for sign, codes in SIGNS.items() if code in codes] + ([code] if code else [])
    if known:
        sign = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        bare = text.str.replace(rf"^([-+(]?)\s*(?:{sign})\s*(?=[\d.,-])", r"\1", regex=True)
        text = bare.str.replace(rf"(?<=\d)\s*(?:{sign})(?=\)?$)", "", regex=True)
    return text.str.replace(r"^\(([\d.,' ]+)\)$", r"-\1", regex=True)


def _native(cells: pd.Series) -> pd.Series:
    """The cells that the file itself holds as numbers; missing elsewhere."""
    if cells.dtype != object:
        return pd.Series(np.nan, index=cells.index, dtype="float64")
    return cells.map(_number_or_none).astype("float64")


def _number_or_none(cell: Any) -> float:
    is_number = isinstance(cell, _NATIVE) and not isinstance(cell, bool | np.bool_)
    try:
        return float(cell) if is_number or type(cell).__name__ == "Decimal" else np.nan
    except OverflowError:  # a whole number of more than 308 digits: its text is no number either
        return np.nan


def _plain(text: pd.Series, decimal: str, column: Column) -> pd.Series:
    """Numbers as Python spells them; missing where the text is none."""
    mark, thousands = re.escape(decimal), re.escape(_MARKS[decimal])
    text = text.str.replace("\u2212", "-", regex=False)
    share = text.str.endswith("%").fillna(False) & (column.unit == "share")
    text = text.where(~share, text.str.replace(r"\s*%$", "", regex=True))
    simple = text.str.fullmatch(rf"[+-]?(\d+({mark}\d*)?|{mark}\d+)([eE][+-]?\d{{1,3}})?")
    cleaned = text
    if not simple.all():  # most columns have no thousands in them: nothing more is to be asked
        tail = rf"({mark}\d*)?"
        grouped = text.str.fullmatch(rf"[+-]?\d{{1,3}}({thousands}\d{{3}})+{tail}")
        spaced = text.str.fullmatch(rf"[+-]?\d{{1,3}}([{_SPACES}]\d{{3}})+{tail}")
        cleaned = text.where((simple | grouped | spaced).fillna(False))
        cleaned = cleaned.str.replace(rf"[{thousands}{_SPACES}]", "", regex=True)
    cleaned = cleaned.str.replace(decimal, ".", regex=False)
    if not share.any():
        return cleaned
    percent = (pd.to_numeric(cleaned, errors="coerce") / 100).astype(TEXT)
    return cleaned.where(~share, percent)


def _doubtful(text: pd.Series, decimal: str, column: Column) -> pd.Series:
    """Cells such as "1,234": a thousand, or one and a bit? Only asked where nobody has said.

    Of "1.234" the plain reading is one and a bit; where it is money and every number with a
    point has just three digits behind it, thousands are as likely, and we ask as well.
    """
    thousands = re.escape(_MARKS[decimal])
    one_group = text[text.str.fullmatch(rf"[+-]?\d{{1,3}}{thousands}\d{{3}}").fillna(False)]
    if column.unit != "money":
        return one_group
    pointed = text[text.str.contains(decimal, regex=False).fillna(False)]
    in_threes = pointed.str.fullmatch(rf"[+-]?[1-9]\d{{0,2}}{re.escape(decimal)}\d{{3}}")
    return pointed if len(pointed) and in_threes.all() else one_group


def _ambiguous(column: Column, cells: pd.Series) -> Finding:
    return Finding(
        "ambiguous_number",
        column.name,
        cells,
        lambda value: f"'{value}' can be read as thousands or as a fraction",
        "a number such as 1234.5, or one with its decimal mark declared",
        'say decimal: "." or decimal: "," for this table in the engagement file',
    )


def _no_number(column: Column, cells: pd.Series, decimal: str) -> Finding:
    other = _MARKS[decimal]
    hint = cells.str.fullmatch(rf"[+-]?[\d.,{_SPACES}]*\d").fillna(False).all()
    say_so = f'say decimal: "{other}" for this table, or ' if hint else ""
    return Finding(
        "not_a_number",
        column.name,
        cells,
        lambda value: f"'{value}' is not a number",
        f"a number such as 1234{decimal}5, without a currency sign; empty when unknown",
        f"{say_so}correct the cell",
    )


def _finite(numbers: pd.Series, text: pd.Series, column: Column) -> tuple[pd.Series, list[Finding]]:
    infinite = np.isinf(numbers)
    if not infinite.any():
        return numbers, []
    return numbers.mask(infinite), [_no_number(column, text[infinite], ".")]
