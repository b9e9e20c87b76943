"""How is an exhibit's frame shown? As a table, as lines by period, as tiles; charts stand beside.

A view says which columns play which part. It stays in code and is never stored, so a better one
needs no new run.
"""

from dataclasses import dataclass

from cs_lib.exhibits.columns import Column


@dataclass(frozen=True)
class View:
    """Any way to show a frame."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the frame that it reads."""
        found: list[Column] = []
        for value in vars(self).values():
            found += [value] if isinstance(value, Column) else []
            found += value if isinstance(value, tuple) else []
        return tuple(each for each in found if isinstance(each, Column))


@dataclass(frozen=True)
class Table(View):
    """A row a record. The first column heads its row; `group` makes subheadings of its values.

    A row is a total when its scope is the whole company, or when a column `total` says so.
    `filters` are names of columns by whose values a reader may choose rows on screen.
    """

    cells: tuple[Column, ...]
    group: Column | None = None
    filters: tuple[str, ...] = ()

    def __init__(
        self, *cells: Column, group: Column | None = None, filters: tuple[str, ...] = ()
    ) -> None:
        unknown = [name for name in filters if name not in {each.name for each in cells}]
        if unknown:
            raise ValueError(f"a table is filtered by its own columns, not by {unknown}")
        object.__setattr__(self, "cells", cells)
        object.__setattr__(self, "group", group)
        object.__setattr__(self, "filters", filters)


@dataclass(frozen=True)
class Matrix(View):
    """Lines side by side: one row a `line`, one column for each value of `across`.

    The frame is long: `line`, `across`, `value`, and if wanted `unit` (money, percent, integer,
    ratio, number: a line's own), `level` (0 prints as a total, 2 and 3 are indented). Lines and
    columns stand in the order of their first appearance.
    """

    line: Column
    across: Column
    value: Column


@dataclass(frozen=True)
class Tiles(View):
    """Key figures, one tile a row: label, value in its unit, and `note`, a message or text."""

    line: Column
    value: Column
    note: Column | None = None
