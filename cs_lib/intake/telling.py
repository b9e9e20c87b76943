"""A line of the quality table out of the rows it speaks of: how many, whose, and which."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cs_lib.intake.records import Note
from cs_lib.tables import TABLES

ROW = "_row"
"""The column with each row's number in its file, beside the contract's own."""
EXAMPLES = 5
_NAMES = ("invoice_id", "line_id", "customer_id")


def told(
    table: str,
    rule: str,
    rows: pd.DataFrame,
    detail: str,
    amount: float | None = None,
    action: str = "kept",
) -> Note:
    """The note on these rows of `table`, which may carry their number in the file (`ROW`)."""
    whose = rows["customer_id"].dropna().nunique() if "customer_id" in rows else None
    shown = tuple(examples(table, rows))
    return Note(table, rule, len(rows), action, detail, amount, whose, shown)


def examples(table: str, rows: pd.DataFrame) -> list[str]:
    """The first of the rows, as an override would name them, and where they stand in the file."""
    # Rows of several files are named by both, and stand in the files' order already.
    numbered = ROW in rows and pd.api.types.is_numeric_dtype(rows[ROW].dtype)
    first = rows.sort_values(ROW, kind="stable") if numbered else rows
    first = first.head(EXAMPLES)
    numbers = first[ROW] if ROW in first else pd.Series(None, index=first.index, dtype=object)
    named = [_named(table, row) for row in first.to_dict("records")]
    return list(dict.fromkeys(_placed(*each) for each in zip(named, numbers, strict=True)))


def _named(table: str, row: Mapping[Hashable, Any]) -> str:
    """The row's key, as far as it is filled; else the first thing that it is known by."""
    parts: list[str] = []
    for name in TABLES[table].key:
        if pd.isna(row.get(name)):
            break
        parts.append(_text(row[name]))
    known = (_text(row[name]) for name in _NAMES if not pd.isna(row.get(name)))
    return "/".join(parts) or next(known, "")


def _text(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _placed(name: str, number: Any) -> str:
    if pd.isna(number):
        return name
    return f"{name} (row {number})" if name else f"row {number}"
