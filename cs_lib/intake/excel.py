"""Excel workbooks: one sheet, or a range of its cells, across or down."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from cs_lib.engagement import TableSource
from cs_lib.errors import nearest
from cs_lib.intake.places import unusable
from cs_lib.intake.records import RawTable
from cs_lib.intake.sheet import table_of

BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError)


def read_excel(table: str, source: TableSource, path: Path) -> RawTable:
    """One sheet; numbers, dates and flags as the sheet knows them.

    Rows are numbered as in the sheet; of a transposed block, by the sheet's columns (B = 2).
    """
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except BROKEN:
        raise unusable(
            table,
            source,
            "is not an Excel workbook, or is protected by a password",
            "open it in Excel and save it as .xlsx without a password",
        ) from None
    try:
        return _table(table, source, _sheet(table, source, book))
    finally:
        book.close()


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
    raise unusable(table, source, wrong, fix, f"its sheets: {', '.join(sheets)}")


def _table(table: str, source: TableSource, sheet: Any) -> RawTable:
    left, top, right, bottom = 1, source.header_row, None, None
    if source.range:
        left, top, right, bottom = range_boundaries(source.range)
    rows = sheet.iter_rows(
        min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True
    )
    block = [list(row) for row in rows]
    first = top
    if source.transpose:
        block, first = [list(row) for row in zip(*block, strict=False)], left
    while block and not any(cell is not None for cell in block[-1]):
        block.pop()
    return table_of(table, source, pd.DataFrame(block, dtype=object), first_row=first)
