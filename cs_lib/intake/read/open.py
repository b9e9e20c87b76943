"""Where a table lies -> the table as it lies there. One reader for each kind of file."""

from pathlib import PurePath

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.places import Unreadable, located
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.read.csv import read_text
from cs_lib.intake.read.excel import read_excel
from cs_lib.intake.read.json_lines import read_json
from cs_lib.intake.read.parquet import read_parquet
from cs_lib.intake.records import RawTable

TEXT_FILES = (".csv", ".tsv", ".txt", ".tab")
_EXPORT = "export it again, or remove the table from the engagement file"
EXCEL_FILES = (".xlsx", ".xlsm")
JSON_FILES = (".jsonl", ".ndjson", ".json")


def read(table: str, source: TableSource, contents: Contents) -> RawTable:
    """The table as its file, address or query holds it; Unusable when there is nothing to read."""
    with located(table, source):
        raw = _read(table, source, contents)
        if raw.frame.empty and source.sql is not None:
            raise Unreadable("gives no row", "check the query", "a query that gives rows")
        if raw.frame.empty:
            wrong = "holds column names but no row" if len(raw.frame.columns) else "is empty"
            raise Unreadable(wrong, _EXPORT, "at least one row below the column names")
        return raw


def _read(table: str, source: TableSource, contents: Contents) -> RawTable:
    if source.sql is not None:
        rows = contents.answer(source)
        return RawTable(source.named, rows, pd.Series(range(1, len(rows) + 1), dtype="int64"))
    path = str(source.path)
    held = contents.held(path)
    kind = "folder" if held.is_folder else PurePath(held.root).suffix.lower()
    if kind in TEXT_FILES:
        return read_text(table, source, held.content)
    if kind in EXCEL_FILES:
        return read_excel(table, source, contents)
    if kind in JSON_FILES:
        return read_json(source, held.content, whole=kind == ".json")
    if kind in (".parquet", "folder"):
        return read_parquet(source, held)
    if kind == ".xls":
        raise Unreadable("is in Excel's old format", "save it as .xlsx in Excel")
    wrong = f"is of an unknown kind ({kind})" if kind else "has no file extension"
    raise Unreadable(wrong, "save it as one of these, with its usual extension")
