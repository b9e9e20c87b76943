"""JSON lines: one object a line; nested objects become columns whose names are joined by dots."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.places import place, unusable
from cs_lib.intake.records import RawTable

_ALLOWED = "one JSON object a line, UTF-8"


def read_json_lines(table: str, source: TableSource, path: Path) -> RawTable:
    """One row for each object; rows are numbered by their line in the file.

    {"plan": {"id": "pro"}} gives the column plan.id. A list stays JSON text in its cell, where
    a path such as items.0.id still reaches it. Numbers and flags keep their types.
    """
    if source.sheet or source.range or source.transpose:
        wrong = "'sheet', 'range' and 'transpose' are for Excel files only"
        raise unusable(table, source, wrong, "remove them", _ALLOWED)
    records, numbers = [], []
    for number, record in _records(table, source, path):
        records.append(dict(_flat(record)))
        numbers.append(number)
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = {name: [record.get(name) for record in records] for name in names}
    return RawTable(
        place(source),
        pd.DataFrame(columns, dtype=object),
        pd.Series(numbers, dtype="int64"),
    )


def _records(
    table: str, source: TableSource, path: Path
) -> Iterator[tuple[int, Mapping[str, object]]]:
    with path.open(encoding=source.encoding or "utf-8-sig") as opened:
        try:
            for number, line in enumerate(opened, start=1):
                if line.strip():
                    yield number, _record(table, source, line, number)
        except UnicodeDecodeError:
            fix = "export it as UTF-8, or say encoding: NAME for this table"
            raise unusable(table, source, "is not UTF-8 text", fix, _ALLOWED) from None


def _record(table: str, source: TableSource, line: str, number: int) -> Mapping[str, object]:
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        wrong = f"the line is not JSON ({str(error).split(':')[0]})"
        raise unusable(table, source, wrong, "export it again", _ALLOWED, row=number) from None
    if not isinstance(record, dict):
        wrong = "the line is JSON, but no object"
        fix = "write each record as an object on its own line"
        raise unusable(table, source, wrong, fix, _ALLOWED, row=number)
    return record


def _flat(record: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is no object, under its full name; an empty object is an empty cell."""
    for key, value in record.items():
        name = f"{above}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, list):
            yield name, json.dumps(value) if value else None
        else:
            yield name, value
