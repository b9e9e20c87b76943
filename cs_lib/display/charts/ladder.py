"""How does one figure become another? Balances as dots, and the steps between them."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import LETTERS_LEFT, beside, heading, rows
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import OF_ROW, Unit
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Ladder

_STEP = "neutral"
_LEVEL: dict[str, Any] = {"marker": "o", "ms": 9, "mew": 1.8, "color": theme.PALETTE["level"]}
_EDGE, _ROOM = 0.12, {True: 0.5, False: 0.62}


def sketch(told: ShownExhibit, view: Ladder) -> Sketch:
    """A panel a figure, each on an axis of its own: their units differ."""
    panels = [part for _, part in told.frame.groupby(view.panel.name, sort=False)]
    most = max(len(part) for part in panels)

    def draw(figure: Figure, narrow: bool) -> None:
        shape = (len(panels), 1) if narrow else (1, len(panels))
        heights = [len(part) + 1 for part in panels] if narrow else None
        axes = figure.subplots(*shape, squeeze=False, height_ratios=heights).flat
        for place, part in zip(axes, panels, strict=True):
            _panel(place, part, view, told, narrow or len(panels) > 1)

    return Sketch(
        draw, wide=28 * most + 34, narrow=36 * len(told.frame) + 40 * len(panels), unit=""
    )  # fmt: skip


def levels(part: pd.DataFrame, view: Ladder) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Where each row ends: a balance at its own value, a step at what came before and its own."""
    found, balance = [], 0.0
    for value, kind in zip(part[view.value.name], part[view.kind.name], strict=True):
        balance = balance + float(value) if kind == _STEP else float(value)
        found.append(balance)
    return np.array(found)


def _panel(axes: Axes, part: pd.DataFrame, view: Ladder, told: ShownExhibit, small: bool) -> None:
    ends = levels(part, view)
    least, most = float(np.nanmin(ends)), float(np.nanmax(ends))
    span = (most - least) or abs(most) or 1.0
    edge = most + span * _EDGE
    before = ends[0]
    for place, (row, end) in enumerate(zip(part.to_dict("records"), ends, strict=True)):
        is_step = row[view.kind.name] == _STEP
        if place:
            axes.plot([before, before], [place - 1, place], color=theme.AXIS, lw=0.9, zorder=0)
        if is_step:
            axes.plot([before, end], [place, place], color=theme.PALETTE["neutral"], lw=5)
        else:
            ours = row[view.kind.name] == "closing"
            axes.plot(end, place, **_LEVEL, mfc=_LEVEL["color"] if ours else theme.PAPER)
        unit = Unit(OF_ROW.get(str(row["unit"]), str(row["unit"])), "", told.currency,
                    told.language)  # fmt: skip
        weight = "normal" if is_step else "bold"
        text = unit.text(row[view.value.name], signed=is_step)
        beside(axes, place, edge, text, 1, 0, fontweight=weight)
        before = end
    axes.set_xlim(least - span * _EDGE, edge + span * _ROOM[small])
    rows(axes, list(part[view.label.name]), LETTERS_LEFT[small])
    heading(axes, str(part[view.panel.name].iloc[0]), theme.SOFT)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
