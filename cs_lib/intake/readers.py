"""Where a table lies -> the table as it lies there. One reader for each kind of file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cs_lib.engagement import TableSource
from cs_lib.errors import TenStepsError, nearest
from cs_lib.intake.excel import read_excel
from cs_lib.intake.jsonl import read_json_lines
from cs_lib.intake.parquet import read_parquet
from cs_lib.intake.places import unusable
from cs_lib.intake.query import read_query
from cs_lib.intake.records import RawTable, Unusable
from cs_lib.intake.storage import Stored, is_address, local_path, stored
from cs_lib.intake.text import read_text

TEXT_FILES = (".csv", ".tsv", ".txt", ".tab")
_EXPORT = "export it again, or remove the table from the engagement file"
EXCEL_FILES = (".xlsx", ".xlsm")
JSON_FILES = (".jsonl", ".ndjson")


def read(table: str, source: TableSource, folder: Path) -> RawTable:
    """The table as its file, address or query holds it; Unusable when there is nothing to read."""
    if source.sql is not None:
        return read_query(table, source)
    if is_address(str(source.path)):
        raw = _read_address(table, source)
    else:
        raw = _read_file(table, source, existing(table, source, folder))
    if raw.frame.empty:
        wrong = "holds column names but no row" if len(raw.frame.columns) else "is empty"
        raise unusable(table, source, wrong, _EXPORT, "at least one row below the column names")
    return raw


def _read_file(table: str, source: TableSource, path: Path) -> RawTable:
    kind = "folder" if path.is_dir() else path.suffix.lower()
    try:
        if kind in TEXT_FILES:
            return read_text(table, source, path)
        if kind in EXCEL_FILES:
            return read_excel(table, source, path)
        if kind in JSON_FILES:
            return read_json_lines(table, source, path)
        if kind in (".parquet", "folder"):
            return read_parquet(table, source, stored(path))
    except OSError as error:
        wrong = f"cannot be read: {error.strerror or error}"
        raise unusable(table, source, wrong, "check the file and your rights to read it") from None
    raise _unknown_kind(table, source, kind)


def _read_address(table: str, source: TableSource) -> RawTable:
    with _reachable(table, source):
        at = _at_address(table, source)
        if not at.is_folder and not at.root.lower().endswith(".parquet"):
            raise unusable(
                table,
                source,
                "is not Parquet, and only Parquet is read from an address",
                "give the folder, or copy the file beside the engagement file",
                "a Parquet file, or a folder of them",
            )
        return read_parquet(table, source, at)


def _at_address(table: str, source: TableSource) -> Stored:
    at = stored(str(source.path))
    if not at.exists:
        fix = "correct the address, and check your rights to read it"
        raise unusable(table, source, "there is nothing at this address", fix)
    return at


@contextmanager
def _reachable(table: str, source: TableSource) -> Iterator[None]:
    """A store's own complaint (every fsspec package has its own kinds) as a problem in words."""
    try:
        yield
    except TenStepsError:
        raise
    except Exception as error:
        said = str(error).splitlines()[0] if str(error) else "no reason given"
        wrong = f"cannot be read ({type(error).__name__}: {said})"
        fix = "check the address, the network and your rights to read it"
        raise unusable(table, source, wrong, fix) from None


def existing(table: str, source: TableSource, folder: Path) -> Path:
    """The path of the table; Unusable when nothing is there, with the nearest name there is."""
    path = local_path(str(source.path), folder)
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


def digest(table: str, source: TableSource, folder: Path) -> str:
    """SHA-256 of the bytes of a table's file or folder; Unusable when nothing is there."""
    if not is_address(str(source.path)):
        return stored(existing(table, source, folder)).digest()
    with _reachable(table, source):
        return _at_address(table, source).digest()
