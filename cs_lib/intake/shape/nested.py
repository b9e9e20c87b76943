"""Columns that lie inside a column: cells that hold JSON, reached by a path of names and places."""

import json
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
    wanted = [*source.columns.values(), *source.where, *source.where_not]
    more: dict[str, pd.Series] = {}
    for path in dict.fromkeys(wanted):
        if path in raw.frame.columns or (base := _base(path, raw.frame)) is None:
            continue
        keys = path.removeprefix(f"{base}.").split(".")
        more[path] = _reached(raw, base, keys)
    if not more:
        return raw
    return replace(raw, frame=raw.frame.assign(**more))


def _base(path: str, frame: pd.DataFrame) -> str | None:
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
