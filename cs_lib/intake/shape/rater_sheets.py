"""A questionnaire that raters filled in: one sheet each, read together without any mapping."""

from collections.abc import Iterator
from dataclasses import replace

from cs_lib.engagement import TableSource
from cs_lib.intake.places import Unreadable
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.read.excel import BROKEN
from cs_lib.intake.records import RawTable

TABLE, SCORE = "assessments", "score"
PREFIX = f"{TABLE} "
"""What the name of each rater's sheet starts with."""


def rater_sheets(table: str, source: TableSource, contents: Contents) -> Iterator[TableSource]:
    """One source for each rater's sheet of a filled-in request; else the source as it is.

    A file that cannot be read is left to its reader, which says so.
    """
    path = str(source.path)
    chosen = source.sheet is not None or source.sheets is not None
    if table != TABLE or chosen or not path.lower().endswith(".xlsx"):
        yield source
        return
    try:
        names = [each.title for each in contents.workbook(path).worksheets]
    except (Unreadable, *BROKEN):
        names = []
    found = [name for name in names if name.startswith(PREFIX)]
    for name in found if TABLE not in names else ():
        yield source.model_copy(update={"sheet": name})
    if not found or TABLE in names:
        yield source


def answered(source: TableSource, raw: RawTable) -> RawTable:
    """A rater's sheet without the statements that were left open: no row, and nothing wrong."""
    if not (source.sheet or "").startswith(PREFIX) or SCORE not in raw.frame:
        return raw
    filled = raw.frame[SCORE].notna() & (raw.frame[SCORE].astype("str").str.strip() != "")
    return replace(
        raw,
        frame=raw.frame[filled].reset_index(drop=True),
        numbers=raw.numbers[filled].reset_index(drop=True),
    )
