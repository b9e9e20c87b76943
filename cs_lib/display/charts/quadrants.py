"""Who is where on two indices? Bubbles in two by two fields, the largest ones named."""

from collections.abc import Mapping

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

Side = tuple[bool, bool]
"""Is a field right of the cut of x, and above that of y?"""
Box = tuple[float, float, float]
"""Where a name is: its middle on both indices, and half its width."""
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
"""What lies between a name and the marks under it."""
_ABOVE, _LETTER, _HEIGHT = 13.0, 0.6, 1.3
"""How far a bubble's name is from its middle, in points; and of the size of letters, how wide one
is, about, and how high a line."""


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
    sides = {}
    for field, mine in frame.groupby("field"):
        sides[str(field)] = _side(mine, cuts)
        place = _MARKS[sides[str(field)]]
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
    taken = _fields(axes, sides, narrow)
    _names(axes, frame.nlargest(NAMED[narrow], "size"), narrow, taken)


def _names(axes: Axes, largest: pd.DataFrame, narrow: bool, taken: list[Box]) -> None:
    """Their names, above the bubble or else below it; none where another name is in the way."""
    size, (_, up) = font_size(axes), _points(axes)
    for row in largest.to_dict("records"):
        name = shortened(row["label"], 16 if narrow else 24)
        for shift in (_ABOVE, -_ABOVE):
            box = row["x"], row["y"] + shift / up, _half(axes, name)
            if not 0 <= box[1] <= 100 or any(
                abs(box[0] - x) < box[2] + half and abs(box[1] - y) < _HEIGHT * size / up
                for x, y, half in taken
            ):
                continue
            taken.append(box)
            axes.annotate(
                name, (row["x"], row["y"]), xytext=(0, shift), textcoords="offset points",
                ha="center", va="center", fontsize=size, bbox=_VEIL,
            )  # fmt: skip
            break


def _points(axes: Axes) -> tuple[float, float]:
    """About how many points a percent of each index is, across and up."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches()
    return 0.72 * float(width), 0.72 * float(height)


def _half(axes: Axes, name: str) -> float:
    """About half the width of a name, in percent."""
    return _LETTER * font_size(axes) * len(name) / 2 / _points(axes)[0]


def _side(mine: pd.DataFrame, cuts: tuple[float, ...]) -> Side:
    return bool(mine["x"].mean() >= cuts[0]), bool(mine["y"].mean() >= cuts[1])


def _fields(axes: Axes, sides: Mapping[str, Side], narrow: bool) -> list[Box]:
    """The name of each field in its outer corner, beside the mark that its accounts have.

    Two names that do not fit side by side on a phone are on two lines.
    """
    (across, up), taken = _points(axes), list[Box]()
    for field, side in sides.items():
        right, above = side
        beside = sum(len(name) for name, other in sides.items() if other[1] == above)
        corner = 100.0 * right, 100.0 * above
        inward = -1 if right else 1
        depth = 10 + _LINE * (narrow and right and beside > _LETTERS)
        down, half = -depth if above else depth, _half(axes, field)
        taken.append(
            (corner[0] + inward * ((_EDGE + _GAP) / across + half), corner[1] + down / up, half)
        )
        mark, figure = _MARKS[side], axes.get_figure(root=True)
        axes.plot(
            *corner, ls="", marker=theme.MARKERS[mark], ms=_KEY, color=theme.SERIES[mark],
            mec=theme.PAPER, mew=0.8, clip_on=False,
            transform=offset_copy(axes.transData, figure, inward * _EDGE, down, "points"),
        )  # fmt: skip
        axes.annotate(
            field, corner, xytext=(inward * (_EDGE + _GAP), down), color=theme.SOFT,
            textcoords="offset points", ha="right" if right else "left", va="center",
            fontweight="bold", bbox=_VEIL,
        )  # fmt: skip
    return taken
