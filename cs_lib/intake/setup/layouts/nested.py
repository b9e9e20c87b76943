"""What an export nests: a row for each item, paths, the first column that is filled, coupons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.engagement.row_keys import Either
from cs_lib.intake.cells.text import as_text, same_name
from cs_lib.intake.places import Unreadable
from cs_lib.intake.records import RawTable
from cs_lib.intake.setup.layouts.model import Export
from cs_lib.intake.setup.profiles import Sheet, profile
from cs_lib.intake.shape import first_of as filled
from cs_lib.intake.shape import items
from cs_lib.intake.shape.filter import holds
from cs_lib.intake.shape.nested import below, reached


@dataclass(frozen=True)
class Names:
    """The sheet's columns by their bare names, and those whose cells hold JSON."""

    columns: Mapping[str, str]
    nested: frozenset[str]


def names_of(sheet: Sheet) -> Names:
    """The sheet's names, as an export's are looked for among them."""
    return Names(
        {same_name(name): name for name in sheet.columns},
        frozenset(name for name, profile in sheet.columns.items() if profile.kind == "json"),
    )


def find(wanted: str, names: Names) -> str | None:
    """The sheet's column that is meant; a path into one of its columns is given as the path."""
    if (same := names.columns.get(same_name(wanted))) is not None:
        return same
    parts = wanted.split(".")
    for count in range(len(parts) - 1, 0, -1):
        base = names.columns.get(same_name(".".join(parts[:count])))
        if base in names.nested:
            return ".".join([base, *parts[count:]])
    return None


def either(wanted: str, names: Names) -> str | None:
    """The sheet's column for the first of several names ("a | b") that is there."""
    found = (find(each.strip(), names) for each in wanted.split("|"))
    return next((each for each in found if each is not None), None)


def spread(sheet: Sheet, path: str) -> Sheet | None:
    """The sheet with a row for each item that lies at the path; None where there are none."""
    try:
        made = items.spread(path, _raw(sheet))
    except Unreadable:
        return None
    return None if made is None else _sheet(sheet, made.frame)


def with_paths(sheet: Sheet, export: Export) -> Sheet:
    """The sheet with a column for each path that the export names and the cells hold."""
    places = [each for some in export.first_of.values() for each in some]
    wanted = [name for some in export.columns.values() for name in some]
    wanted += [name for each in places for name in (each.column, *each.where) if name]
    wanted += [*export.where, *export.where_not]
    names = names_of(sheet)
    paths = [find(each.strip(), names) for name in wanted for each in name.split("|")]
    there = [path for path in paths if path is not None and path not in sheet.columns]
    try:
        made = reached(there, _raw(sheet)).frame
    except Unreadable:
        return sheet
    filled_paths = [path for path in dict.fromkeys(there) if as_text(made[path]).notna().any()]
    more = {path: profile(path, made[path]) for path in filled_paths}
    return replace(sheet, columns={**sheet.columns, **more})


def first_of(
    sheet: Sheet, export: Export
) -> tuple[Sheet, dict[str, list[dict[str, object]]], dict[str, str]]:
    """The sheet with the columns that stand in several, and `first_of` of the table's source.

    A place is left out where its column, or that of a condition, is not there, or no row meets the
    condition; the third are the columns of which one place alone is left.
    """
    names = replace(names_of(sheet), nested=frozenset())  # what paths lead to has columns by now
    found: dict[str, list[dict[str, object]]] = {}
    plain: dict[str, str] = {}
    for column, places in export.first_of.items():
        told = [each for place in places if (each := _there(place, names)) is not None]
        told = [each for each in told if _counts(each, sheet)]
        if [set(each) for each in told] == [{"column"}]:
            plain[column] = str(told[0]["column"])
        elif told:
            found[column] = told
    if not found:
        return sheet, {}, plain
    source = TableSource.model_validate({"path": "-", "first_of": found})
    _, made = filled.with_first(source, _raw(sheet))
    more = {name: profile(joint(told), made.frame[joint(told)]) for name, told in found.items()}
    found = {
        name: told
        for name, told in found.items()
        if more[name].kind != "empty" or any("column" in each for each in told)
    }
    added = {joint(told): more[name] for name, told in found.items()}
    return replace(sheet, columns={**sheet.columns, **added}), found, plain


def _there(place: Either, names: Names) -> dict[str, object] | None:
    column = None if place.column is None else either(place.column, names)
    where = {either(name, names): list(words) for name, words in place.where.items()}
    if None in where or (place.column is not None and column is None):
        return None
    told: dict[str, object] = {"value": place.value} if column is None else {"column": column}
    return told | ({"where": where} if where else {})


def _counts(place: Mapping[str, object], sheet: Sheet) -> bool:
    """Is there a row that meets the place's condition?"""
    met = pd.Series(True, index=range(sheet.rows))
    for name, words in Either.model_validate(place).where.items():
        met &= holds(sheet.columns[name].texts, words).reset_index(drop=True)
    return bool(met.any())


def joint(places: Sequence[Mapping[str, object]]) -> str:
    """What the door calls the column that is made of these."""
    return filled.called([Either.model_validate(each) for each in places])


def coupons_of(sheet: Sheet, export: Export) -> dict[str, object]:
    """`coupons` of the table's source, with the places that this sheet has; empty without any."""
    if export.coupons is None:
        return {}
    said = export.coupons.model_dump(exclude_none=True, exclude_defaults=True)
    for key in ("at", "at_row"):
        there = [path for path in said.get(key, ()) if _has(path, sheet)]
        said[key] = there
    for key in ("anchor", "product", "record"):
        said[key] = [path for path in said.get(key, ()) if _has(path, sheet)]
    made = {key: _short(value) for key, value in said.items() if value}
    return made if {"at", "at_row"} & set(made) else {}


def _has(path: str, sheet: Sheet) -> bool:
    flat = [name for name in sheet.columns if below(path, name)]
    there = [name for name in (path, *flat) if name in sheet.columns]
    if there:
        return any(sheet.columns[name].kind != "empty" for name in there)
    names = names_of(sheet)
    if find(path, names) is None:
        return False
    return bool(as_text(reached([path], _raw(sheet)).frame[path]).notna().any())


def _short(value: object) -> object:
    listed = list(value) if isinstance(value, tuple | list) else value
    return listed[0] if isinstance(listed, list) and len(listed) == 1 else listed


def _raw(sheet: Sheet) -> RawTable:
    frame = pd.DataFrame({name: each.texts for name, each in sheet.columns.items()}, dtype=object)
    return RawTable(sheet.title, frame, pd.Series(range(1, len(frame) + 1), dtype="int64"))


def _sheet(sheet: Sheet, frame: pd.DataFrame) -> Sheet:
    columns = {str(name): profile(str(name), frame[name]) for name in frame.columns}
    return replace(sheet, columns=columns, rows=len(frame))
