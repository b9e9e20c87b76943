"""What a revenue source hands over: contract lines, and what was done to get them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, DataProblem
from cs_lib.intake import quality
from cs_lib.notes import Note, by_currency, told
from cs_lib.tables import TABLES
from cs_lib.tables.spec import DTYPES

KEY = ("customer_id", "product_id", "currency")
"""What invoices and snapshots know a recurring line by; a missing product is one of its own."""


@dataclass(frozen=True)
class Sourced:
    """The contract lines made of `table`, in the contract's columns, and notes on the making."""

    table: str
    lines: pd.DataFrame
    notes: tuple[Note, ...] = ()

    @property
    def quality(self) -> pd.DataFrame:
        """The notes as lines of the quality table (`Intake.quality`)."""
        return quality(self.notes)


def as_contracts(columns: dict[str, Any]) -> pd.DataFrame:
    """A table of contracts with these columns filled and all others empty."""
    frame = pd.DataFrame(columns)
    for column in TABLES["contracts"].columns:
        if column.name not in frame:
            frame[column.name] = pd.Series(index=frame.index, dtype=DTYPES[column.type])
    frame = frame[list(TABLES["contracts"].column_names)]
    ordered = frame.astype({c.name: DTYPES[c.type] for c in TABLES["contracts"].columns})
    keys = ["customer_id", "product_id", "currency", "start", "end", "line_id"]
    return ordered.sort_values(keys, kind="stable", ignore_index=True)


def nothing_recurs(table: str, engagement: Engagement, fix: str) -> DataError:
    """The error for a revenue table in which nothing recurs up to the review's date."""
    given = engagement.tables.get(table)
    problem = DataProblem(
        file=given.named if given else f"({table})",
        table=table,
        wrong="no row is recurring revenue",
        allowed="at least one recurring amount above 0",
        fix=fix,
    )
    return DataError([problem])


def keyed(rows: pd.DataFrame, report_currency: str) -> pd.DataFrame:
    """The rows with a product and a currency each: "" and the report's where none is given."""
    return rows.assign(
        customer_id=rows["customer_id"].astype("str"),
        product_id=rows["product_id"].astype("str").fillna(""),
        currency=rows["currency"].astype("str").fillna(report_currency),
    )


def noted(
    table: str, rule: str, rows: pd.DataFrame, action: str, detail: str, money: str = "amount"
) -> Sequence[Note]:
    """One line of the quality table for these rows, with their sum of `money`; none without rows.

    Amounts are kept by currency, to be added up where the rates are at hand.
    """
    if not len(rows):
        return ()
    note = told(table, rule, rows, detail, float(rows[money].sum()), action)
    return (replace(note, currencies=by_currency(rows[money], rows)),)
