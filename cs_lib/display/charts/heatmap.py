"""Which cells stand out? Rows by columns, each cell with its value; thin ones greyed."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from cs_lib import formats
from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import LETTERS_LEFT, lines_of, names_left
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Heatmap
from cs_lib.texts import catalogue

Floats = NDArray[np.float64]
_THIN = len(theme.HEAT)
"""The place of the grey among the cells' colours."""
_FILLS = ListedColormap([*theme.HEAT, theme.PALETTE["thin"]])
_HIGH = 3
"""From this shade on, words are written in the light colour."""


def sketch(told: ShownExhibit, view: Heatmap) -> Sketch:
    """Rows and columns in the order of their first appearance; what is missing stays blank."""
    unit = Unit.of(told, view.value)
    values, counts = _grid(told.frame, view, view.value.name), _grid(told.frame, view, view.n.name)
    thin = (counts < view.least) | counts.isna()

    def draw(figure: Figure, narrow: bool) -> None:
        _draw(figure.add_subplot(), values, thin, unit, narrow)

    word = "thin" if view.counted == "accounts" else f"thin_{view.counted}"
    grey = catalogue(told.language).code("chart", word) if thin[values.notna()].any().any() else ""
    grey = grey.replace("#", formats.integer(view.least))
    rows = len(values)
    return Sketch(draw, wide=30 * rows + 40, narrow=26 * rows + 44, unit=unit.line, notes=(grey,))


def _grid(frame: pd.DataFrame, view: Heatmap, name: str) -> pd.DataFrame:
    """A long column as a grid."""
    grid = frame.pivot_table(
        index=view.row.name, columns=view.across.name, values=name, sort=False, dropna=False,
        observed=True,
    )  # fmt: skip
    return grid.reindex(
        index=list(dict.fromkeys(frame[view.row.name])),
        columns=list(dict.fromkeys(frame[view.across.name])),
    ).astype(float)


def shades(values: Floats, thin: NDArray[np.bool_]) -> Floats:
    """The place of each cell's colour: five equal steps between the least and the most of those
    that are not thin; NaN where there is no value.
    """
    firm = values[~thin & np.isfinite(values)]
    least, most = (firm.min(), firm.max()) if firm.size else (0.0, 0.0)
    steps = len(theme.HEAT)
    span = most - least
    place = np.floor((values - least) / span * steps) if span else np.full_like(values, 2.0)
    found = np.clip(place, 0, steps - 1)
    found[thin] = _THIN
    found[~np.isfinite(values)] = np.nan
    return np.asarray(found, dtype=float)


def _draw(axes: Axes, values: pd.DataFrame, thin: pd.DataFrame, unit: Unit, narrow: bool) -> None:
    shade = shades(values.to_numpy(), thin.to_numpy())
    # seaborn's heat map draws the whole figure to see whether its names overlap; ours are wrapped
    axes.pcolormesh(
        np.ma.masked_invalid(shade), cmap=_FILLS, vmin=-0.5, vmax=_THIN + 0.5,
        linewidths=1.5, edgecolor=theme.PAPER,
    )  # fmt: skip
    axes.set(xlim=(0, shade.shape[1]), ylim=(shade.shape[0], 0))
    shown = values.to_numpy(dtype=float)
    tight = narrow or values.shape[1] > 12
    for row, column in zip(*np.nonzero(np.isfinite(shade)), strict=True):
        place = shade[row, column]
        colour = theme.PALETTE["on-high" if _HIGH <= place < _THIN else "on-low"]
        axes.text(
            column + 0.5, row + 0.5, _cell(shown[row, column], unit, tight),
            ha="center", va="center_baseline", color=theme.SOFT if place == _THIN else colour,
            style="italic" if place == _THIN else "normal",
            fontsize=theme.NARROW_FONT_SIZE - 1 if tight else theme.FONT_SIZE - 0.5,
        )  # fmt: skip
    _names(axes, values, narrow)


def _cell(value: float, unit: Unit, tight: bool) -> str:
    """A percentage in a tight cell leaves its sign to the unit under the title."""
    if tight and unit.kind == "percent":
        return formats.number(value * 100, 0, language=unit.language)
    return unit.text(value)


def _names(axes: Axes, values: pd.DataFrame, narrow: bool) -> None:
    names_left(axes, values.index, 10 if narrow else LETTERS_LEFT[False], first=0.5)
    width = max(3, (42 if narrow else 110) // max(1, values.shape[1]))
    places = np.arange(values.shape[1]) + 0.5
    labels = ["\n".join(lines_of(name, width, most=2)) for name in values.columns]
    axes.set_xticks(places, labels, rotation=0)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
