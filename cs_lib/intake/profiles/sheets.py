"""Files and folders -> the tables that lie in them, each with the profile of every column."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl

from cs_lib.engagement import TableSource
from cs_lib.errors import UsageError
from cs_lib.intake.excel import BROKEN
from cs_lib.intake.profiles.cells import profile
from cs_lib.intake.profiles.records import Sheet, Unused
from cs_lib.intake.readers import EXCEL_FILES, JSON_FILES, TEXT_FILES, read
from cs_lib.intake.records import Unusable

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
        for source in _sources(file):
            try:
                sheets.append(sheet_of(file, source))
            except Unusable as error:
                name = f"{file.name}, sheet {source.sheet}" if source.sheet else file.name
                unused.append(Unused(name, error.problems[0].wrong))
    return sheets, unused


def _sources(file: Path) -> Iterator[TableSource]:
    if file.suffix.lower() not in EXCEL_FILES:
        yield TableSource(path=file.name)
        return
    try:
        book = openpyxl.load_workbook(file, read_only=True)
    except BROKEN:
        yield TableSource(path=file.name)  # its reader says what is wrong with it
        return
    titles = [each.title for each in book.worksheets]
    book.close()
    for title in titles:
        yield TableSource(path=file.name, sheet=title if len(titles) > 1 else None)


def sheet_of(file: Path, source: TableSource) -> Sheet:
    """One table with the profiles of its columns; Unusable when it cannot be read."""
    raw = read("(any)", source, file.parent)
    columns = {
        str(name): profile(str(name), raw.frame[name])
        for name in raw.frame.columns
        if not str(name).startswith("(column ")
    }
    return Sheet(file, source, columns, len(raw.frame))
