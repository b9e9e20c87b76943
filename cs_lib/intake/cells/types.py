"""Cells -> values of the contract's types. Nothing is guessed: what has two readings is refused.

A reader takes a column as its file holds it and gives the typed column (missing where a cell is
empty or unreadable) and the findings about the cells it could not read.
"""

from collections.abc import Callable

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.engagement.currencies import codes
from cs_lib.errors import nearest
from cs_lib.intake.cells.bands import banded
from cs_lib.intake.cells.date import as_date, as_month
from cs_lib.intake.cells.number import as_integer, as_number
from cs_lib.intake.cells.text import EXCEL_ERRORS, as_category, as_text, plain_keys
from cs_lib.intake.records import Finding
from cs_lib.tables import Column
from cs_lib.tables.spec import DTYPES

WORDS = dict.fromkeys(("true", "yes", "1", "t", "y"), True) | dict.fromkeys(
    ("false", "no", "0", "f", "n"), False
)
"""The words of a flag, in any case."""

Typed = tuple[pd.Series, list[Finding]]


def typed(cells: pd.Series, column: Column, source: TableSource, zone: str | None = None) -> Typed:
    """`cells` as the contract's type of `column`, its own words translated first.

    `zone` is where times that name a zone of their own become dates (policies.time_zone).
    """
    if column.name in source.bands:
        return banded(cells, column, source)
    cells = _translated(cells, source.values.get(column.name, {}))
    if column.type in _DATED:
        return _DATED[column.type](cells, column, source, zone)
    return _READERS[column.type](cells, column, source)


def empty(column: Column, index: pd.Index) -> pd.Series:
    """A column of the contract's type in which every cell is missing."""
    return pd.Series(index=index, dtype=DTYPES[column.type])


def _translated(cells: pd.Series, words: object) -> pd.Series:
    if not words:
        return cells
    wanted = {str(theirs).strip().casefold(): ours for theirs, ours in dict(words).items()}  # type: ignore[call-overload]
    text = as_text(cells)
    return text.str.casefold().map(wanted).astype(text.dtype).fillna(text)


def _as_text(cells: pd.Series, column: Column, source: TableSource) -> Typed:
    text = plain_keys(cells) if column.type == "id" else as_text(cells)
    broken = text[text.isin(EXCEL_ERRORS)]
    if not len(broken):
        return text.astype(DTYPES["text"]), []
    finding = Finding(
        "spreadsheet_error",
        column.name,
        broken,
        lambda value: f"{value} is a spreadsheet's error, not a value",
        "text",
        "mend the formula in the sheet, or empty the cell",
    )
    return text.mask(text.isin(EXCEL_ERRORS)).astype(DTYPES["text"]), [finding]


def _as_category(cells: pd.Series, column: Column, source: TableSource) -> Typed:
    text, findings = _as_text(cells, column, source)
    if column.name == "currency":
        return _as_currency(text, findings)
    if not column.allowed:
        return text, findings
    spelt = as_category(pd.Series(column.allowed, index=column.allowed, dtype="str"))
    words = as_category(text).map({plain: word for word, plain in spelt.items()})
    unknown = text[text.notna() & words.isna()]
    if len(unknown):
        findings.append(
            Finding(
                "not_allowed",
                column.name,
                unknown,
                lambda value: f"'{value}' is not an allowed value{_hint(value, column.allowed)}",
                ", ".join(column.allowed),
                f"correct the cell, or translate the word under values: {column.name} of this "
                "table in the engagement file",
            )
        )
    return words.astype(DTYPES["category"]), findings


def _hint(value: object, allowed: tuple[str, ...]) -> str:
    hint = nearest(str(value), allowed)
    return f", {hint}" if hint.startswith("did you mean") else ""


def _as_currency(text: pd.Series, findings: list[Finding]) -> Typed:
    upper = text.str.upper()
    unknown = text[upper.notna() & ~upper.isin(codes())]
    if len(unknown):
        findings.append(
            Finding(
                "unknown_currency",
                "currency",
                unknown,
                lambda value: f"'{value}' is not a currency code",
                "ISO 4217 codes such as EUR or USD; empty for the report's currency",
                "correct the cell, or translate the word under values: currency of this table "
                "in the engagement file",
            )
        )
    return upper.where(upper.isin(codes())), findings


def _as_flag(cells: pd.Series, column: Column, source: TableSource) -> Typed:
    text = as_text(cells)
    flags = text.str.casefold().map(WORDS).astype("boolean")
    bad = text[text.notna() & flags.isna()]
    if not len(bad):
        return flags, []
    finding = Finding(
        "not_a_flag",
        column.name,
        bad,
        lambda value: f"'{value}' is neither yes nor no",
        "true, false, yes, no, 1, 0; empty when unknown",
        f"correct the cell, or translate the word under values: {column.name} of this table in "
        "the engagement file",
    )
    return flags, [finding]


_DATED: dict[str, Callable[[pd.Series, Column, TableSource, str | None], Typed]] = {
    "date": as_date,
    "month": as_month,
}
_READERS: dict[str, Callable[[pd.Series, Column, TableSource], Typed]] = {
    "id": _as_text,
    "text": _as_text,
    "category": _as_category,
    "number": as_number,
    "integer": as_integer,
    "flag": _as_flag,
}
