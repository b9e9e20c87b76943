"""How large is each, and how sure is that? A dot and its interval a row, on one axis."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import LETTERS_LEFT, beside, rows, zero_line
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit, head
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Dots
from cs_lib.formats import MISSING

_ROOM = {True: 0.34, False: 0.16}


def sketch(told: ShownExhibit, view: Dots) -> Sketch:
    """A row each, in the frame's order; what is not known has its name and a dash."""
    unit = Unit.of(told, view.value)
    values = pd.DataFrame(
        {
            name: pd.to_numeric(told.frame[column.name]).astype(float) if column else np.nan
            for name in ("value", "low", "high", "target")
            for column in [getattr(view, name)]
        },
        index=told.frame.index,
    )
    labels = list(told.frame[view.label.name])
    names = {name: head(told, getattr(view, name)) for name in ("low", "high", "target")
             if getattr(view, name)}  # fmt: skip

    def draw(figure: Figure, narrow: bool) -> None:
        _draw(figure, labels, values, unit, names, narrow)

    return Sketch(
        draw, wide=34 * len(labels) + 70, narrow=46 * len(labels) + 80, unit=unit.line,
    )  # fmt: skip


def _draw(
    figure: Figure, labels: list[object], values: pd.DataFrame, unit: Unit,
    names: dict[str, str], narrow: bool,
) -> None:  # fmt: skip
    axes = figure.add_subplot()
    colour = theme.SERIES[0]
    known = values.dropna(how="all")
    least, most = float(np.nanmin(known)), float(np.nanmax(known))
    span = (most - least) or abs(most) or 1.0
    start, edge = least - span * 0.05, most + span * 0.06
    for place, (value, low, high, target) in enumerate(values.to_numpy(dtype=float)):
        if np.isfinite(low) and np.isfinite(high):
            axes.plot([low, high], [place, place], color=colour, lw=1.6)
            axes.plot([low, high], [place, place], "|", color=colour, ms=9, mew=1.6)
        if np.isfinite(target):
            axes.plot(target, place, "D", ms=7, color=theme.INK, mfc=theme.PAPER, mew=1.5)
        axes.plot(value, place, "o", ms=8, color=colour)
        beside(axes, place, edge, _said(value, low, high, unit, narrow), 1, 0)
        axes.plot([start, most], [place, place], color=theme.RULE, lw=0.8, zorder=0)
    axes.set_xlim(start, edge + span * _ROOM[narrow])
    if least < 0 < most:
        zero_line(axes)
    rows(axes, labels, LETTERS_LEFT[narrow])
    axes.xaxis.set_major_locator(MaxNLocator(3 if narrow else 6, steps=[1, 2, 5, 10]))
    places = [place for place in axes.get_xticks() if start <= place <= most]
    axes.set_xticks(places, unit.ticks(places))
    axes.spines["bottom"].set_visible(False)
    _key(figure, axes, names, colour, 1 if narrow else 2)


def _said(value: float, low: float, high: float, unit: Unit, narrow: bool) -> str:
    text = unit.text(value)
    if narrow or text == MISSING or not (np.isfinite(low) and np.isfinite(high)):
        return text
    return f"{text}  ({unit.text(low)} – {unit.text(high)})"


def _key(figure: Figure, axes: Axes, names: dict[str, str], colour: str, columns: int) -> None:
    """What the whiskers and the diamond are."""
    handles: list[Any] = []
    if "low" in names and "high" in names:
        said = f"{names['low']} – {names['high']}"
        handles.append(
            axes.errorbar([], [], xerr=[], color=colour, fmt="none", lw=1.6, capsize=4, label=said)
        )
    if "target" in names:
        handles.append(
            Line2D([], [], ls="", marker="D", ms=7, color=theme.INK, mfc=theme.PAPER, mew=1.5,
                   label=names["target"])
        )  # fmt: skip
    if handles:
        figure.legend(handles=handles, loc="outside lower left", ncols=columns, frameon=False)
