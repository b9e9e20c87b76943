"""From where to where? Two marks a row and the way between them."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import LETTERS_LEFT, beside, rows
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit, head
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Dumbbell

_ROOM = {True: 0.5, False: 0.2}
_BEFORE: dict[str, Any] = {"color": theme.PALETTE["level"], "mfc": theme.PAPER, "mew": 1.8, "ms": 9}
_AFTER: dict[str, Any] = {"color": theme.SERIES[0], "ms": 9}


def sketch(told: ShownExhibit, view: Dumbbell) -> Sketch:
    """A row each, in the frame's order: an open mark before, a filled one after."""
    unit = Unit.of(told, view.after)
    frame = told.frame
    pairs = frame[[view.before.name, view.after.name]].to_numpy(dtype=float)
    labels = list(frame[view.label.name])
    names = (head(told, view.before), head(told, view.after))

    def draw(figure: Figure, narrow: bool) -> None:
        axes = figure.add_subplot()
        least, most = float(np.nanmin(pairs)), float(np.nanmax(pairs))
        span = (most - least) or abs(most) or 1.0
        start, edge = least - span * 0.05, most + span * 0.08
        for place, (before, after) in enumerate(pairs):
            axes.plot([start, most], [place, place], color=theme.RULE, lw=0.8, zorder=0)
            axes.plot([before, after], [place, place], color=theme.AXIS, lw=2.4)
            axes.plot(before, place, "o", **_BEFORE)
            axes.plot(after, place, "D", **_AFTER)
            text = f"{unit.text(before)} → {unit.text(after)}"
            beside(axes, place, edge, text, 1, 0)
        axes.set_xlim(start, edge + span * _ROOM[narrow])
        rows(axes, labels, LETTERS_LEFT[narrow])
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        handles = [
            Line2D([], [], ls="", marker=shape, label=name, **style)
            for shape, name, style in zip("oD", names, (_BEFORE, _AFTER), strict=True)
        ]
        figure.legend(handles=handles, loc="outside lower left", ncols=2, frameon=False)

    return Sketch(
        draw, wide=34 * len(labels) + 50, narrow=46 * len(labels) + 60, unit=unit.counted_in
    )
