"""The pack as an Excel workbook: it explains itself, and comes back readable without a mapping."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cs_lib.errors import DataProblem, UsageError
from cs_lib.intake.setup.request import rater_sheets
from cs_lib.intake.setup.request.wanted import EFFORTS, Wanted
from cs_lib.intake.setup.whole_file import whole
from cs_lib.questionnaires import Questionnaire
from cs_lib.tables.spec import Column

READ_ME, DICTIONARY, TO_MEND, LISTS = "Read me", "Dictionary", "To mend", "Lists"
_FILLED_DOWN_TO = 5_000
_ANY = 1e12
_FORMATS = {"date": "yyyy-mm-dd", "month": "yyyy-mm", "id": "@", "text": "@", "category": "@"}
_TYPES = {"id": "text", "category": "one of a list", "flag": "true or false"}
_UNWRITABLE = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ud800-\udfff]")
"""What a client's text may hold and a workbook may not: control characters, halves of letters."""
_HEAD = PatternFill("solid", fgColor="1F3A5F")
_ASKED = PatternFill("solid", fgColor="FFF4CC")


def write(
    file: Path,
    client: str,
    asked: Sequence[Wanted],
    problems: Sequence[DataProblem] = (),
    questionnaires: Mapping[str, Questionnaire] | None = None,
    raters: int = rater_sheets.RATERS,
) -> None:
    """Write the pack: Read me, one sheet a table, the dictionary, and what is to be mended.

    With `questionnaires` there is a sheet for each rater instead of one for their answers.
    UsageError where `file` exists: the client may have filled it in.
    """
    if file.exists():
        raise UsageError(f"{file} exists and may have been filled in; give another --out")
    if file.suffix.lower() != ".xlsx":
        raise UsageError(f"--out {file}: an Excel workbook is written; end the name with .xlsx")
    book = openpyxl.Workbook()
    if questionnaires is not None:
        asked = [each for each in asked if each.spec.name != rater_sheets.TABLE]
    _read_me(book.active, client, asked, bool(problems), questionnaires is not None)
    lists = book.create_sheet(LISTS)
    for each in asked:
        _table(book.create_sheet(each.spec.name), each, lists)
    _dictionary(book.create_sheet(DICTIONARY), asked)
    if problems:
        _to_mend(book.create_sheet(TO_MEND), problems)
    if questionnaires is not None:
        rater_sheets.add(book, questionnaires, rater_sheets.codes(raters))
    lists.sheet_state = "hidden"
    book.move_sheet(LISTS, len(book.sheetnames))
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole(file) as beside:
        book.save(beside)


def _read_me(
    sheet: Worksheet, client: str, asked: Sequence[Wanted], problems: bool, raters: bool
) -> None:
    sheet.title = READ_ME
    sheet["A1"] = f"Data request for {client}"
    sheet["A1"].font = Font(bold=True, size=16, color="1F3A5F")
    lines = [
        "Each sheet is one table; row 1 names its columns. Please do not rename or move them.",
        "Point at a column's name to read what it means; where there is a list, choose from it.",
        "Leave a cell empty where you do not know; leave a sheet empty that you cannot give.",
        "An export pasted below the names does as well as typing. Yellow columns are asked for.",
        "The sheets are in order: the first ones add most to the report for the least effort.",
    ]
    if problems:
        lines.append(f"The sheet '{TO_MEND}' lists rows of your files that could not be used.")
    lines += rater_sheets.LINES if raters else ()
    for number, line in enumerate(lines, start=2):
        sheet.cell(number, 1, line)
    top = len(lines) + 3
    _head(sheet, top, ("Sheet", "What it holds", "Why it is asked for", "Effort", "What to do"))
    for number, each in enumerate(asked, start=top + 1):
        link = sheet.cell(number, 1, each.spec.name)
        link.hyperlink = f"#'{each.spec.name}'!A1"
        link.font = Font(color="1F5FBF", underline="single")
        cells = (each.spec.purpose, each.why, EFFORTS[each.effort][1], _to_do(each))
        for column, text in enumerate(cells, start=2):
            sheet.cell(number, column, text).alignment = Alignment(wrap_text=True, vertical="top")
    _widths(sheet, (20, 46, 52, 28, 46))


def _to_do(each: Wanted) -> str:
    if each.rows is None:
        return "give the table"
    columns = ", ".join(each.missing)
    if each.prefilled is not None:
        return f"complete the columns {columns}"
    size = f"it has {len(each.rows):,} rows" if each.whole else "some rows are to be mended"
    return f"export it again with {columns}: {size}"


def _table(sheet: Worksheet, each: Wanted, lists: Worksheet) -> None:
    columns, own = each.spec.columns, each.prefilled
    _head(sheet, 1, [column.name for column in columns])
    sheet.freeze_panes = "A2"
    last = _FILLED_DOWN_TO if own is None else max(_FILLED_DOWN_TO, len(own) + 1)
    for number, column in enumerate(columns, start=1):
        head, letter = sheet.cell(1, number), get_column_letter(number)
        head.comment = _comment(column)
        if column.required:
            head.value, head.font = column.name, Font(bold=True, color="FFFFFF", underline="single")
        sheet.column_dimensions[letter].width = max(12, len(column.name) + 4)
        sheet.column_dimensions[letter].number_format = _format(column)
        if column.name in each.missing and each.rows is not None:
            head.fill, head.font = _ASKED, Font(bold=True, color="000000")
        _validated(sheet, lists, column, f"{letter}2:{letter}{last}")
    if own is not None:
        _filled(sheet, columns, own)


def _comment(column: Column) -> Comment:
    need = "required" if column.required and not column.blank else "may be empty"
    kind = _TYPES.get(column.type, column.type)
    parts = [column.meaning, f"{kind}; {need}"]
    if column.unit:
        parts.append(f"unit: {column.unit}")
    if column.allowed:
        parts.append(f"one of: {', '.join(column.allowed)}")
    if column.example:
        parts.append(f"example: {column.example}")
    comment = Comment("\n".join(parts), "Ten Steps")
    comment.width, comment.height = 320, 40 + 22 * len(parts)
    return comment


def _format(column: Column) -> str:
    if column.type == "number":
        return "0%" if column.unit == "share" else "#,##0.00"
    return _FORMATS.get(column.type, "General")


def _validated(sheet: Worksheet, lists: Worksheet, column: Column, cells: str) -> None:
    rule = _rule(column, lists)
    if rule is None:
        return
    rule.error, rule.errorTitle = f"{column.name}: {column.meaning}", "Please choose or correct"
    rule.error = rule.error[:250]
    sheet.add_data_validation(rule)
    rule.add(cells)


def _rule(column: Column, lists: Worksheet) -> DataValidation | None:
    if column.type == "flag":
        return DataValidation(type="list", formula1='"true,false"', allow_blank=True)
    if column.allowed:
        return DataValidation(type="list", formula1=_list(lists, column), allow_blank=True)
    if column.type in ("date", "month"):
        return DataValidation(
            type="date", operator="greaterThan", formula1="18264", allow_blank=True
        )
    if column.type in ("number", "integer"):
        kind = "whole" if column.type == "integer" else "decimal"
        low = -1e12 if column.low is None else column.low
        high = 1e12 if column.high is None else column.high
        return DataValidation(
            type=kind,
            operator="between",
            formula1=f"{low:g}",
            formula2=f"{high:g}",
            allow_blank=True,
        )
    return None


def _list(lists: Worksheet, column: Column) -> str:
    """The allowed words, written to the hidden sheet: a list in a rule may have 255 letters."""
    number = lists.max_column + 1 if lists["A1"].value else 1
    for row, word in enumerate(column.allowed, start=1):
        lists.cell(row, number, word)
    letter = get_column_letter(number)
    return f"{LISTS}!${letter}$1:${letter}${len(column.allowed)}"


def _filled(sheet: Worksheet, columns: Sequence[Column], rows: pd.DataFrame) -> None:
    values = rows[[column.name for column in columns]].astype(object)
    values = values.where(values.notna(), None)
    for number, row in enumerate(values.itertuples(index=False, name=None), start=2):
        for place, (value, column) in enumerate(zip(row, columns, strict=True), start=1):
            if value is not None:
                cell = sheet.cell(number, place)
                _write(cell, value)
                cell.number_format = _format(column)


def _write(cell: Cell, value: Any) -> None:
    """The value as it stands: text that begins with = is no formula of ours."""
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, str):
        value = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    cell.value = str(value).lower() if isinstance(value, bool) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _dictionary(sheet: Worksheet, asked: Sequence[Wanted]) -> None:
    _head(sheet, 1, ("Table", "Column", "Type", "Needed", "Meaning", "Allowed", "Example"))
    sheet.freeze_panes = "A2"
    for each in asked:
        for column in each.spec.columns:
            sheet.append(
                [
                    each.spec.name,
                    column.name,
                    _TYPES.get(column.type, column.type),
                    "yes" if column.required else "",
                    column.meaning,
                    ", ".join(column.allowed),
                    column.example,
                ]
            )
    _widths(sheet, (18, 22, 16, 8, 70, 50, 24))


def _to_mend(sheet: Worksheet, problems: Sequence[DataProblem]) -> None:
    _head(
        sheet, 1, ("File", "Table", "Column", "Row", "What is wrong", "Allowed", "How to mend it")
    )
    sheet.freeze_panes = "A2"
    for number, each in enumerate(problems, start=2):
        place = (each.file, each.table, each.column, each.row)
        for column, value in enumerate((*place, each.wrong, each.allowed, each.fix), start=1):
            _write(sheet.cell(number, column), value)
    _widths(sheet, (28, 16, 18, 8, 60, 50, 60))


def _head(sheet: Worksheet, row: int, names: Sequence[str]) -> None:
    for number, name in enumerate(names, start=1):
        cell = sheet.cell(row, number, name)
        cell.fill, cell.font = _HEAD, Font(bold=True, color="FFFFFF")


def _widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
