"""Where a table lies -> the table as it lies there. One reader for each kind of file."""

import hashlib
from pathlib import Path

from cs_lib.engagement import TableSource
from cs_lib.errors import nearest
from cs_lib.intake.excel import read_excel
from cs_lib.intake.jsonl import read_json_lines
from cs_lib.intake.parquet import files_of, read_parquet
from cs_lib.intake.places import unusable
from cs_lib.intake.query import read_query
from cs_lib.intake.records import RawTable, Unusable
from cs_lib.intake.text import read_text

TEXT_FILES = (".csv", ".tsv", ".txt", ".tab")
_EXPORT = "export it again, or remove the table from the engagement file"
EXCEL_FILES = (".xlsx", ".xlsm")
JSON_FILES = (".jsonl", ".ndjson")


def read(table: str, source: TableSource, folder: Path) -> RawTable:
    """The table as its file or query holds it; Unusable when there is nothing to read."""
    if source.sql is not None:
        return read_query(table, source)
    path = existing(table, source, folder)
    kind = "folder" if path.is_dir() else path.suffix.lower()
    try:
        if kind in TEXT_FILES:
            raw = read_text(table, source, path)
        elif kind in EXCEL_FILES:
            raw = read_excel(table, source, path)
        elif kind in JSON_FILES:
            raw = read_json_lines(table, source, path)
        elif kind in (".parquet", "folder"):
            raw = read_parquet(table, source, path)
        else:
            raise _unknown_kind(table, source, kind)
    except OSError as error:
        wrong = f"cannot be read: {error.strerror or error}"
        raise unusable(table, source, wrong, "check the file and your rights to read it") from None
    if raw.frame.empty:
        wrong = "holds column names but no row" if len(raw.frame.columns) else "is empty"
        raise unusable(table, source, wrong, _EXPORT, "at least one row below the column names")
    return raw


def existing(table: str, source: TableSource, folder: Path) -> Path:
    """The path of the table; Unusable when nothing is there, with the nearest name there is."""
    path = folder / str(source.path)
    if path.exists():
        return path
    here = path.parent.resolve()
    if not here.is_dir():
        start = "correct the path; it starts at the engagement file's folder"
        raise unusable(table, source, f"there is no such file: no folder {here}", start)
    others = [each.name for each in here.iterdir() if not each.name.startswith(".")]
    known = nearest(path.name, others) if others else "that folder is empty"
    wrong = f"there is no such file in {here}"
    raise unusable(table, source, wrong, f"correct the path; {known}")


def _unknown_kind(table: str, source: TableSource, kind: str) -> Unusable:
    if kind == ".xls":
        return unusable(table, source, "is in Excel's old format", "save it as .xlsx in Excel")
    wrong = f"is of an unknown kind ({kind})" if kind else "has no file extension"
    return unusable(table, source, wrong, "save it as one of these, with its usual extension")


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes; of a folder: of its files, in the order of their names."""
    total = hashlib.sha256()
    for file in files_of(path) if path.is_dir() else [path]:
        if path.is_dir():
            total.update(file.relative_to(path).as_posix().encode() + b"\0")
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                total.update(block)
    return total.hexdigest()
