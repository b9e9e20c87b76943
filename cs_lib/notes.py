"""A line of the quality table out of the rows it speaks of: how many, whose, and which."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from cs_lib.tables import TABLES

ROW = "_row"
"""The column with each row's number in its file, beside the contract's own."""
EXAMPLES = 5
_NAMES = ("invoice_id", "line_id", "customer_id")


@dataclass(frozen=True)
class Note:
    """One line of the quality table. `amount` is money a year, where the rows carry money.

    `accounts` counts the customers in the rows, where they name any; `examples` are a few of the
    rows, by key and number in the file. `currencies` has the amount by currency where rates were
    not at hand: `converted` adds it up.
    """

    table: str
    rule: str
    rows: int
    action: str
    detail: str
    amount: float | None = None
    accounts: int | None = None
    examples: tuple[str, ...] = ()
    currencies: Mapping[str, float] = field(default_factory=dict)


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


def by_currency(amounts: "pd.Series[Any]", rows: pd.DataFrame) -> dict[str, float]:
    """What the rows' amounts come to in each currency; "" is the report's own."""
    codes = rows["currency"] if "currency" in rows else pd.Series("", index=rows.index)
    sums = amounts.groupby(codes.astype("object").fillna("")).sum(min_count=1)
    return {str(code): float(amount) for code, amount in sums.dropna().items()}


def converted(note: Note, rates: Mapping[str, float]) -> Note:
    """The note with its amount in the report's currency; what has no rate is added as it is."""
    if not note.currencies:
        return note
    known = {"": 1.0} | dict(rates)
    amount = sum(part * known.get(code, 1.0) for code, part in note.currencies.items())
    strange = not_converted(code for code in note.currencies if code not in known)
    return replace(note, amount=amount, detail=note.detail + strange, currencies={})


def not_converted(codes: Iterable[str]) -> str:
    """What is said of an amount that adds up currencies without a rate; else empty."""
    others = ", ".join(sorted(codes))
    return f"; amount adds {others} as it stands, not converted" if others else ""


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
