"""Columns that lie inside a column: cells that hold JSON, reached by a path of names and places."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import as_text, parsed_json
from cs_lib.intake.places import Unreadable
from cs_lib.intake.records import RawTable

_ALLOWED = "JSON objects or lists in the column, or empty cells"


def with_paths(source: TableSource, raw: RawTable) -> RawTable:
    """`raw` with one more column for each path that the engagement file names.

    "plan.nickname" is a path where the file has a column "plan" and none of that full name.
    Raises Unreadable where a cell on the way is no JSON.
    """
    either = [place for places in source.first_of.values() for place in places]
    wanted = [*source.columns.values(), *source.where, *source.where_not]
    wanted += [name for place in either for name in (place.column, *place.where) if name]
    return reached(wanted, raw)


def reached(wanted: Sequence[str], raw: RawTable) -> RawTable:
    """`raw` with a column for each of these paths that begins in one of its columns."""
    more: dict[str, pd.Series] = {}
    for path in dict.fromkeys(wanted):
        if path in raw.frame.columns or (base := base_of(path, raw.frame)) is None:
            continue
        keys = path.removeprefix(f"{base}.").split(".")
        more[path] = _reached(raw, base, keys)
    if not more:
        return raw
    return replace(raw, frame=raw.frame.assign(**more))


def base_of(path: str, frame: pd.DataFrame) -> str | None:
    """The file's column in which `path` starts: the longest name that it begins with."""
    parts = path.split(".")
    starts = [".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
    return next((start for start in starts if start in frame.columns), None)


def _reached(raw: RawTable, base: str, keys: list[str]) -> pd.Series:
    text = as_text(raw.frame[base])
    cells: list[Any] = []
    for row, cell in text.items():
        try:
            cells.append(None if pd.isna(cell) else follow(parsed_json(cell), keys))
        except ValueError:
            wrong = f"'{str(cell)[:60]}' is not JSON, and {'.'.join([base, *keys])} lies inside it"
            raise Unreadable(
                wrong,
                "correct the name under columns, or the cell",
                _ALLOWED,
                column=base,
                row=int(raw.numbers.loc[row]),  # type: ignore[call-overload]
            ) from None
    return pd.Series(cells, index=raw.frame.index, dtype=object)


def follow(value: Any, keys: list[str]) -> Any:
    """What lies at the end of the path; None where the path ends before."""
    for key in keys:
        if isinstance(value, list):
            place = int(key) if key.isdecimal() else len(value)
            value = value[place] if place < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return json.dumps(value) if isinstance(value, dict | list) else value


def held_at(path: str, frame: pd.DataFrame) -> list[Any]:
    """What lies at the path in each row: parsed JSON, or put together from flattened columns."""
    cells: list[Any] = [None] * len(frame)
    base = path if path in frame.columns else base_of(path, frame)
    if base is not None:
        keys = path.removeprefix(base).removeprefix(".").split(".") if path != base else []
        for place, cell in enumerate(as_text(frame[base])):
            cells[place] = None if pd.isna(cell) else _parsed(cell, keys)
    parts = [str(name) for name in frame.columns if below(path, str(name))]
    texts = {name: as_text(frame[name]) for name in parts}
    for place in range(len(frame)):
        filled = {
            name: text.iloc[place] for name, text in texts.items() if pd.notna(text.iloc[place])
        }
        if filled:
            cells[place] = _nested({_keys(path, name): cell for name, cell in filled.items()})
    return cells


def below(path: str, name: str) -> bool:
    """Does a column hold a part of what lies at the path, flattened?"""
    return name.startswith((f"{path}.", f"{path}["))


def _keys(path: str, name: str) -> tuple[str, ...]:
    rest = name.removeprefix(path).replace("[", ".").replace("]", "")
    return tuple(filter(None, rest.split(".")))


def _parsed(cell: str, keys: Sequence[str]) -> Any:
    try:
        found: Any = parsed_json(cell)
    except ValueError:
        return cell
    for key in keys:
        if isinstance(found, list):
            found = found[int(key)] if key.isdecimal() and int(key) < len(found) else None
        else:
            found = found.get(key) if isinstance(found, dict) else None
    return found


def _nested(flat: Mapping[tuple[str, ...], Any]) -> Any:
    made: dict[str, Any] = {}
    for keys, value in flat.items():
        inner = made
        for key in keys[:-1]:
            below = inner.get(key)
            inner[key] = below if isinstance(below, dict) else {}
            inner = inner[key]
        inner.setdefault(keys[-1], value)
    return made
