"""Columns that another file holds, found for each row by a key; no row is lost or made by it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from cs_lib.engagement import Lookup, TableSource
from cs_lib.errors import DataProblem, nearest
from cs_lib.intake.cells.text import plain_keys, same_name
from cs_lib.intake.places import located
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.read.open import read
from cs_lib.intake.records import SHOWN, RawTable, Unusable
from cs_lib.intake.shape.mapping import find
from cs_lib.intake.shape.nested import with_paths

UNMATCHED, UNUSED = "lookup_unmatched", "lookup_unused"
_TOLD = 5
"""Rows without a match that the note names."""


def looked_up(
    table: str, source: TableSource, raw: RawTable, contents: Contents, besides: Sequence[int] = ()
) -> RawTable:
    """`raw` with the columns that the table's lookups add; every row stays, in its order.

    A row whose key is not found has empty cells there, and is told of; the rows `besides`, by
    their number, have none to be found. Raises Unusable where a file or a column is missing, and
    where a key stands in two rows of different content.
    """
    for lookup in source.lookup:
        raw = _with(table, lookup, raw, _read(table, lookup, contents), besides)
    return raw


def _read(table: str, lookup: Lookup, contents: Contents) -> RawTable:
    source = lookup.source
    try:
        with located(table, source):
            return with_paths(source, read("(lookup)", source, contents))
    except Unusable as error:
        told = [replace(each, table=table) for each in error.problems]
        raise Unusable(*told) from None


def _with(
    table: str, lookup: Lookup, raw: RawTable, other: RawTable, besides: Sequence[int]
) -> RawTable:
    mine = _columns(table, raw, list(lookup.on), "on")
    theirs = _columns(table, other, list(lookup.on.values()), "on")
    taken = _columns(table, other, list(lookup.columns.values()), "columns")
    _refuse_held(table, lookup, raw)
    wanted, known = _keys(raw.frame[mine]), _keys(other.frame[theirs])
    held = other.frame[taken].set_axis(list(lookup.columns), axis="columns")
    first = _first_rows(table, lookup, other, known, held)
    rows = wanted.map(first)
    found = rows.notna()
    more = held.loc[rows[found].astype("int64")].set_axis(raw.frame.index[found])
    more = more.reindex(raw.frame.index)
    looked = ~raw.numbers.isin(besides).to_numpy()
    notes = (
        *_unmatched(other.file, raw, mine, found | ~looked),
        *_unused(other, known, set(wanted.dropna())),
    )
    return replace(
        raw,
        frame=pd.concat([raw.frame, more], axis="columns"),
        notes=(*raw.notes, *notes),
        looked_up={**raw.looked_up, **dict.fromkeys(lookup.columns, other.file)},
    )


def _columns(table: str, raw: RawTable, names: Sequence[str], key: str) -> list[str]:
    """The file's columns that are meant; Unusable lists those that are not there."""
    problems = []
    columns = []
    for name in names:
        found = find(name, raw)
        if len(found) == 1:
            columns.append(found[0])
            continue
        number = "more than one column" if found else "no column"
        hint = nearest(name, map(str, raw.frame.columns))
        close = f"; {hint}" if hint.startswith("did you mean") and not found else ""
        problems.append(
            DataProblem(
                raw.file,
                table,
                f"the file has {number} '{name}', which the lookup names under {key}",
                f"the file's columns: {', '.join(map(str, raw.frame.columns))}",
                f"correct the name under lookup, {key}{close}",
            )
        )
    if problems:
        raise Unusable(*problems)
    return columns


def _refuse_held(table: str, lookup: Lookup, raw: RawTable) -> None:
    """A column of the file itself is never replaced by one of the other."""
    held = {same_name(str(name)): str(name) for name in raw.frame.columns}
    problems = [
        DataProblem(
            raw.file,
            table,
            f"has a column '{held[same_name(name)]}' already, which the lookup takes as well",
            "names under lookup, columns, that the file does not have",
            f'give it another name: columns: {{"{name} of {lookup.path}": "{theirs}"}}',
        )
        for name, theirs in lookup.columns.items()
        if same_name(name) in held
    ]
    if problems:
        raise Unusable(*problems)


def _keys(frame: pd.DataFrame) -> pd.Series:
    """Each row's key; missing where any part of it is empty."""
    parts = [plain_keys(frame[name]).astype(object) for name in frame.columns]
    full = pd.concat(parts, axis="columns").notna().all(axis="columns")
    keys = pd.Series(list(zip(*parts, strict=True)), index=frame.index, dtype=object)
    return keys.where(full, None)


def _first_rows(
    table: str, lookup: Lookup, other: RawTable, known: pd.Series, held: pd.DataFrame
) -> dict[object, int]:
    """Key -> its row; a key in two rows is refused unless both say the same."""
    keyed = held.astype(str).assign(_key=known)[known.notna()]
    differing = keyed[~keyed.duplicated(keep="first")]
    clash = differing[differing["_key"].duplicated(keep=False)]
    if len(clash):
        raise Unusable(*_clashes(table, lookup, other, clash["_key"]))
    return {key: int(row) for row, key in differing["_key"].items()}  # type: ignore[call-overload]


def _clashes(table: str, lookup: Lookup, other: RawTable, keys: pd.Series) -> Iterator[DataProblem]:
    groups = keys.groupby(keys, sort=False)
    column = ", ".join(lookup.on.values())
    for count, (key, some) in enumerate(groups):
        said = f"'{', '.join(key)}'"
        if count == SHOWN:
            said, some = f"and {groups.ngroups - SHOWN} more keys", some.head(0)
        numbers = [int(each) for each in other.numbers.loc[some.index]]
        places = f"in rows {', '.join(map(str, numbers[:_TOLD]))}" if numbers else "in several rows"
        yield DataProblem(
            other.file,
            table,
            f"{said} stands {places} with different content, so that no row can be chosen",
            "one row for each key of a lookup",
            "keep the row that is right, or add a column to 'on' that tells them apart",
            column,
            numbers[1] if numbers else None,
        )
        if count == SHOWN:
            return


def _unmatched(
    file: str, raw: RawTable, mine: Sequence[str], found: pd.Series
) -> Iterator[tuple[str, int, str]]:
    rows = raw.frame.index[~found]
    if not len(rows):
        return
    shown = []
    for row in rows[:_TOLD]:
        cells = [str(plain_keys(raw.frame.loc[[row], name]).fillna("").iloc[0]) for name in mine]
        key = ", ".join(filter(None, cells)) or "empty"
        shown.append(f"row {raw.numbers.loc[row]} ({key})")
    more = f" and {len(rows) - _TOLD} more" if len(rows) > _TOLD else ""
    detail = f"no row of {file} has their {', '.join(mine)}: {', '.join(shown)}{more}"
    yield UNMATCHED, len(rows), detail


def _unused(
    other: RawTable, known: pd.Series, wanted: set[object]
) -> Iterator[tuple[str, int, str]]:
    rows = known.index[known.notna() & ~known.isin(wanted)]
    if len(rows):
        numbers = ", ".join(map(str, other.numbers.loc[rows[:_TOLD]]))
        more = f" and {len(rows) - _TOLD} more" if len(rows) > _TOLD else ""
        detail = f"rows of {other.file} that no row refers to: {numbers}{more}"
        yield UNUSED, len(rows), detail
