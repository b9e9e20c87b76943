"""How much is each? Horizontal bars from zero, in the frame's order; parts stack."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import LETTERS_LEFT, bare, beside, rows, shortened, zero_line
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Bars

Floats = NDArray[np.float64]
_ROOM = {True: 0.3, False: 0.12}
PATTERNS = ("", "////", "xxxx", "||||", "----", "\\\\\\\\")


def sketch(told: ShownExhibit, view: Bars) -> Sketch:
    """A bar a label; its parts side by side where there are parts, named in a key."""
    unit = Unit.of(told, view.amount)
    grid = _grid(told.frame, view)
    styles = _styles(told.frame, view, grid)

    def draw(figure: Figure, narrow: bool) -> None:
        _draw(figure.add_subplot(), grid, styles, unit, narrow)
        if view.part is not None:
            letters = 20 if narrow else 40
            handles = [Patch(**styles[part][0], label=shortened(part, letters)) for part in grid]
            figure.legend(
                handles=handles, loc="outside lower left", ncols=2 if narrow else 4, frameon=False,
                handlelength=1.1,
            )  # fmt: skip

    key = 0 if view.part is None else 30
    count = len(grid)
    return Sketch(draw, wide=30 * count + 24 + key, narrow=36 * count + 20 + 2 * key,
                  unit=unit.line)  # fmt: skip


def _grid(frame: pd.DataFrame, view: Bars) -> pd.DataFrame:
    """A row a bar, a column a part, in the order of their first appearance."""
    amounts = frame[view.amount.name].astype(float)
    parts = frame[view.part.name] if view.part else pd.Series(view.amount.name, index=frame.index)
    labels = frame[view.label.name]
    if view.part is None:  # two bars may bear one name
        return pd.DataFrame({view.amount.name: amounts.to_numpy()}, index=list(labels))
    grid = amounts.groupby([labels, parts], sort=False, observed=True).sum().unstack()
    return grid.reindex(index=list(dict.fromkeys(labels)), columns=list(dict.fromkeys(parts)))


def _styles(frame: pd.DataFrame, view: Bars, grid: pd.DataFrame) -> dict[Any, list[dict[str, Any]]]:
    """How each bar of each part is filled: by its meaning, else by the part's place."""
    if view.part is None and view.kind is not None:
        return {view.amount.name: [theme.filled(str(kind)) for kind in frame[view.kind.name]]}
    count = len(theme.SERIES)
    return {
        part: [theme.patterned(theme.SERIES[p % count], PATTERNS[p % count])] * len(grid)
        for p, part in enumerate(grid)
    }


def _draw(
    axes: Axes, grid: pd.DataFrame, styles: dict[Any, list[dict[str, Any]]], unit: Unit,
    narrow: bool,
) -> None:  # fmt: skip
    up, down = np.zeros(len(grid)), np.zeros(len(grid))
    for part in grid:
        values = grid[part].fillna(0.0).to_numpy()
        base = np.where(values >= 0, up, down)
        for place, (value, start) in enumerate(zip(values, base, strict=True)):
            axes.barh(place, value, left=start, height=0.66, **styles[part][place])
        up, down = up + np.maximum(values, 0), down + np.minimum(values, 0)
    totals = grid.sum(axis=1, min_count=1).to_numpy(dtype=float)
    span = float(up.max() - down.min()) or 1.0
    _totals(axes, totals, up, down, unit)
    room = span * _ROOM[narrow]
    axes.set_xlim(
        float(down.min()) - (room if (down < 0).any() else 0),
        float(up.max()) + (room if (up > 0).any() or not (down < 0).any() else 0),
    )
    rows(axes, list(grid.index), LETTERS_LEFT[narrow])
    zero_line(axes)
    bare(axes, "x")


def _totals(axes: Axes, totals: Floats, up: Floats, down: Floats, unit: Unit) -> None:
    for place, total in enumerate(totals):
        side = -1 if total < 0 else 1
        end = down[place] if side < 0 else up[place]
        beside(axes, place, end, unit.text(total), side, 6)
