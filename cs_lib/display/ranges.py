"""From where to where? A bar per row between two values, and marks for what holds now and what could."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cs_lib.display import theme
from cs_lib.display.axes import bare, names_left
from cs_lib.display.figures import Unit, data_table, figure, no_data, unit_of
from cs_lib.display.markup import Block

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
    that is the same in every row is drawn as one line, as in a tornado. `ends` names the bar's two
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
    for (name, word), (shape, colour) in zip(marks.items(), _STYLES, strict=False):
        values = shown[name].to_numpy(dtype=float)
        if len(shown) > 1 and np.ptp(values) == 0:
            axes.axvline(values[0], color=colour, lw=1.4, label=f"{word} {unit.short(values[0])}")
        else:
            axes.plot(values, places, shape, ms=8, color=colour, label=word)
    _say_ends(axes, left, right, unit)
    held = shown[["low", "high", *marks]].to_numpy(dtype=float)
    least, most = float(np.nanmin(held)), float(np.nanmax(held))
    room = ((most - least) or abs(most) or 1.0) * (0.34 if narrow else 0.12)
    axes.set_xlim(least - room, most + room)
    axes.set_ylim(len(shown) - 0.5, -0.6)
    names_left(axes, shown["label"], 18 if narrow else 44)
    bare(axes, "x")
    axes.spines["left"].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=len(marks), frameon=False)


def _say_ends(axes: Axes, left: np.ndarray, right: np.ndarray, unit: Unit) -> None:
    for place, ends in enumerate(zip(left, right, strict=True)):
        for value, side in zip(ends, (-1, 1), strict=True):
            if np.isfinite(value):
                axes.annotate(
                    unit.short(value),
                    (value, place),
                    xytext=(side * 6, 0),
                    textcoords="offset points",
                    ha="left" if side > 0 else "right",
                    va="center",
                )
