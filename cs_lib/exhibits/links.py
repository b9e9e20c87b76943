"""Does a cell show a figure? Then the figure links to it, and never where it shows another."""

import dataclasses
from collections.abc import Mapping
from typing import TypeVar

import pandas as pd

from cs_lib.exhibits.record import Exhibit
from cs_lib.exhibits.views import Matrix, Table, Tiles
from cs_lib.texts import Cell, Count, Money, Points, Sentence, Share

F = TypeVar("F", Money, Share, Points, Count)
S = TypeVar("S", bound=Sentence)
CLOSE = 0.005
"""Figures nearer than half a cent are the same; rates are told apart by the last printed digit."""


def figures(exhibit: Exhibit, at: Cell) -> list[float]:
    """What the cell shows, signs taken off; several where its row has no name of its own."""
    frame, view = exhibit.frame, exhibit.view
    if exhibit.absent or frame.empty or view is None or at.column not in frame:
        return []
    rows = frame[[_key(value) == at.row for value in frame[rows_are(exhibit)]]]
    if isinstance(view, Matrix):
        rows = rows[[_key(value) == at.across for value in rows[view.across.name]]]
    return [abs(float(value)) for value in rows[at.column] if pd.notna(value)]


def rows_are(exhibit: Exhibit) -> str:
    """The column that heads the rows of the exhibit's table."""
    view = exhibit.view
    if isinstance(view, Matrix | Tiles):
        return view.line.name
    assert view is not None
    return view.cells[0].name if isinstance(view, Table) else view.columns[0].name


def _key(value: object) -> str | None:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return None if value is None or value != value else str(value)


def linked(fact: F, at: Cell, exhibits: Mapping[str, Exhibit]) -> F:
    """`fact` with the way to `at`, where that cell is there and shows the same figure."""
    exhibit = exhibits.get(at.exhibit)
    shown = [] if exhibit is None else figures(exhibit, at)
    slack = CLOSE if isinstance(fact, Money) else CLOSE / 1000
    same = len(shown) == 1 and abs(shown[0] - abs(fact.value)) < slack
    return dataclasses.replace(fact, at=at) if same else fact


def with_cells(told: S, cells: Mapping[str, Cell], exhibits: Mapping[str, Exhibit]) -> S:
    """`told` with its figures linked to `cells`, by field, where those show the same."""
    found = {name: linked(getattr(told, name), at, exhibits) for name, at in cells.items()}
    return dataclasses.replace(told, **found)
