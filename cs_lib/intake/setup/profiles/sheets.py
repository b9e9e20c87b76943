"""Files and folders -> the tables that lie in them, each with the profile of every column."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cs_lib.engagement import TableSource
from cs_lib.errors import UsageError
from cs_lib.intake.cells.text import same_name
from cs_lib.intake.places import Unreadable
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.read.csv import DELIMITERS, first_lines
from cs_lib.intake.read.excel import BROKEN, sheets_in
from cs_lib.intake.read.open import EXCEL_FILES, JSON_FILES, TEXT_FILES, read
from cs_lib.intake.records import RawTable, Unusable
from cs_lib.intake.setup.profiles.cell_patterns import profile
from cs_lib.intake.setup.profiles.model import Sheet, Unused, titled
from cs_lib.intake.setup.profiles.regions import (
    Rows,
    caption_of,
    grouped_names,
    header_row_of,
    records_of,
    tables_on,
)
from cs_lib.intake.shape import totals
from cs_lib.intake.shape.header import wide_header
from cs_lib.intake.shape.months import RUN, months_of
from cs_lib.intake.shape.wide import molten

READABLE = (*TEXT_FILES, *EXCEL_FILES, *JSON_FILES, ".parquet")


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Every file that is meant: a folder stands for all the files below it.

    Raises UsageError when a path does not exist, or nothing is left.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        found += [path] if path.is_file() else inside
    found = [file for file in dict.fromkeys(found) if not file.name.startswith((".", "~$"))]
    if not found:
        raise UsageError("no file is given; name files or folders of the client's data")
    return found


def sheets_of(files: Sequence[Path]) -> tuple[list[Sheet], list[Unused]]:
    """The tables that lie in the files, and what cannot be read, with the reason."""
    sheets: list[Sheet] = []
    unused: list[Unused] = []
    for file in files:
        if file.suffix.lower() not in READABLE:
            unused.append(Unused(file.name, f"is of a kind that is not read ({file.suffix})"))
            continue
        contents = Contents(file.parent)
        for place in _places(file, contents):
            try:
                sheets.append(_sheet(file, place, contents))
            except Unusable as error:
                unused.append(Unused(titled(file, place.source), error.problems[0].wrong))
    return sheets, unused


@dataclass(frozen=True)
class _Place:
    """Where a table may lie in a file, the words above it, and its names in two rows, if so."""

    source: TableSource
    caption: str = ""
    grouped: TableSource | None = None


def _places(file: Path, contents: Contents) -> Iterator[_Place]:
    """The tables that may lie in the file; what cannot be opened is left to its reader to tell."""
    kind = file.suffix.lower()
    keys: dict[str, object] = {"path": file.name}
    if kind in TEXT_FILES:
        block = _records(TableSource(path=file.name), contents)
        row = header_row_of(block)
        yield _place(keys, {"header_row": row} if row > 1 else {}, block)
    elif kind in EXCEL_FILES:
        try:
            sheets = sheets_in(TableSource(path=file.name), contents)
        except (*BROKEN, Unreadable):
            yield _Place(TableSource(path=file.name))
            return
        for title, block in sheets.items():
            named = {"sheet": title} if len(sheets) > 1 else {}
            for area in [{}] if wide_header(block) else tables_on(block):
                yield _place(keys | named, area, block)
    else:
        yield _Place(TableSource(path=file.name))


def _place(keys: Mapping[str, object], area: Mapping[str, Any], block: Rows) -> _Place:
    source = TableSource.model_validate({**keys, **area})
    if source.range:
        return _Place(source, caption_of(block, source.range))
    found = None if wide_header(block) else grouped_names(block, source.header_row)
    if found is None:
        return _Place(source)
    row, names = found
    said = {name: name for name in names if name is not None}
    return _Place(
        source, "", TableSource.model_validate({**keys, "header_row": row, "columns": said})
    )


def _records(source: TableSource, contents: Contents) -> Rows:
    try:
        content = contents.held(str(source.path)).content
        return records_of(first_lines(source, content), DELIMITERS)
    except Unreadable:
        return []


def _sheet(file: Path, place: _Place, contents: Contents) -> Sheet:
    """The table with its other reading beside it, where there is one that can be read."""
    grouped = None
    if place.grouped is not None:
        with suppress(Unusable):
            grouped = sheet_of(file, place.grouped, contents)
    sheet = sheet_of(file, place.source, contents, place.caption)
    return replace(sheet, grouped=grouped)


def sheet_of(file: Path, source: TableSource, contents: Contents, caption: str = "") -> Sheet:
    """One table with the profiles of its columns; Unusable when it cannot be read."""
    raw = read("(any)", source, contents)
    titles = " ".join(detail for rule, _, detail in raw.notes if rule == "title_rows")
    raw, _ = totals.apart(raw, totals.find(source, raw))
    months = months_of(raw.frame.columns)
    months = months if len(months) >= RUN and not _has_month(raw) else {}
    raw = molten(raw, months) if months else raw
    columns = {
        str(name): profile(str(name), raw.frame[name])
        for name in raw.frame.columns
        if not str(name).startswith("(column ")
    }
    return Sheet(file, source, columns, len(raw.frame), titles, tuple(months), caption=caption)


def _has_month(raw: RawTable) -> bool:
    """Does the sheet say the month of each row, besides what its columns of months may be?"""
    return bool({"month", "mrr"} & {same_name(str(name)) for name in raw.frame.columns})
