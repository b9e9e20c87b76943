"""Excel workbooks: one sheet, or a range of its cells, across or down."""

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from cs_lib.engagement import TableSource
from cs_lib.errors import nearest
from cs_lib.intake.places import Unreadable
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.read.limits import SHEET_CELLS, SHEET_ROWS, refuse_large, refuse_wide
from cs_lib.intake.records import RawTable
from cs_lib.intake.shape.grid import table_of
from cs_lib.intake.shape.header import Header, header_of, titles

BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # what both parsers that openpyxl may use, its own and lxml, say of broken XML
    ArithmeticError,
    AttributeError,
    EOFError,
    OSError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What the reader of workbooks raises for one that is broken, whichever part of it is."""


def read_excel(table: str, source: TableSource, contents: Contents) -> RawTable:
    """One sheet; numbers, dates and flags as the sheet knows them.

    Rows are numbered as in the sheet; of a transposed block, by the sheet's columns (B = 2).
    """
    try:
        sheet = _sheet(table, source, contents.workbook(str(source.path)))
        block, first = _block(source, sheet)
    except BROKEN:
        raise Unreadable(
            "is not an Excel workbook, or is protected by a password",
            "open it in Excel and save it as .xlsx without a password",
        ) from None
    return _table(table, source, block, first)


def sheets_in(source: TableSource, contents: Contents) -> dict[str, list[list[Any]]]:
    """All sheets of a workbook with their cells; one of `BROKEN` where it cannot be read."""
    book = contents.workbook(str(source.path))
    return {each.title: _block(source, each)[0] for each in book.worksheets}


def _sheet(table: str, source: TableSource, book: Any) -> Any:
    sheets = {each.title: each for each in book.worksheets}
    if source.sheet is None and len(sheets) == 1:
        return next(iter(sheets.values()))
    # A sheet called like the table, as in a data request that came back, needs no naming.
    if (called := source.sheet or table) in sheets:
        return sheets[called]
    wrong = f"has {len(sheets)} sheets, and none is named for this table"
    hint = ""
    if source.sheet is not None:
        wrong = f"has no sheet '{source.sheet}'"
        hint = nearest(source.sheet, sheets)
    fix = "say sheet: NAME for this table in the engagement file"
    fix += f"; {hint}" if hint.startswith("did you mean") else ""
    raise Unreadable(wrong, fix, f"its sheets: {', '.join(sheets)}")


def _block(source: TableSource, sheet: Any) -> tuple[list[list[Any]], int]:
    """The cells that are meant, the fields across, and the number of the first row."""
    left, top, right, bottom = 1, 1, None, None
    if source.range:
        left, top, right, bottom = range_boundaries(source.range)
    # What the file says about its size is not trusted: formats often run to the last row.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(
        min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True
    )
    block = _bounded(rows)
    if source.transpose:
        return [list(row) for row in zip(*block[_skipped(source) :], strict=True)], left
    return block, top


def _table(table: str, source: TableSource, block: list[list[Any]], first: int) -> RawTable:
    skipped = 0 if source.transpose else _skipped(source)
    found = header_of(table, source, block[skipped:], first + skipped)
    header = Header(found.above + skipped, found.rows, found.names)
    below = block[header.above + header.rows :]
    numbers = [first + header.above, *range(first + header.above + header.rows, first + len(block))]
    empty = [first + place for place, row in enumerate(block[: header.above]) if not _filled(row)]
    cells = pd.DataFrame([list(header.names), *below] if block else [], dtype=object)
    raw = table_of(
        table, source, cells, numbers=pd.Series(numbers[: len(cells)], dtype="int64"), above=empty
    )
    notes = (*titles(block, header, first), *raw.notes)
    return RawTable(raw.file, raw.frame, raw.numbers, notes, raw.repeated)


def _skipped(source: TableSource) -> int:
    return 0 if source.range else source.header_row - 1


def _bounded(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """The rows without the empty cells at their ends and the empty rows at the end of all.

    Raises Unreadable where they are more than a sheet may hold.
    """
    block: list[list[Any]] = []
    last = width = 0
    for row in rows:
        filled = _filled(row)
        block.append(list(row[:filled]))
        if filled:
            last, width = len(block), max(width, filled)
        refuse_wide(width)
        if len(block) > SHEET_ROWS or len(block) * width > SHEET_CELLS:
            refuse_large(len(block), width, min(SHEET_CELLS, SHEET_ROWS * width))
    return [[*row, *[None] * (width - len(row))] for row in block[:last]]


def _filled(row: Sequence[Any]) -> int:
    """How many cells the row has, up to the last one that is filled."""
    return next((n for n in range(len(row), 0, -1) if row[n - 1] is not None), 0)
