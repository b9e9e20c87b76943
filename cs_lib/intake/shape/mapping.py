"""The file's columns -> the contract's: as the engagement file says, else by the same name."""

from collections.abc import Mapping

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.errors import DataProblem, nearest
from cs_lib.intake.cells import scale
from cs_lib.intake.cells.text import same_name
from cs_lib.intake.records import Mapped, RawTable, Unusable
from cs_lib.intake.shape.coupons import columns_of
from cs_lib.notes import Note
from cs_lib.tables import TableSpec

DROPPING = ("blank_rows", "not_taken", "title_rows")
"""The reader's notes that speak of rows left out."""


def mapped(spec: TableSpec, source: TableSource, raw: RawTable) -> Mapped:
    """The table under the contract's names; Unusable lists every column that is not there."""
    called, problems = _called(spec, source, raw)
    provided = frozenset(called) | frozenset(source.constants)
    problems += _missing(spec, raw, provided | {str(each.column) for each in problems})
    problems += [
        _problem(
            raw,
            spec,
            f"values are translated for '{name}', which the file does not give",
            ", ".join(sorted(provided)),
            "remove it, or map the column",
            name,
        )
        for name in source.values
        if name not in provided
    ]
    problems += [
        _problem(
            raw,
            spec,
            f"bands are cut of '{name}', which the file does not give",
            ", ".join(sorted(provided)),
            "remove it, or map the column of numbers",
            name,
        )
        for name in source.bands
        if name not in provided
    ]
    problems += scale.problems(spec, source, raw, provided)
    if problems:
        raise Unusable(*problems)
    frame = pd.DataFrame(
        {name: raw.frame[theirs] for name, theirs in called.items()}
        | {name: _constant(value, raw.frame.index) for name, value in source.constants.items()},
        index=raw.frame.index,
    )
    return Mapped(raw, frame, called, provided, _notes(spec, source, raw, called))


def _called(
    spec: TableSpec, source: TableSource, raw: RawTable
) -> tuple[dict[str, str], list[DataProblem]]:
    """Contract column -> column of the file, and what is wrong with the names."""
    called: dict[str, str] = {}
    problems: list[DataProblem] = []
    for name, wanted in source.columns.items():
        found = find(wanted, raw)
        if len(found) == 1:
            called[name] = found[0]
        else:
            problems.append(_not_found(spec, raw, name, wanted, found))
    taken = set(called.values()) | columns_of(source.coupons, raw)
    for name in spec.column_names:
        if name in source.columns or name in source.constants:
            continue
        found = [each for each in find(name, raw) if each not in taken]
        if len(found) == 1:
            called[name] = found[0]
        elif found:
            problems.append(_not_found(spec, raw, name, name, found))
    if spec.open_columns:
        claimed = set(called.values())
        others = [each for each in raw.frame.columns if each not in claimed]
        called |= {each: each for each in others if each not in called}
    return called, problems


def find(wanted: str, raw: RawTable) -> list[str]:
    """The file's columns that `wanted` may mean: the very name, else the same in other dress."""
    names = list(raw.frame.columns)
    if wanted in names and wanted not in raw.repeated:
        return [wanted]
    if wanted in raw.repeated:
        return [each for each in names if each == wanted or each.startswith(f"{wanted} (")]
    return [each for each in names if same_name(each) == same_name(wanted)]


def _not_found(
    spec: TableSpec, raw: RawTable, name: str, wanted: str, found: list[str]
) -> DataProblem:
    allowed = f"the file's columns: {', '.join(raw.frame.columns)}"
    if found:
        wrong = f"more than one column of the file is called '{wanted}'"
        fix = f"say columns: {{{name}: NAME}} for this table in the engagement file, or rename one"
        return _problem(raw, spec, wrong, allowed, fix, name)
    wrong = f"the file has no column '{wanted}', which the engagement file names for {name}"
    hint = nearest(wanted, raw.frame.columns)
    fix = "correct the name under columns"
    fix += f"; {hint}" if hint.startswith("did you mean") else ""
    return _problem(raw, spec, wrong, allowed, fix, name)


def _missing(spec: TableSpec, raw: RawTable, provided: frozenset[str]) -> list[DataProblem]:
    problems = []
    allowed = f"the file's columns: {', '.join(raw.frame.columns)}"
    for column in spec.columns:
        if column.required and column.name not in provided:
            problems.append(
                _problem(
                    raw,
                    spec,
                    f"the required column '{column.name}' ({column.meaning}) is missing",
                    allowed,
                    _say_where(column.name, raw),
                    column.name,
                )
            )
    if spec.one_of and not provided & set(spec.one_of):
        wrong = f"none of {', '.join(spec.one_of)} is there; one of them is required"
        problems.append(_problem(raw, spec, wrong, allowed, _say_where(spec.one_of[0], raw)))
    return problems


def _say_where(name: str, raw: RawTable) -> str:
    hint = nearest(name, raw.frame.columns)
    close = f" ({hint})" if hint.startswith("did you mean") else ""
    return (
        f"say columns: {{{name}: NAME OF THE FILE'S COLUMN}}{close}, or constants: {{{name}: "
        "VALUE}, for this table in the engagement file"
    )


def _problem(
    raw: RawTable, spec: TableSpec, wrong: str, allowed: str, fix: str, column: str | None = None
) -> DataProblem:
    return DataProblem(raw.file, spec.name, wrong, allowed, fix, column)


def _constant(value: object, index: pd.Index) -> pd.Series:
    return pd.Series([value] * len(index), index=index, dtype=object)


def _notes(
    spec: TableSpec, source: TableSource, raw: RawTable, called: Mapping[str, str]
) -> tuple[Note, ...]:
    notes = [
        Note(spec.name, rule, rows, "dropped" if rule in DROPPING else "kept", detail)
        for rule, rows, detail in raw.notes
    ]
    used = set(called.values()) | raw.used | columns_of(source.coupons, raw)
    others = [name for name in raw.frame.columns if name not in used]
    if others:
        detail = f"columns of the file that are not read: {', '.join(others)}"
        notes.append(Note(spec.name, "unmapped_columns", 0, "kept", detail))
    return tuple(notes)
