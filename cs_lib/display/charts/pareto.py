"""On how few does a sum rest? Shares from zero, the largest first, and what they add up to."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import LETTERS_LEFT, bare, beside, heading, rows, zero_line
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit, head
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Pareto

_LINE: dict[str, Any] = {"color": theme.INK, "marker": "o", "ms": 4, "lw": 1.4}
_ROOM, _TOP, _NAME = 0.24, 1.0, 24


def sketch(told: ShownExhibit, view: Pareto) -> Sketch:
    """A panel a sum, side by side or one below the other; all count in percent of their sum."""
    unit, amount = Unit.of(told, view.share), Unit.of(told, view.amount)
    panels = [part for _, part in told.frame.groupby(view.panel.name, sort=False)]
    most = max(len(part) for part in panels)

    def draw(figure: Figure, narrow: bool) -> None:
        shape = (len(panels), 1) if narrow else (1, len(panels))
        heights = [len(part) + 1 for part in panels] if narrow else None
        axes = figure.subplots(*shape, squeeze=False, height_ratios=heights).flat
        for place, part in zip(axes, panels, strict=True):
            _panel(place, part, view, unit, amount, narrow or len(panels) > 1)
        line = Line2D([], [], label=head(told, view.cumulative), **_LINE)
        figure.legend(handles=[line], loc="outside lower left", frameon=False)

    return Sketch(
        draw,
        wide=28 * most + 58,
        narrow=34 * len(told.frame) + 40 * len(panels) + 40,
        unit=f"{unit.line} · {amount.line}",
    )


def _panel(
    axes: Axes, part: pd.DataFrame, view: Pareto, unit: Unit, amount: Unit, small: bool
) -> None:
    shares = part[view.share.name].astype(float).to_numpy()
    reached = part[view.cumulative.name].astype(float).to_numpy()
    style = theme.filled(str(part[view.kind.name].iloc[0]))
    axes.barh(np.arange(len(part)), shares, height=0.6, **style)
    axes.plot(reached, np.arange(len(part)), **_LINE)
    top = max(_TOP, float(np.nanmax(np.maximum(shares, reached))))
    for place, value in enumerate(part[view.amount.name].astype(float)):
        beside(axes, place, top * 1.03, amount.text(value), 1, 0)
    last = len(part) - 1
    beside(axes, last, reached[last], unit.text(reached[last]), 1, 9, fontweight="bold")
    axes.set_xlim(min(0.0, float(np.nanmin(shares))), top * (1.03 + _ROOM))
    rows(axes, _names(part, view), _NAME if small else LETTERS_LEFT[False])
    heading(axes, str(part[view.panel.name].iloc[0]), theme.SOFT)
    zero_line(axes)
    bare(axes, "x")


def _names(part: pd.DataFrame, view: Pareto) -> list[str]:
    """Each account, with its reason where one is recorded."""
    labels = part[view.label.name].astype("str")
    if view.beside is None:
        return list(labels)
    said = part[view.beside.name]
    return [
        f"{label}\n{reason}" if isinstance(reason, str) and reason else label
        for label, reason in zip(labels, said, strict=True)
    ]
