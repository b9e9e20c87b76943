"""A block of cells -> a table: the first row names the columns, empty rows are left out."""

from collections.abc import Sequence

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import as_text
from cs_lib.intake.records import RawTable
from cs_lib.intake.shape.header import rows_said
from cs_lib.intake.shape.second_table import refuse_two


def table_of(
    table: str,
    source: TableSource,
    cells: pd.DataFrame,
    first_row: int = 1,
    numbers: pd.Series | None = None,
    above: Sequence[int] = (),
) -> RawTable:
    """The block `cells`, whose first row holds the column names, as a table.

    `first_row` is that row's number in the file; `numbers`, when given, names all rows instead.
    `above` are the blank rows above the names. Raises Unreadable where it holds two tables.
    """
    if cells.empty:
        return RawTable(source.named, pd.DataFrame(), pd.Series(dtype="int64"))
    if numbers is None:
        numbers = pd.Series(range(first_row, first_row + len(cells)))
    names, repeated = _names(cells.iloc[0])
    body = cells.iloc[1:].set_axis(names, axis="columns")
    used = _filled(body)
    named = [name for name in names if not _nameless(name) or _filled(body[[name]]).any()]
    refuse_two(table, source, cells, numbers, used)
    blank = [*above, *numbers.iloc[1:][~used.to_numpy()]]
    detail = f"no cell of the row is filled: {rows_said(blank)}"
    notes = (("blank_rows", len(blank), detail),) if blank else ()
    kept = body if used.all() else body[used]
    return RawTable(
        source.named,
        (kept if named == names else kept[named]).reset_index(drop=True),
        numbers.iloc[1:][used.to_numpy()].reset_index(drop=True),
        notes,
        repeated,
    )


def _names(header: pd.Series) -> tuple[list[str], frozenset[str]]:
    """The columns' names, made unique, and those that stand there more than once."""
    names: list[str] = []
    repeated = set()
    for position, cell in enumerate(as_text(header.reset_index(drop=True)), start=1):
        name = f"(column {position})" if pd.isna(cell) else str(cell)
        if name in names:
            repeated.add(name)
            name = f"{name} ({position})"
        names.append(name)
    return names, frozenset(repeated)


def _nameless(name: str) -> bool:
    return name.startswith("(column ")


def _filled(body: pd.DataFrame) -> pd.Series:
    """Which rows hold anything at all?"""
    filled = pd.Series(False, index=body.index)
    for position in range(body.shape[1]):
        if filled.all():
            break
        cells = body.iloc[:, position]
        filled |= cells.notna() & (cells != "") & ~_blank(cells, ~filled)
    return filled


def _blank(cells: pd.Series, where: pd.Series) -> pd.Series:
    """Cells that hold nothing but spaces; only looked at `where` it matters."""
    blank = pd.Series(False, index=cells.index)
    blank.loc[where] = as_text(cells.loc[where]).isna().to_numpy()
    return blank
