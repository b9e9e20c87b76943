"""What moves the result most? A bar from the low to the high end of each parameter."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import LETTERS_LEFT, beside, rows
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit, head
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Tornado

STYLES = {
    "low": theme.patterned(theme.PALETTE["series-6"], "////"),
    "high": theme.patterned(theme.PALETTE["series-1"]),
}
_ROOM = {True: 0.62, False: 0.3}


def sketch(told: ShownExhibit, view: Tornado) -> Sketch:
    """A row a parameter, in the frame's order; each end says its parameter's value and result."""
    unit = Unit.of(told, view.base)
    names = {end: head(told, getattr(view, end)) for end in ("low", "high")}

    def draw(figure: Figure, narrow: bool) -> None:
        axes = figure.add_subplot()
        _bars(axes, told, view, unit, narrow)
        handles = [Patch(**STYLES[end], label=names[end]) for end in ("low", "high")]
        figure.legend(handles=handles, loc="outside lower center", ncols=2, frameon=False)

    count = len(told.frame)
    return Sketch(draw, wide=40 * count + 80, narrow=62 * count + 90, unit=unit.line)


def _bars(axes: Axes, told: ShownExhibit, view: Tornado, unit: Unit, narrow: bool) -> None:
    frame = told.frame
    ends = frame[[view.low.name, view.high.name]].to_numpy(dtype=float)
    base = float(frame[view.base.name].iloc[0])
    least, most = min(base, float(np.nanmin(ends))), max(base, float(np.nanmax(ends)))
    span = (most - least) or abs(most) or 1.0
    for place, record in enumerate(frame.to_dict("records")):
        for end in ("low", "high"):
            value = float(record[getattr(view, end).name])
            if not np.isfinite(value):
                continue
            axes.barh(place, value - base, left=base, height=0.52, **STYLES[end])
        _say(axes, place, record, view, base, unit, narrow)
    axes.axvline(base, color=theme.INK, lw=1.4)
    axes.set_xlim(least - span * _ROOM[narrow], most + span * _ROOM[narrow])
    rows(axes, list(frame[view.label.name]), LETTERS_LEFT[narrow])
    axes.set_xticks([base], [f"{head(told, view.base)} {unit.text(base)}"], color=theme.INK)
    axes.xaxis.tick_top()
    axes.spines[["bottom", "top"]].set_visible(False)


def _say(
    axes: Axes, place: int, record: dict[Any, Any], view: Tornado, base: float, unit: Unit,
    narrow: bool,
) -> None:  # fmt: skip
    """At each end the parameter's value there and the result; on one side both, one above."""
    low, high = (float(record[column.name]) for column in (view.low, view.high))
    same = np.isfinite(low) and np.isfinite(high) and (low - base) * (high - base) > 0
    farther = max((low, high), key=lambda value: abs(value - base)) if same else None
    for end, value in (("low", low), ("high", high)):
        if not np.isfinite(value):
            continue
        level = str(record[getattr(view, f"{end}_label").name])
        side = 1 if value > base or (value == base and end == "high") else -1
        anchor = farther if farther is not None else value
        shift = (-0.2 if end == "low" else 0.2) if same else 0.0
        text = f"{level}: {unit.text(value)}"
        if narrow and not same:
            for row, part in enumerate((f"{level}:", unit.text(value))):
                beside(axes, place - 0.14 + row * 0.28, anchor, part, side, 6)
        else:
            beside(axes, place + shift, anchor, text, side, 6)
