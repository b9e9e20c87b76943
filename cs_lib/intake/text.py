"""CSV and its kin, read as text, so that nothing is guessed before the contract is known."""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.places import unusable
from cs_lib.intake.records import RawTable
from cs_lib.intake.sheet import table_of

DELIMITERS = (",", ";", "\t", "|")
SNIFFED = 50
"""Records looked at to find the delimiter."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(table: str, source: TableSource, path: Path) -> RawTable:
    """A delimited text file; every cell is text, and a record of the file is a row."""
    _refuse_workbook(table, source, path)
    if path.stat().st_size == 0:
        raise unusable(table, source, "is empty", "export it again", "column names and rows")
    encoding, note = _encoding(table, source, path)
    delimiter = source.delimiter or _delimiter(path, encoding, source.header_row)
    try:
        cells = pd.read_csv(
            path,
            sep=delimiter,
            encoding=encoding,
            header=None,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            skiprows=source.header_row - 1,
            low_memory=False,
        )
    except pd.errors.EmptyDataError:
        raise unusable(
            table, source, "is empty", "export it again", "column names and rows"
        ) from None
    except pd.errors.ParserError as error:
        raise _broken(table, source, delimiter, str(error)) from None
    raw = table_of(table, source, cells, first_row=source.header_row)
    notes = (("encoding", len(raw.frame), note),) if note else ()
    return RawTable(raw.file, raw.frame, raw.numbers, (*raw.notes, *notes), raw.repeated)


def _refuse_workbook(table: str, source: TableSource, path: Path) -> None:
    if source.sheet or source.range or source.transpose:
        raise unusable(
            table,
            source,
            "'sheet', 'range' and 'transpose' are for Excel files only",
            "remove them, or give the .xlsx file",
        )
    with path.open("rb") as opened:
        if opened.read(4) == b"PK\x03\x04":
            raise unusable(
                table,
                source,
                "is an Excel or zip file with another extension",
                "rename it to .xlsx",
            )


def _encoding(table: str, source: TableSource, path: Path) -> tuple[str, str]:
    """The encoding, and what to tell about it where it had to be inferred."""
    with path.open("rb") as opened:
        head = opened.read(4)
    if source.encoding:
        if not _decodes(path, source.encoding):
            raise unusable(
                table,
                source,
                f"is not {source.encoding} text",
                "correct or remove 'encoding' for this table in the engagement file",
                "UTF-8, UTF-16, cp1252, or the encoding you name",
            )
        return source.encoding, ""
    for mark, encoding in _MARKS:
        if head.startswith(mark) and _decodes(path, encoding):
            return encoding, ""
    if b"\0" in head:
        wide = "utf-16-be" if head.startswith(b"\0") else "utf-16-le"
        if _decodes(path, wide):
            return wide, ""
    elif _decodes(path, "utf-8"):
        return "utf-8", ""
    elif _decodes(path, "cp1252"):
        return "cp1252", "the file is not UTF-8; it was read as Windows text (cp1252)"
    raise unusable(
        table,
        source,
        "is not text in any known encoding",
        "save it as UTF-8, or say encoding: NAME for this table in the engagement file",
        "UTF-8, UTF-16, cp1252, or the encoding you name",
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as opened:
            while block := opened.read(1 << 20):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str, header_row: int) -> str:
    """The mark that cuts the first records into the most, and equally many, cells."""
    with path.open(encoding=encoding, newline="") as opened:
        head = "".join(islice(opened, header_row - 1, header_row - 1 + SNIFFED))
    return max(DELIMITERS, key=lambda mark: _evenness(head, mark))


def _evenness(head: str, mark: str) -> tuple[bool, int]:
    records = csv.reader(io.StringIO(head, newline=""), delimiter=mark)
    try:
        widths: Sequence[int] = [len(record) for record in records if record]
    except csv.Error:
        return False, 0
    if not widths or widths[0] < 2:
        return False, 0
    return all(width == widths[0] for width in widths[:-1]), widths[0]


def _broken(table: str, source: TableSource, delimiter: str, said: str) -> Exception:
    """The tokenizer's complaint in words."""
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", said)
    if not found:
        return unusable(
            table,
            source,
            "cannot be cut into cells; a quotation mark is opened and not closed",
            "export it again with quotation marks doubled inside cells",
            "one record per row, cells with line breaks in quotation marks",
        )
    row = int(found[2])
    return unusable(
        table,
        source,
        f"the row has {found[3]} cells where the column names have {found[1]}",
        "put cells that hold the delimiter in quotation marks, or say delimiter: for this table "
        "in the engagement file",
        f"as many cells as columns, separated by {delimiter!r}",
        row=row,
    )
