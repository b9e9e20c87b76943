"""Where do tables lie on a sheet whose contract is not known yet? By the look of its rows."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise, zip_longest
from typing import Any

from openpyxl.utils.cell import range_boundaries

from cs_lib.intake.shape.header import (
    LOOKED_AT,
    Names,
    cells_of,
    is_amount,
    joined,
    names_in,
    wide_header,
)

Rows = Sequence[Sequence[Any]]
_WIDE = 0.6
"""A row of names has at least this share of the cells of the widest row below it."""


def tables_on(block: Rows) -> list[Mapping[str, Any]]:
    """For each table on the sheet, the keys of its source that say where it lies.

    `block` are the sheet's rows from the first on. A table of all rows needs no key; one below
    titles has its `header_row`; several on a sheet have each a `range`, and `transpose` where
    the fields run down.
    """
    rows = [names_in(row) for row in block]
    found: list[tuple[int, int, bool]] = []
    for top, end in _chunks(rows):
        top = _below_titles(rows, top, end)
        down = _runs_down(rows[top:end])
        if down or not found or found[-1][2] or _begins(rows[top:end], rows[: found[-1][1]]):
            if end - top > 1 or down:
                found.append((top, end, down))
        else:
            found[-1] = (found[-1][0], end, False)
    areas = [area for each in found for area in _areas(rows, *each)]
    if len(areas) == 1 and not areas[0][1]:
        top = found[0][0] + 1
        return [{"header_row": top} if top > 1 else {}]
    return [{"range": cells} | ({"transpose": True} if down else {}) for cells, down in areas] or [
        {}
    ]


def caption_of(block: Rows, cells: str) -> str:
    """The words that stand alone in the row above a range of the sheet; "" where none do."""
    left, top, right, _ = range_boundaries(cells)
    if top < 2:
        return ""
    above = names_in(block[top - 2])[:right]
    words = [cell for cell in above[max(left - 2, 0) :] if cell is not None]
    return words[0] if len(words) == 1 and not is_amount(words[0]) else ""


def records_of(lines: Sequence[str], marks: Sequence[str]) -> list[list[str]]:
    """The records of a text file, by the mark that cuts most cells."""
    return max((_cut(lines, mark) for mark in marks), key=lambda each: sum(map(len, each)))


def header_row_of(block: Rows) -> int:
    """The row that holds the names, counted from 1.

    1 for a sheet with a column a month, whose names the door finds by itself.
    """
    if wide_header(block):
        return 1
    rows = [names_in(row) for row in block]
    return _below_titles(rows, 0, len(rows)) + 1 if rows else 1


def grouped_names(block: Rows, header_row: int) -> tuple[int, Names] | None:
    """The row above which no names stand, and the names of two rows: groups and their parts.

    None where the row of names stands alone. A group is a name over two or more others.
    """
    rows = [names_in(row) for row in block]
    for top in (header_row - 2, header_row - 1):
        if top < 0 or top + 2 >= len(rows):
            continue
        groups, parts, below = rows[top : top + 3]
        if _grouping(groups, parts) and any(map(is_amount, below)):
            return top + 1, joined(groups, parts)
    return None


def _grouping(groups: Names, parts: Names) -> bool:
    """Two rows of words, in the first of which a name holds to its right."""
    words = [name for name in (*groups, *parts) if name is not None]
    if any(map(is_amount, words)) or _filled(groups) < 2 or _filled(parts) < 2:
        return False
    pairs = list(zip_longest(groups, parts))
    holds = [
        one[0] is not None and one[1] is not None and other[0] is None and other[1] is not None
        for one, other in pairwise(pairs)
    ]
    return any(holds)


def _cut(lines: Sequence[str], mark: str) -> list[list[str]]:
    found: list[list[str]] = []
    with suppress(csv.Error):
        found.extend(csv.reader(lines, delimiter=mark))
    return found


def _chunks(rows: Rows) -> Iterator[tuple[int, int]]:
    """The runs of rows that hold anything: first row, and the one after the last."""
    start: int | None = None
    for place, row in enumerate([*rows, ()]):
        if any(row) and start is None:
            start = place
        elif not any(row) and start is not None:
            yield start, place
            start = None


def _below_titles(rows: Rows, top: int, end: int) -> int:
    """The first row that can hold names: words only, and about as wide as the widest."""
    widest = max((_filled(row) for row in rows[top : min(end, top + LOOKED_AT)]), default=0)
    for place in range(top, min(end, top + LOOKED_AT)):
        if _filled(rows[place]) >= max(2, _WIDE * widest):
            return place
    return top


def _filled(row: Sequence[Any]) -> int:
    return sum(cell is not None for cell in row)


def _words(row: Sequence[Any]) -> bool:
    """At least two cells, none of them a number or a date (a year or month apart)."""
    texts = [cell for cell in row if cell is not None]
    return len(texts) > 1 and not any(is_amount(text) and len(text) < 4 for text in texts[:2])


def _runs_down(rows: Rows) -> bool:
    """Names in the first column, each of them once, and a value in the very first row."""
    if len(rows) < 3:
        return False
    left = min(next(place for place, cell in enumerate(row) if cell) for row in rows)
    names = [row[left] for row in rows]
    distinct = all(names) and len(set(names)) == len(names) and not any(map(is_amount, names))
    values = [cell for cell in rows[0][left + 1 :] if cell]
    return distinct and bool(values) and all(map(is_amount, values))


def _begins(rows: Rows, before: Rows) -> bool:
    """Does a table of its own begin here: words, where the rows before hold numbers?"""
    last = next(row for row in reversed(before) if any(row))
    clash = [
        place
        for place, cell in enumerate(rows[0])
        if cell and not is_amount(cell) and place < len(last) and is_amount(last[place])
    ]
    return len(rows) > 1 and _words(rows[0]) and bool(clash)


def _areas(rows: Rows, top: int, end: int, down: bool) -> list[tuple[str, bool]]:
    """The tables beside each other in some rows, cut where a column is empty."""
    width = max(len(row) for row in rows[top:end])
    used = [any(len(row) > place and row[place] for row in rows[top:end]) for place in range(width)]
    found = []
    for left, right in _chunks([(each or None,) for each in used]):
        last = max(n for n in range(top, end) if any(rows[n][left:right]))
        if right - left > 1:
            found.append((cells_of(top + 1, left, last + 1, right - 1), down))
    bottoms = {cells.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for cells, _ in found}
    if len(found) > 1 and len(bottoms) == 1 and not down:
        # As long as each other: one table with an empty column within.
        first, last_cells = found[0][0].split(":")[0], found[-1][0].split(":")[1]
        return [(f"{first}:{last_cells}", False)]
    return found
