"""How is a chart drawn from its declaration? One module a kind; `drawn` is the door."""

from collections.abc import Callable
from typing import Any

from cs_lib.display.charts import (
    bars,
    dots,
    dumbbell,
    heatmap,
    ladder,
    lines,
    pareto,
    quadrants,
    stacked_bridge,
    tornado,
    waterfall,
)
from cs_lib.display.charts.figure import Sketch, figure
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits import charts as kinds

_SKETCHES: dict[type[kinds.Chart], Callable[[ShownExhibit, Any], Sketch]] = {
    kinds.Waterfall: waterfall.sketch,
    kinds.StackedBridge: stacked_bridge.sketch,
    kinds.Lines: lines.sketch,
    kinds.Dots: dots.sketch,
    kinds.Tornado: tornado.sketch,
    kinds.Dumbbell: dumbbell.sketch,
    kinds.Heatmap: heatmap.sketch,
    kinds.Bars: bars.sketch,
    kinds.Quadrants: quadrants.sketch,
    kinds.Pareto: pareto.sketch,
    kinds.Ladder: ladder.sketch,
}


def drawn(told: ShownExhibit) -> str:
    """The exhibit's chart as HTML: one figure with its caption, its words and two drawings."""
    view = told.view
    if not isinstance(view, kinds.Chart):
        raise TypeError(f"{told.address} is not shown as a chart but as {type(view).__name__}")
    return figure(told, view, _SKETCHES[type(view)](told, view))


__all__ = ["drawn"]
