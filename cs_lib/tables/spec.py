"""The words the data contract is written in: a table, its columns, their types and ranges."""

from dataclasses import dataclass
from typing import Any, Literal

ColumnType = Literal["id", "text", "category", "date", "month", "number", "integer", "flag"]


DTYPES: dict[str, Any] = {
    "id": "str",
    "text": "str",
    "category": "str",
    "date": "datetime64[us]",
    "month": "datetime64[us]",
    "number": "float64",
    "integer": "Int64",
    "flag": "boolean",
}
"""The pandas type of each of the contract's types; missing values are allowed in all of them."""


@dataclass(frozen=True)
class Column:
    """One column of the contract.

    `unit` is what a number counts ("money", "share", "hours", ...); money is in the row's own
    `currency` where the table has that column, else in the report's currency. `allowed` lists
    the values of a category; `low` and `high` bound a number, both included. `blank` says that
    cells may be empty although the column must be there. `exclusive` marks a date that is the
    first day no longer covered. `person` marks a person's name or code.
    """

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    blank: bool = False
    unit: str = ""
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    default: str | None = None
    exclusive: bool = False
    person: bool = False
    example: str = ""


@dataclass(frozen=True)
class TableSpec:
    """One table of the contract: what it is for, its columns, and what is unique in it.

    `key` is unique where all its columns are given; those of `key_may_lack` may be missing or
    empty and then count as one more value. `spans` are pairs of dates in order of time.
    `open_columns` says that further columns are kept as they are (one column per skill, say).
    `one_of` lists alternatives of which a row needs at least one.
    """

    name: str
    purpose: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    key_may_lack: tuple[str, ...] = ()
    spans: tuple[tuple[str, str], ...] = ()
    one_of: tuple[str, ...] = ()
    unlocks: str = ""
    open_columns: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        """The contract's column names, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError when the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")
