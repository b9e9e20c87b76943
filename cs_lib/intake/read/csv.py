"""CSV and its kin, read as text, so that nothing is guessed before the contract is known."""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.places import Unreadable
from cs_lib.intake.read.limits import TEXT_CELLS, refuse_large, refuse_long_lines, refuse_wide
from cs_lib.intake.records import RawTable
from cs_lib.intake.shape.grid import table_of
from cs_lib.intake.shape.header import Header, certain_header, header_of, names_in, titles

DELIMITERS = (",", ";", "\t", "|")
SNIFFED = 50
"""Records looked at to find the delimiter."""
_BLOCK = 1 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(table: str, source: TableSource, content: bytes) -> RawTable:
    """A delimited text file; every cell is text, and a record of the file is a row."""
    _refuse_workbook(source, content)
    if not content:
        raise _empty()
    refuse_long_lines(content)
    encoding, note = _encoding(source, content)
    top = _top(table, source, content, encoding)
    cells = _cells(content, encoding, top)
    number = 1 + top.header.above
    numbers = pd.Series(range(number, number + len(cells) + top.header.rows - 1))
    if top.header.rows > 1:
        cells.iloc[1] = [*top.header.names, *[None] * cells.shape[1]][: cells.shape[1]]
        cells, numbers = cells.iloc[1:].reset_index(drop=True), numbers.drop(1)
    numbers = numbers.head(len(cells)).reset_index(drop=True)
    above = [row for row, record in enumerate(top.above, start=1) if not any(names_in(record))]
    raw = table_of(table, source, cells, numbers=numbers, above=above)
    notes = (("encoding", len(raw.frame), note),) if note else ()
    notes = (*titles(top.above, top.header, 1), *raw.notes, *notes)
    return RawTable(raw.file, raw.frame, raw.numbers, notes, raw.repeated)


def first_lines(source: TableSource, content: bytes) -> list[str]:
    """The lines with which a text file begins; Unreadable where it is none."""
    _refuse_workbook(source, content)
    refuse_long_lines(content)
    encoding, _ = _encoding(source, content)
    return list(islice(_text(content, encoding), SNIFFED))


def _text(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding, newline="")


def _empty() -> Unreadable:
    return Unreadable("is empty", "export it again", "column names and rows")


@dataclass(frozen=True)
class _Top:
    """How the file begins: what cuts its cells, the records above the names, and their lines."""

    delimiter: str
    header: Header
    above: Sequence[Sequence[str]]
    lines: int


def _top(table: str, source: TableSource, content: bytes, encoding: str) -> _Top:
    """The header by the names that are wanted, whichever mark cuts the cells; else as it seems."""
    skipped = source.header_row - 1
    lines = list(islice(_text(content, encoding), skipped + SNIFFED))
    rest = "".join(lines[skipped:])
    marks = sorted(DELIMITERS, key=lambda mark: _evenness(rest, mark), reverse=True)
    marks = [source.delimiter] if source.delimiter else marks
    for mark in marks:
        records = _records(lines, mark)
        block = [record for record, _ in records[skipped:]]
        if found := certain_header(table, source, block, 1 + skipped):
            break
    else:
        mark = marks[0]
        records = _records(lines, mark)
        block = [record for record, _ in records[skipped:]]
        found = header_of(table, source, block, 1 + skipped)
    header = Header(found.above + skipped, found.rows, found.names)
    above = records[: header.above]
    return _Top(mark, header, [record for record, _ in above], above[-1][1] if above else 0)


def _records(lines: Sequence[str], mark: str) -> list[tuple[list[str], int]]:
    """The records that the lines hold, each with the number of the line it ends in."""
    found: list[tuple[list[str], int]] = []
    reader = csv.reader(lines, delimiter=mark)
    with suppress(csv.Error):  # what cannot be cut here is told when the whole file is read
        found.extend((record, reader.line_num) for record in reader)
    return found


def _cells(content: bytes, encoding: str, top: _Top) -> pd.DataFrame:
    """The cells from the first row of names on."""
    refuse_wide(len(top.header.names))
    lines = content.count(b"\n") + content.count(b"\r")
    refuse_large(lines, len(top.header.names), TEXT_CELLS)
    text = _text(content, encoding)
    for _ in islice(text, top.lines):
        pass
    try:
        return pd.read_csv(
            text if top.lines else io.BytesIO(content),
            sep=top.delimiter,
            encoding=encoding,
            header=None,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            low_memory=False,
        )
    except pd.errors.EmptyDataError:
        raise _empty() from None
    except pd.errors.ParserError as error:
        raise _broken(top, str(error)) from None


def _refuse_workbook(source: TableSource, content: bytes) -> None:
    if source.sheet or source.range or source.transpose:
        raise Unreadable(
            "'sheet', 'range' and 'transpose' are for Excel files only",
            "remove them, or give the .xlsx file",
        )
    if content.startswith(b"PK\x03\x04"):
        wrong = "is an Excel or zip file with another extension"
        raise Unreadable(wrong, "rename it to .xlsx")


def _encoding(source: TableSource, content: bytes) -> tuple[str, str]:
    """The encoding, and what to tell about it where it had to be inferred."""
    head = content[:4]
    if source.encoding:
        if not _decodes(content, source.encoding):
            raise Unreadable(
                f"is not {source.encoding} text",
                "correct or remove 'encoding' for this table in the engagement file",
                "UTF-8, UTF-16, cp1252, or the encoding you name",
            )
        return source.encoding, ""
    for mark, encoding in _MARKS:
        if head.startswith(mark) and _decodes(content, encoding):
            return encoding, ""
    if b"\0" in head:
        wide = "utf-16-be" if head.startswith(b"\0") else "utf-16-le"
        if _decodes(content, wide):
            return wide, ""
    elif _decodes(content, "utf-8"):
        return "utf-8", ""
    elif _decodes(content, "cp1252"):
        return "cp1252", "the file is not UTF-8; it was read as Windows text (cp1252)"
    raise Unreadable(
        "is not text in any known encoding",
        "save it as UTF-8, or say encoding: NAME for this table in the engagement file",
        "UTF-8, UTF-16, cp1252, or the encoding you name",
    )


def _decodes(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _BLOCK):
            decoder.decode(content[start : start + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _evenness(head: str, mark: str) -> tuple[bool, int]:
    records = csv.reader(io.StringIO(head, newline=""), delimiter=mark)
    try:
        widths: Sequence[int] = [len(record) for record in records if record]
    except csv.Error:
        return False, 0
    if not widths or widths[0] < 2:
        return False, 0
    return all(width == widths[0] for width in widths[:-1]), widths[0]


def _broken(top: _Top, said: str) -> Unreadable:
    """The tokenizer's complaint in words."""
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", said)
    if not found:
        return Unreadable(
            "cannot be cut into cells; a quotation mark is opened and not closed",
            "export it again with quotation marks doubled inside cells",
            "one record per row, cells with line breaks in quotation marks",
        )
    row = int(found[2]) + top.header.above
    return Unreadable(
        f"the row has {found[3]} cells where the column names have {found[1]}",
        "put cells that hold the delimiter in quotation marks, or say delimiter: for this table "
        "in the engagement file",
        f"as many cells as columns, separated by {top.delimiter!r}",
        row=row,
    )
