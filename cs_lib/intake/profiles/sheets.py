"""Files and folders -> the tables that lie in them, each with the profile of every column."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cs_lib.engagement import TableSource
from cs_lib.errors import UsageError
from cs_lib.intake import totals
from cs_lib.intake.excel import BROKEN, sheets_in
from cs_lib.intake.months import RUN, months_of
from cs_lib.intake.profiles.cells import profile
from cs_lib.intake.profiles.layout import caption_of, header_row_of, tables_on
from cs_lib.intake.profiles.records import Sheet, Unused, titled
from cs_lib.intake.readers import EXCEL_FILES, JSON_FILES, TEXT_FILES, read
from cs_lib.intake.records import RawTable, Unusable
from cs_lib.intake.regions import wide_header
from cs_lib.intake.text import DELIMITERS, first_lines
from cs_lib.intake.texts import same_name
from cs_lib.intake.wide import molten

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
        for source, caption in _sources(file):
            try:
                sheets.append(sheet_of(file, source, caption))
            except Unusable as error:
                unused.append(Unused(titled(file, source), error.problems[0].wrong))
    return sheets, unused


def _sources(file: Path) -> Iterator[tuple[TableSource, str]]:
    """Where a table may lie in the file, and the words above it on a sheet of several.

    What cannot be opened is left to its reader to tell.
    """
    kind = file.suffix.lower()
    plain = TableSource(path=file.name)
    if kind in TEXT_FILES:
        row = _header_row(file)
        yield (TableSource(path=file.name, header_row=row) if row > 1 else plain), ""
    elif kind in EXCEL_FILES:
        try:
            sheets = sheets_in(file)
        except (*BROKEN, Unusable):
            yield plain, ""
            return
        for title, block in sheets.items():
            named = {"sheet": title} if len(sheets) > 1 else {}
            for keys in [{}] if wide_header(block) else tables_on(block):
                source = TableSource.model_validate({"path": file.name, **named, **keys})
                yield source, caption_of(block, source.range) if source.range else ""
    else:
        yield plain, ""


def _header_row(file: Path) -> int:
    source = TableSource(path=file.name)
    try:
        return header_row_of(first_lines("(any)", source, file), DELIMITERS)
    except (Unusable, OSError):
        return 1


def sheet_of(file: Path, source: TableSource, caption: str = "") -> Sheet:
    """One table with the profiles of its columns; Unusable when it cannot be read."""
    raw = read("(any)", source, file.parent)
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
