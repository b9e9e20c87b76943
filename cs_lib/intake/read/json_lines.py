"""JSON records, a line each or one list; nested objects become columns, joined by dots."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import parsed_json
from cs_lib.intake.places import Unreadable
from cs_lib.intake.read.limits import refuse_large, refuse_long_lines, refuse_wide
from cs_lib.intake.records import RawTable

_ALLOWED = "one JSON object a line, UTF-8"
_LIST = "a list of JSON objects, or one object that holds one such list, UTF-8"
_LARGEST_LIST = 256 << 20
"""Bytes of a list: it is parsed as a whole, which takes about ten times as much memory."""


def read_json(source: TableSource, content: bytes, *, whole: bool) -> RawTable:
    """One row for each object; rows are numbered by their line in the file.

    A `whole` file is one list of objects, or an object that holds one beside what describes it, as
    an API answers; its rows are numbered by their place in the list.

    {"plan": {"id": "pro"}} gives the column plan.id. A list stays JSON text in its cell, where
    a path such as items.0.id still reaches it. Numbers and flags keep their types.
    """
    if source.sheet or source.range or source.transpose:
        wrong = "'sheet', 'range' and 'transpose' are for Excel files only"
        raise Unreadable(wrong, "remove them", _ALLOWED)
    if not whole:
        refuse_long_lines(content)
    records, numbers = [], []
    names: dict[str, None] = {}
    for number, record in (_listed if whole else _records)(source, content):
        records.append(dict(_flat(record)))
        numbers.append(number)
        names |= dict.fromkeys(records[-1])
        refuse_wide(len(names))
        refuse_large(len(records), len(names))
    columns = {name: [record.get(name) for record in records] for name in names}
    return RawTable(
        source.named,
        pd.DataFrame(columns, dtype=object),
        pd.Series(numbers, dtype="int64"),
    )


def _records(source: TableSource, content: bytes) -> Iterator[tuple[int, Mapping[str, object]]]:
    with io.TextIOWrapper(io.BytesIO(content), source.encoding or "utf-8-sig") as opened:
        try:
            for number, line in enumerate(opened, start=1):
                if line.strip():
                    yield number, _record(line, number)
        except UnicodeDecodeError:
            fix = "export it as UTF-8, or say encoding: NAME for this table"
            raise Unreadable("is not UTF-8 text", fix, _ALLOWED) from None


def _listed(source: TableSource, content: bytes) -> Iterator[tuple[int, Mapping[str, object]]]:
    if len(content) > _LARGEST_LIST:
        wrong = f"holds more than {_LARGEST_LIST >> 20} MiB in one list"
        raise Unreadable(wrong, "export it as JSON lines (.jsonl), one record a line", _LIST)
    try:
        found = parsed_json(content.decode(source.encoding or "utf-8-sig"))
    except UnicodeDecodeError:
        fix = "export it as UTF-8, or say encoding: NAME for this table"
        raise Unreadable("is not UTF-8 text", fix, _LIST) from None
    except ValueError as error:
        wrong = f"is not JSON ({str(error).split(':')[0]})"
        raise Unreadable(wrong, "export it again; one record a line is .jsonl", _LIST) from None
    if isinstance(found, dict):
        lists = [each for each in found.values() if isinstance(each, list)]
        if len(lists) != 1:
            wrong = f"is one object with {len(lists) or 'no'} lists in it"
            raise Unreadable(wrong, "save the list of records alone", _LIST)
        found = lists[0]
    if not isinstance(found, list):
        raise Unreadable("is JSON, but no list", "save the list of records alone", _LIST)
    for number, record in enumerate(found, start=1):
        if not isinstance(record, dict):
            raise Unreadable("the record is no object", "correct it", _LIST, row=number)
        yield number, record


def _record(line: str, number: int) -> Mapping[str, object]:
    try:
        record = parsed_json(line)
    except ValueError as error:
        wrong = f"the line is not JSON ({str(error).split(':')[0]})"
        raise Unreadable(wrong, "export it again", _ALLOWED, row=number) from None
    if not isinstance(record, dict):
        wrong = "the line is JSON, but no object"
        fix = "write each record as an object on its own line"
        raise Unreadable(wrong, fix, _ALLOWED, row=number)
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
