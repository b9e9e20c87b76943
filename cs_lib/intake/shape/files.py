"""The files of one table: each read by itself, then one below the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cs_lib.engagement import FrozenDict, TableSource
from cs_lib.errors import DataProblem
from cs_lib.intake.places import located
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.read.open import read
from cs_lib.intake.records import Mapped, RawTable, Unusable
from cs_lib.intake.shape import totals
from cs_lib.intake.shape.filter import chosen, refuse_none_left
from cs_lib.intake.shape.first_of import with_first
from cs_lib.intake.shape.items import with_items
from cs_lib.intake.shape.lookup import looked_up
from cs_lib.intake.shape.mapping import find, mapped
from cs_lib.intake.shape.nested import with_paths
from cs_lib.intake.shape.rater_sheets import answered, rater_sheets
from cs_lib.intake.shape.wide import long_snapshots
from cs_lib.notes import Note
from cs_lib.tables import TableSpec

MISSING = "missing_in_file"


@dataclass(frozen=True)
class Part:
    """One file of a table: the rows that are asked for, those that are not, and its totals.

    `rows` are those asked for without totals, one for each month where the file has a column a
    month.
    """

    source: TableSource
    left: RawTable
    taken: RawTable
    rows: RawTable
    sums: RawTable


def read_parts(spec: TableSpec, source: TableSource, contents: Contents) -> list[Part]:
    """The table's files in their order; Unusable with what is wrong with any of them."""
    parts: list[Part] = []
    problems: list[DataProblem] = []
    several = (one for each in source.parts for one in rater_sheets(spec.name, each, contents))
    for each in several:
        try:
            with located(spec.name, each):
                parts.append(_part(spec, each, contents))
        except Unusable as error:
            problems += error.problems
    if problems:
        raise Unusable(*problems)
    with located(spec.name, source):
        refuse_none_left([part.taken for part in parts])
    return parts


def _part(spec: TableSpec, source: TableSource, contents: Contents) -> Part:
    raw = with_items(source, answered(source, read(spec.name, source, contents)))
    sums = totals.find(source, raw)
    whole = with_paths(source, looked_up(spec.name, source, raw, contents, besides=sums.rows))
    source, whole = with_first(source, whole)
    taken, left = chosen(source, whole)
    totals.refuse_doubtful(spec.name, taken, sums)
    rows, aside = totals.apart(long_snapshots(spec, source, taken), sums)
    return Part(source, left, taken, rows, aside)


def mapped_parts(spec: TableSpec, source: TableSource, parts: Sequence[Part]) -> Mapped:
    """The table under the contract's names, all files together.

    A column that a file lacks is empty in its rows, and told; Unusable where it is required.
    """
    if len(parts) == 1:
        return mapped(spec, parts[0].source, parts[0].rows)
    tables: list[Mapped] = []
    problems: list[DataProblem] = []
    for part in parts:
        absent = _absent(spec, part, parts)
        try:
            tables.append(mapped(spec, _without(part.source, absent), part.rows))
        except Unusable as error:
            problems += error.problems
    if problems:
        raise Unusable(*problems)
    provided = frozenset[str]().union(*(each.provided for each in tables))
    called: dict[str, str] = {}
    for each in tables:
        called = {**each.called, **called}
    return Mapped(
        _one_below_the_other(source, [each.raw for each in tables]),
        pd.concat([each.frame for each in tables], ignore_index=True),
        called,
        provided,
        (*_together(tables), *_missing(spec, tables, provided)),
    )


def _absent(spec: TableSpec, part: Part, parts: Sequence[Part]) -> set[str]:
    """Optional columns that this file lacks, and another of the table has."""
    return {
        name
        for name, theirs in part.source.columns.items()
        if not (name in spec.column_names and spec.column(name).required)
        and not find(theirs, part.rows)
        and any(find(theirs, other.rows) for other in parts)
    }


def _without(source: TableSource, absent: set[str]) -> TableSource:
    """The source without what it says of these columns."""

    def rest(said: Mapping[str, object]) -> FrozenDict[str, object]:
        return FrozenDict({name: value for name, value in said.items() if name not in absent})

    keys = ("columns", "values", "scale", "bands")
    return source.model_copy(update={key: rest(getattr(source, key)) for key in keys})


def _one_below_the_other(source: TableSource, raws: Sequence[RawTable]) -> RawTable:
    origin = [file for raw in raws for file in [raw.file] * len(raw.frame)]
    return RawTable(
        source.named,
        pd.concat([raw.frame for raw in raws], ignore_index=True),
        pd.concat([raw.numbers for raw in raws], ignore_index=True),
        origin=pd.Series(origin, dtype="str"),
        looked_up={name: file for raw in raws for name, file in raw.looked_up.items()},
        used=frozenset[str]().union(*(raw.used for raw in raws)),
    )


def _together(tables: Iterable[Mapped]) -> Iterable[Note]:
    """What is told of several files in one note each, every detail with its file."""
    found: dict[str, list[tuple[str, Note]]] = {}
    for table in tables:
        for note in table.notes:
            found.setdefault(note.rule, []).append((table.raw.file, note))
    for some in found.values():
        details = {note.detail for _, note in some}
        told = [f"{file}: {note.detail}" for file, note in some]
        yield replace(
            some[0][1],
            rows=sum(note.rows for _, note in some),
            detail=details.pop() if len(details) == 1 else "; ".join(told),
        )


def _missing(spec: TableSpec, tables: Sequence[Mapped], provided: frozenset[str]) -> Iterable[Note]:
    lacking = [(table, sorted(provided - table.provided)) for table in tables]
    told = [(table, names) for table, names in lacking if names]
    if told:
        detail = "; ".join(f"{table.raw.file} has no {', '.join(names)}" for table, names in told)
        rows = sum(len(table.frame) for table, _ in told)
        yield Note(spec.name, MISSING, rows, "kept", f"{detail}: empty in its rows")
