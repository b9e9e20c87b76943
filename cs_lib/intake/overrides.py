"""Values that a person has set by hand: applied to the typed rows, listed, and gone when expired.

A row is named by the key of its table: `L000017`, or `L000017/2026-01-01` where the first part
alone does not tell rows apart. Overrides come before the rules, so that one can mend a bad row.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.errors import DataProblem, nearest
from cs_lib.intake.cells import types
from cs_lib.intake.records import Finding, Taken
from cs_lib.intake.scope import annual_value
from cs_lib.notes import Note, by_currency
from cs_lib.tables import REVENUE_TABLES, TABLES, TableSpec

TABLE = "overrides"
EMPTY = "(empty)"
"""The value that empties a cell, such as an end that was never agreed."""

LISTED = ("table", "key", "column", "was", "now", "reason", "who", "until", "state")
_PLAIN = TableSource(path=TABLE)


@dataclass(frozen=True)
class Override:
    """One row of the table `overrides`, still in force or not."""

    file: str
    row: int
    table: str
    key: str
    column: str
    value: str
    reason: str
    who: str
    until: dt.date | None
    expired: bool

    def listed(self, was: str, state: str) -> tuple[str, ...]:
        """The override as the report lists it."""
        until = self.until.isoformat() if self.until else ""
        return (
            self.table, self.key, self.column, was, self.value, self.reason, self.who, until, state
        )  # fmt: skip


@dataclass(frozen=True)
class Overridden:
    """A table's rows after its overrides, what they were, and what could not be done.

    `provided` are the columns that were set, also where the file does not give them.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    provided: frozenset[str] = frozenset()
    listed: tuple[tuple[str, ...], ...] = ()
    problems: tuple[DataProblem, ...] = ()
    notes: tuple[Note, ...] = field(default=())


def read(taken: Taken, as_of: dt.date) -> Mapping[str, tuple[Override, ...]]:
    """The overrides of each table, out of the table of them."""
    rows, numbers = taken.frame, taken.numbers
    found: dict[str, tuple[Override, ...]] = {}
    for place, (number, row) in enumerate(zip(numbers, rows.to_dict("records"), strict=True)):
        until = None if pd.isna(row["until"]) else row["until"].date()
        told = {name: str(row[name]) for name in ("table", "key", "column", "value")}
        why = {name: str(row[name]) for name in ("reason", "who")}
        expired = until is not None and until < as_of
        one = Override(
            row=int(number), file=taken.file_of(place), until=until, expired=expired, **told, **why
        )
        found[one.table] = (*found.get(one.table, ()), one)
    return found


def unknown(
    overrides: Mapping[str, tuple[Override, ...]], given: Mapping[str, object]
) -> Iterator[DataProblem]:
    """Overrides of tables that the engagement does not have."""
    for table, some in overrides.items():
        if table in given and table != TABLE:
            continue
        wrong = f"'{table}' is no table of this engagement ({nearest(table, given)})"
        allowed = ", ".join(name for name in given if name != TABLE)
        for one in some:
            fix = "correct the name of the table, or remove the row"
            yield DataProblem(one.file, TABLE, wrong, allowed, fix, "table", one.row)


def apply(
    spec: TableSpec,
    frame: pd.DataFrame,
    findings: Sequence[Finding],
    overrides: Sequence[Override],
) -> Overridden:
    """The typed rows with each override in its cell; what was wrong with that cell is gone."""
    made = Overridden(frame, tuple(findings))
    changed: list[int] = []
    for one in overrides:
        if one.expired:
            made = _with(made, listed=(one.listed("", "expired"),))
            continue
        found = _place(spec, made.frame, one)
        if isinstance(found, DataProblem):
            made = _with(made, problems=(found,))
        else:
            made, changed = _set(made, one, *found), [*changed, found[0]]
    return _with(made, notes=tuple(_notes(spec, made, changed)))


def _with(made: Overridden, **more: tuple[Any, ...]) -> Overridden:
    added = {name: (*getattr(made, name), *some) for name, some in more.items()}
    return Overridden(**{**vars(made), **added})


def _place(
    spec: TableSpec, frame: pd.DataFrame, one: Override
) -> tuple[int, str, Any] | DataProblem:
    """The row's index label, the column and the typed value; or what stands in the way."""

    def problem(wrong: str, allowed: str, fix: str, column: str) -> DataProblem:
        return DataProblem(one.file, TABLE, wrong, allowed, fix, column, one.row)

    if one.column not in spec.column_names:
        hint = nearest(one.column, spec.column_names)
        wrong = f"table {spec.name} has no column '{one.column}' ({hint})"
        return problem(wrong, ", ".join(spec.column_names), "correct the name", "column")
    if not spec.key:
        fix = "correct the file itself, and remove the override"
        wrong = f"rows of {spec.name} have no key by which one could be named"
        keyed = ", ".join(name for name, each in TABLES.items() if each.key)
        return problem(wrong, f"tables with a key: {keyed}", fix, "table")
    rows = _rows(spec, frame, one.key)
    if len(rows) != 1:
        names = "/".join(spec.key)
        wrong = f"{len(rows) or 'no'} rows of {spec.name} have the key '{one.key}'"
        fix = f"write the key as {names}, as far as it takes to name one row; or end the override"
        return problem(wrong, "the key of one row", fix, "key")
    cell, found = _typed(spec, one)
    if found:
        return problem(found[0].say(one.value), found[0].allowed, "correct the value", "value")
    return int(rows[0]), one.column, cell


def _rows(spec: TableSpec, frame: pd.DataFrame, key: str) -> pd.Index:
    """The rows that this text names: by the first part of their key, or by more of it."""
    parts: pd.Series | None = None
    named = pd.Series(False, index=frame.index)
    for name in spec.key:
        column = frame[name]
        is_date = pd.api.types.is_datetime64_any_dtype(column.dtype)
        text = column.dt.strftime("%Y-%m-%d") if is_date else column.astype("str")
        parts = text if parts is None else parts + "/" + text
        named |= (parts == key).fillna(False).astype(bool)
    return frame.index[named]


def _typed(spec: TableSpec, one: Override) -> tuple[Any, list[Finding]]:
    column = spec.column(one.column)
    if one.value == EMPTY:
        return types.empty(column, pd.RangeIndex(1)).iloc[0], []
    cells, findings = types.typed(pd.Series([one.value], dtype=object), column, _PLAIN)
    return cells.iloc[0], findings


def _set(made: Overridden, one: Override, row: int, column: str, value: Any) -> Overridden:
    was = made.frame.at[row, column]
    frame = made.frame.copy()
    frame.loc[row, column] = value
    findings = (_without(found, row, column) for found in made.findings)
    return Overridden(
        frame,
        tuple(found for found in findings if found is not None),
        made.provided | {column},
        (*made.listed, one.listed(_text(was), "applied")),
        made.problems,
    )


def _text(value: Any) -> str:
    if pd.isna(value):
        return EMPTY
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _without(found: Finding, row: int, column: str) -> Finding | None:
    """The finding without the cell that was set by hand; None where nothing is left of it."""
    if found.column != column or row not in found.values.index:
        return found
    rest = found.values.drop(index=row)
    kept = Finding(found.rule, found.column, rest, found.say, found.allowed, found.fix)
    return kept if len(rest) else None


def _notes(spec: TableSpec, made: Overridden, changed: Sequence[int]) -> Iterator[Note]:
    expired = sum(row[-1] == "expired" for row in made.listed)
    if expired:
        detail = "their last day has passed: the client's own values count again"
        yield Note(spec.name, "override_expired", expired, "kept", detail)
    if changed:
        rows = made.frame.loc[list(dict.fromkeys(changed))]
        detail = "values set by hand; each is listed with its reason"
        note = Note(spec.name, "override", len(rows), "estimated", detail)
        if spec.name in REVENUE_TABLES:
            money = annual_value(spec.name, rows)
            amount = float(money.sum(min_count=1))
            note = replace(note, amount=amount, currencies=by_currency(money, rows))
        yield note


def listed(rows: Sequence[tuple[str, ...]]) -> pd.DataFrame:
    """What was set by hand: `table`, `key`, `column`, `was`, `now`, `reason`, `who`, `until`,
    `state` (applied | expired).
    """
    return pd.DataFrame(rows, columns=list(LISTED), dtype="str")
