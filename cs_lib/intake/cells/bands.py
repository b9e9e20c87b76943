"""A free number -> the band that it lies in: 340 people are "250 to 999"."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.number import as_number
from cs_lib.intake.records import Finding
from cs_lib.tables import Column
from cs_lib.tables.spec import DTYPES


def banded(
    cells: pd.Series, column: Column, source: TableSource
) -> tuple[pd.Series, list[Finding]]:
    """The name of each cell's band, and the cells that are no number or below the first band.

    An empty cell stays empty.
    """
    said = source.bands[column.name]
    bands = said if isinstance(said, Mapping) else named(said)
    numbers, findings = as_number(cells, column, source)
    names, starts = list(bands), list(bands.values())
    places = numbers.map(lambda number: bisect_right(starts, number) - 1, na_action="ignore")
    below = places < 0
    if below.any():
        findings.append(_below(column, numbers[below], starts[0]))
    made = places.mask(below).map(lambda place: names[int(place)], na_action="ignore")
    return made.astype(DTYPES["category"]), findings


def _below(column: Column, numbers: pd.Series, first: float) -> Finding:
    return Finding(
        "below_bands",
        column.name,
        numbers,
        lambda value: f"{value:g} is below the first band",
        f"at least {first:g}, where the first band begins",
        f"correct the cell, or begin the bands of {column.name} lower",
    )


def named(edges: Sequence[float]) -> Mapping[str, float]:
    """The bands that edges cut, each by the numbers in it: under 50, 50 to 249, 250 and more."""
    lows = [float("-inf"), *edges]
    return {_name(low, high): low for low, high in zip(lows, [*edges, None], strict=True)}


def _name(low: float, high: float | None) -> str:
    if high is None:
        return f"{low:g} and more"
    if low == float("-inf"):
        return f"under {high:g}"
    whole = low == int(low) and high == int(high)
    return f"{low:g} to {high - 1:g}" if whole else f"{low:g} to under {high:g}"
