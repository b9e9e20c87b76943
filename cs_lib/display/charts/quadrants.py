"""Who is where on two indices? Bubbles in two by two fields, the largest ones named."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import offset_copy

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import font_size, heading, shortened
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit, head
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Quadrants

NAMED = {True: 3, False: 5}
"""How many of the largest bubbles bear their name, on a phone and else."""
_AREA = {True: 420.0, False: 900.0}
_LEAST_AREA = 10.0
_MARKS = {(False, False): 0, (True, True): 1, (False, True): 2, (True, False): 3}
"""The mark and colour of each field by its place, right of the cuts and above them: the same in all
charts, also where a field is empty."""
_KEY, _EDGE, _GAP, _LINE = 7.5, 7.0, 7.0, 14.0
"""Of a field's name, in points: the size of its mark, how far that is from the edge, how far the
name is from the mark, and the height of a line."""
_LETTERS = 32
"""How many letters of two names a phone has room for, side by side."""
_VEIL = {"facecolor": theme.PAPER, "edgecolor": "none", "alpha": 0.75, "pad": 1.0}
"""What lies between a field's name and the marks under it."""


def sketch(told: ShownExhibit, view: Quadrants) -> Sketch:
    """Both indices from 0 to 100; the fields are parted at the frame's cuts."""
    frame = pd.DataFrame(
        {
            name: told.frame[column.name].to_numpy()
            for name, column in (
                ("label", view.label), ("x", view.x), ("y", view.y), ("size", view.size),
                ("field", view.field),
            )
        }
    )  # fmt: skip
    cuts = tuple(float(told.frame[f"cut_{axis}"].iloc[0]) for axis in ("x", "y"))
    heads = head(told, view.x), head(told, view.y)

    def draw(figure: Figure, narrow: bool) -> None:
        _draw(figure.add_subplot(), frame, cuts, heads, narrow)

    return Sketch(draw, wide=380, narrow=360, unit=Unit.of(told, view.size).line)


def _draw(
    axes: Axes, frame: pd.DataFrame, cuts: tuple[float, ...], heads: tuple[str, str], narrow: bool
) -> None:  # fmt: skip
    sizes = frame["size"].clip(lower=0).astype(float)
    areas = np.maximum(_LEAST_AREA, _AREA[narrow] * sizes / (sizes.max() or 1.0))
    for _, mine in frame.groupby("field"):
        place = _MARKS[_side(mine, cuts)]
        axes.scatter(
            mine["x"], mine["y"], s=areas[mine.index], marker=theme.MARKERS[place],
            facecolor=theme.SERIES[place], edgecolor=theme.PAPER, linewidth=0.8, alpha=0.75,
        )  # fmt: skip
    axes.axvline(cuts[0], color=theme.AXIS, lw=1)
    axes.axhline(cuts[1], color=theme.AXIS, lw=1)
    axes.set(xlim=(0, 100), ylim=(0, 100), xlabel=heads[0])
    heading(axes, heads[1], theme.SOFT)  # above: words on their side are hard to read
    axes.set_xticks(range(0, 101, 25))
    axes.set_yticks(range(0, 101, 25))
    _fields(axes, frame, cuts, narrow)
    for _, row in frame.nlargest(NAMED[narrow], "size").iterrows():
        axes.annotate(
            shortened(row["label"], 16 if narrow else 24), (row["x"], row["y"]), xytext=(0, 9),
            textcoords="offset points", ha="center", fontsize=font_size(axes),
        )  # fmt: skip


def _side(mine: pd.DataFrame, cuts: tuple[float, ...]) -> tuple[bool, bool]:
    """Is a field right of the cut of x, and above that of y?"""
    return bool(mine["x"].mean() >= cuts[0]), bool(mine["y"].mean() >= cuts[1])


def _fields(axes: Axes, frame: pd.DataFrame, cuts: tuple[float, ...], narrow: bool) -> None:
    """The name of each field in its outer corner, beside the mark that its accounts have.

    Two names that do not fit side by side on a phone are on two lines.
    """
    sides = {field: _side(mine, cuts) for field, mine in frame.groupby("field")}
    for field, side in sides.items():
        right, above = side
        beside = sum(len(str(name)) for name, other in sides.items() if other[1] == above)
        corner = 100.0 * right, 100.0 * above
        inward = -1 if right else 1
        depth = 10 + _LINE * (narrow and right and beside > _LETTERS)
        down = -depth if above else depth
        mark, figure = _MARKS[side], axes.get_figure(root=True)
        axes.plot(
            *corner, ls="", marker=theme.MARKERS[mark], ms=_KEY, color=theme.SERIES[mark],
            mec=theme.PAPER, mew=0.8, clip_on=False,
            transform=offset_copy(axes.transData, figure, inward * _EDGE, down, "points"),
        )  # fmt: skip
        axes.annotate(
            str(field), corner, xytext=(inward * (_EDGE + _GAP), down), color=theme.SOFT,
            textcoords="offset points", ha="right" if right else "left", va="center",
            fontweight="bold", bbox=_VEIL,
        )  # fmt: skip
