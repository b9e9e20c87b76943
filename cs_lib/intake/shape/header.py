"""Where on a sheet does the table lie? Its header, and the titles above it.

The header is found without being asked for only where it is certain: the first row, or the first
two together, that hold every name the table needs, below rows that can only be titles. Whatever
has two readings is refused with the place of each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from openpyxl.utils.cell import get_column_letter

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import one_text
from cs_lib.intake.places import Unreadable
from cs_lib.intake.shape.header_names import Wanted, wanted_by, wide_form
from cs_lib.intake.shape.months import is_run, month_of, months_of
from cs_lib.tables import TABLES

LOOKED_AT = 50
"""Rows among which the header is looked for."""
Names = tuple[str | None, ...]


@dataclass(frozen=True)
class Header:
    """The rows that hold the column names: how many rows stand above, and how many they are."""

    above: int
    rows: int
    names: Names


def header_of(
    table: str, source: TableSource, block: Sequence[Sequence[Any]], first: int = 1
) -> Header:
    """The header of the table among the rows of `block`, whose first has the number `first`.

    Where the engagement file says where it is, or the first row is as good as any, the first.
    Raises Unreadable where another row is likely to be it, and not certain.
    """
    if found := certain_header(table, source, block, first):
        return found
    rows = [names_in(row) for row in block[:LOOKED_AT]]
    wanted = wanted_by(table, source)
    if wanted and rows and not is_said(source):
        _refuse_likely(table, source, block, rows, wanted, first)
    return Header(0, 1, rows[0] if rows else ())


def certain_header(
    table: str, source: TableSource, block: Sequence[Sequence[Any]], first: int = 1
) -> Header | None:
    """The first row, or two rows, that hold every name the table needs; None where none does.

    Where the engagement file says where the names are, only the first row, or the first two.
    Of a table that is not known yet: the row, or two rows, that name one column a month.
    Raises Unreadable where a row above may be data.
    """
    wanted = wanted_by(table, source)
    if not wanted:
        return None if table in TABLES or is_said(source) else wide_header(block)
    forms = [wanted, *filter(None, [wide_form(table, source, wanted)])]
    said = is_said(source)
    for found in _candidates(block[: 2 if said else LOOKED_AT]):
        if said and found.above:
            continue
        if any(not form.missing(found.names) for form in forms):
            _refuse_wide_titles(table, source, block, found, first)
            return found
    return None


def wide_header(block: Sequence[Sequence[Any]]) -> Header | None:
    """The first row, or two rows, with a column a month and another name; None if none is.

    Dates in a row of data are no header: months follow each other, and amounts stand below.
    """
    for found in _candidates(block[:LOOKED_AT]):
        months = months_of(found.names)
        others = [name for name in found.names if name is not None and name not in months]
        below = block[found.above + found.rows : found.above + found.rows + 1]
        if others and is_run(months.values()) and below:
            under = [
                cell
                for name, cell in zip(found.names, names_in(below[0]), strict=False)
                if name in months and cell is not None
            ]
            if all(is_amount(cell) and month_of(cell) is None for cell in under):
                return found
    return None


def is_said(source: TableSource) -> bool:
    """Does the engagement file itself say where the column names are?"""
    return "header_row" in source.model_fields_set or bool(source.range) or source.transpose


def names_in(row: Sequence[Any]) -> Names:
    """The cells of one row as names; None where a cell is empty."""
    return tuple(map(one_text, row))


def _candidates(block: Sequence[Sequence[Any]]) -> Iterator[Header]:
    """Each row alone, then with the one below it: group names above, their parts below."""
    rows = [names_in(row) for row in block]
    for place, row in enumerate(rows):
        yield Header(place, 1, row)
        if place + 1 < len(rows) and any(row) and any(rows[place + 1]):
            yield Header(place + 1, 1, rows[place + 1])
            yield Header(place, 2, joined(row, rows[place + 1]))


def joined(top: Names, bottom: Names) -> Names:
    """From "2026" over "Jan", "Feb": "2026 Jan", "2026 Feb"; a merged cell holds to its right."""
    names: list[str | None] = []
    group: str | None = None
    for above, below in zip_longest(top, bottom):
        group = above or (group if below else None)
        names.append(" ".join(filter(None, (group, below))) or None)
        group = group if below else None
    return tuple(names)


def _refuse_wide_titles(
    table: str,
    source: TableSource,
    block: Sequence[Sequence[Any]],
    found: Header,
    first: int,
) -> None:
    """A row above the names that is as wide as they are may hold data, and is not skipped."""
    width = sum(name is not None for name in found.names)
    for place, row in enumerate(block[: found.above]):
        if sum(name is not None for name in names_in(row)) >= max(width, 2):
            raise Unreadable(
                f"is as wide as the column names of row {first + found.above}, but stands above "
                "them: it may be a title or data",
                _say_header(first + found.above),
                "titles of fewer cells above the column names",
                row=first + place,
            )


def _refuse_likely(
    table: str,
    source: TableSource,
    block: Sequence[Sequence[Any]],
    rows: Sequence[Names],
    wanted: Wanted,
    first: int,
) -> None:
    """The first row is not the header, and another nearly is: said, and not guessed."""
    if down := _running_down(block, wanted, first):
        raise Unreadable(
            f"its fields run down, in {down}",
            f'say transpose: true and range: "{down}" for this table in the engagement file',
            "column names in one row, or a range that is transposed",
        )
    held = [len(wanted.held(row)) for row in rows]
    best = max(range(len(rows)), key=lambda place: held[place])
    if not best or held[best] < 2 or held[best] == held[0]:
        return
    lacking = ", ".join(wanted.missing(rows[best]))
    raise Unreadable(
        f"looks like the column names ({', '.join(wanted.held(rows[best]))}), but lacks {lacking}",
        f"correct the names under columns, or {_say_header(first + best)}",
        f"a row that holds all of {', '.join((*wanted.names, *wanted.one_of))}",
        row=first + best,
    )


def _say_header(row: int) -> str:
    return f"say header_row: {row} for this table in the engagement file"


def _running_down(block: Sequence[Sequence[Any]], wanted: Wanted, first: int) -> str | None:
    """The cells of a block whose first column holds all names; None where there is none."""
    columns = list(zip_longest(*block[:LOOKED_AT]))
    for place, column in enumerate(columns[:LOOKED_AT]):
        names = names_in(column)
        if len(wanted.names) < 2 or wanted.missing(names):
            continue
        filled = [row for row, name in enumerate(names) if name is not None]
        right = max(
            (
                column
                for row in filled
                for column, cell in enumerate(block[row])
                if cell is not None and cell != ""
            ),
            default=place,
        )
        return cells_of(first + filled[0], place, first + filled[-1], right)
    return None


def cells_of(top: int, left: int, bottom: int, right: int) -> str:
    """As in "B3:F20": rows as they are numbered in the file, columns counted from 0."""
    return f"{get_column_letter(left + 1)}{top}:{get_column_letter(right + 1)}{bottom}"


def is_amount(text: str | None) -> bool:
    """Is it a number or a date, in any of their usual dresses?"""
    return bool(text) and any(map(str.isdigit, str(text))) and not any(map(str.isalpha, str(text)))


def titles(
    block: Sequence[Sequence[Any]], header: Header, first: int
) -> tuple[tuple[str, int, str], ...]:
    """What to tell of the rows above the names, and of names that stand in two rows."""
    filled = [
        (first + place, row)
        for place, row in enumerate(map(names_in, block[: header.above]))
        if any(row)
    ]
    notes = []
    if filled:
        said = "; ".join(" ".join(filter(None, row))[:60] for _, row in filled[:3])
        detail = f"above the column names, {rows_said([row for row, _ in filled])}: {said}"
        notes.append(("title_rows", len(filled), detail))
    if header.rows > 1:
        top = first + header.above
        detail = f"rows {top} and {top + 1} together name the columns"
        notes.append(("header_rows", header.rows, detail))
    return tuple(notes)


def rows_said(rows: Sequence[int], most: int = 10) -> str:
    """Such as "row 3" or "rows 3, 5, 8", cut after `most`."""
    shown = ", ".join(str(row) for row in rows[:most])
    more = f" and {len(rows) - most} more" if len(rows) > most else ""
    return f"row{'s' if len(rows) > 1 else ''} {shown}{more}"
