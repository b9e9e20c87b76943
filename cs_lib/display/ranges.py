"""From where to where? A bar per row between two values, and marks on it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from cs_lib.display import theme
from cs_lib.display.axes import bare, names_left
from cs_lib.display.figures import Unit, data_table, figure, no_data, unit_of
from cs_lib.display.markup import Block

Floats = NDArray[np.float64]
_STYLES = (("o", theme.INK), ("D", theme.TAILWIND[1]))


def ranges(
    frame: pd.DataFrame,
    *,
    title: str,
    alt: str,
    unit: str,
    measure: str,
    ends: tuple[str, str] = ("Low", "High"),
    marks: Mapping[str, str],
    figures: bool = True,
) -> Block:
    """How far does each row reach, and where does it stand?

    `frame`, in the order of the rows: `label`, `low`, `high` (any order of size; where one is
    missing there is no bar), and the columns that `marks` maps to their names, at most two. A mark
    alone and the same in every row is drawn as one line, and the bar's ends are written beside it,
    as in a tornado; else the marks' values are. `ends` names the bar's two
    columns in the figures. Raises ValueError for more than two marks.
    """
    if len(marks) > len(_STYLES):
        raise ValueError(f"at most {len(_STYLES)} marks, not {len(marks)}")
    if frame.empty:
        return no_data(title)
    shown = frame.reset_index(drop=True)
    values = shown[["low", "high", *marks]].astype(float)
    axis = unit_of(unit, measure, float(values.abs().max().max()))

    def draw(drawing: Figure, narrow: bool) -> None:
        _rows(drawing.add_subplot(), shown, marks, axis, narrow)

    named = {"low": ends[0], "high": ends[1], **marks}
    columns = {"label": ("", "text")} | {
        name: (f"{word}, {unit}" if axis.is_money else word, axis.style)
        for name, word in named.items()
    }
    return figure(
        draw,
        wide=40 * len(shown) + 60,
        narrow=52 * len(shown) + 70,
        title=title,
        alt=alt,
        label=axis.label,
        data=data_table(shown, columns, title) if figures else None,
    )


def _rows(
    axes: Axes, shown: pd.DataFrame, marks: Mapping[str, str], unit: Unit, narrow: bool
) -> None:
    low, high = (shown[name].to_numpy(dtype=float) for name in ("low", "high"))
    left, right = np.fmin(low, high), np.fmax(low, high)
    places = np.arange(len(shown))
    axes.barh(places, right - left, left=left, height=0.5, color=theme.TAILWIND[5])
    held = shown[["low", "high", *marks]].to_numpy(dtype=float)
    values = shown[list(marks)].to_numpy(dtype=float)
    constant = len(marks) == 1 and np.ptp(values) == 0
    for column, (word, (shape, colour)) in enumerate(zip(marks.values(), _STYLES, strict=False)):
        if constant:
            said = f"{word} {unit.short(values[0, 0])}"
            axes.axvline(values[0, 0], color=colour, lw=1.4, label=said)
        else:
            axes.plot(values[:, column], places, shape, ms=8, color=colour, label=word)
    if constant:
        _say(axes, left, [unit.short(value) for value in left], -1)
        _say(axes, right, [unit.short(value) for value in right], 1)
    else:
        words = [" → ".join(map(unit.short, row)) for row in values]
        _say(axes, np.nanmax(held, axis=1), words, 1)
    least, most = float(np.nanmin(held)), float(np.nanmax(held))
    room = (most - least) or abs(most) or 1.0
    wide = 0.34 if narrow else 0.12
    axes.set_xlim(
        least - room * (wide if constant else 0.04), most + room * (wide if constant else 2 * wide)
    )
    axes.set_ylim(len(shown) - 0.5, -0.6)
    names_left(axes, shown["label"], 18 if narrow else 44)
    bare(axes, "x")
    axes.spines["left"].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=len(marks), frameon=False)


def _say(axes: Axes, values: Floats, words: Sequence[str], side: int) -> None:
    """Words right (1) or left (-1) of each row's value."""
    for place, (value, word) in enumerate(zip(values, words, strict=True)):
        if np.isfinite(value):
            axes.annotate(
                word,
                (value, place),
                xytext=(side * 8, 0),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center",
            )
