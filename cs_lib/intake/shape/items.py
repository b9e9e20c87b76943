"""A record that lists items -> one row for each item, its fields beside those of the record."""

import json
import re
from dataclasses import replace
from typing import Any

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import as_text, parsed_json
from cs_lib.intake.places import Unreadable
from cs_lib.intake.records import RawTable
from cs_lib.intake.shape.nested import base_of

_ALLOWED = "a list in JSON, or columns that are numbered below the path, such as items.0.id"


def with_items(source: TableSource, raw: RawTable) -> RawTable:
    """`raw` itself, or with a row for each element of the list that `row_for_each` names.

    A record without any keeps its one row. Unreadable where there is no such list.
    """
    if source.row_for_each is None:
        return raw
    made = spread(source.row_for_each, raw)
    if made is None:
        wrong = f"the file has no list '{source.row_for_each}', which row_for_each names"
        fix = "correct row_for_each for this table in the engagement file, or remove it"
        raise Unreadable(wrong, fix, _ALLOWED)
    return made


def spread(path: str, raw: RawTable) -> RawTable | None:
    """One row for each element at the path; None where the file has nothing there.

    The list is JSON in a cell, or below it, or flattened into columns whose names hold the places
    ("items.data.0.id", "items.data[0].id").
    """
    places = _numbered(path, raw.frame)
    if places:
        return _of_columns(path, places, raw)
    base = path if path in raw.frame.columns else base_of(path, raw.frame)
    return None if base is None else _of_cells(path, base, raw)


def _numbered(path: str, frame: pd.DataFrame) -> dict[int, dict[str, str]]:
    """Place -> the columns of the element there: the name without its place, and with it."""
    shape = re.compile(re.escape(path) + r"(?:\.(\d+)|\[(\d+)\])(\..+)?")
    found: dict[int, dict[str, str]] = {}
    for name in frame.columns:
        if said := shape.fullmatch(str(name)):
            place = int(said[1] or said[2])
            found.setdefault(place, {})[path + (said[3] or "")] = str(name)
    return dict(sorted(found.items()))


def _of_columns(path: str, places: dict[int, dict[str, str]], raw: RawTable) -> RawTable:
    theirs = [name for columns in places.values() for name in columns.values()]
    shared = raw.frame.drop(columns=theirs)
    parts = []
    for place, columns in places.items():
        part = raw.frame[list(columns.values())].set_axis(list(columns), axis="columns")
        filled = part.apply(as_text).notna().any(axis="columns")
        rows = filled | (place == min(places))
        parts.append(pd.concat([shared, part], axis="columns")[rows].assign(_place=place))
    long = pd.concat(parts).rename_axis("_record").reset_index()
    long = long.sort_values(["_record", "_place"], kind="stable")
    return _rows(raw, long["_record"], long.drop(columns=["_record", "_place"]))


def _of_cells(path: str, base: str, raw: RawTable) -> RawTable:
    keys = path.removeprefix(base).removeprefix(".").split(".") if path != base else []
    records: list[int] = []
    elements: list[str | None] = []
    for record, cell in enumerate(as_text(raw.frame[base])):
        for element in _listed(path, keys, cell, int(raw.numbers.iloc[record])) or [None]:
            records.append(record)
            elements.append(None if element is None else json.dumps(element))
    rows = raw.frame.iloc[records].drop(columns=[path], errors="ignore")
    rows = rows.assign(**{path: pd.Series(elements, index=rows.index, dtype=object)})
    return _rows(raw, pd.Series(records), rows, {base})


def _listed(path: str, keys: list[str], cell: Any, row: int) -> list[Any]:
    if pd.isna(cell):
        return []
    try:
        found = parsed_json(cell)
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
    except ValueError:
        found = cell
    if found is None:
        return []
    if not isinstance(found, list):
        wrong = f"'{str(cell)[:60]}' holds no list {path}, of which row_for_each makes rows"
        raise Unreadable(wrong, "correct row_for_each, or the cell", _ALLOWED, row=row)
    return found


def _rows(
    raw: RawTable, records: "pd.Series[int]", frame: pd.DataFrame, used: set[str] | None = None
) -> RawTable:
    places = records.to_numpy()
    return replace(
        raw,
        frame=frame.reset_index(drop=True),
        numbers=raw.numbers.iloc[places].reset_index(drop=True),
        origin=None if raw.origin is None else raw.origin.iloc[places].reset_index(drop=True),
        used=raw.used | (used or set()),
    )
