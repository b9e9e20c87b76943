"""How does the opening balance become the closing one? The waterfall, from zero."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import LETTERS_LEFT, bare, names_below, names_left
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Waterfall

_LEVELS = ("opening", "closing")
_THICK, _SLIVER = 0.66, 0.012


def sketch(told: ShownExhibit, view: Waterfall) -> Sketch:
    """Bars in the frame's order; a bar that stands for a balance starts at zero."""
    unit = Unit.of(told, view.amount)
    steps = steps_of(told.frame, view)
    return Sketch(
        lambda figure, narrow: _draw(figure, steps, unit, narrow),
        wide=330,
        narrow=34 * len(steps) + 16,
        unit=unit.line,
    )


def steps_of(frame: pd.DataFrame, view: Waterfall) -> pd.DataFrame:
    """Where each bar begins and ends: balances stand on zero, movements on what came before."""
    rows, balance = [], 0.0
    columns = [view.label.name, view.amount.name, view.kind.name]
    for label, amount, kind in frame[columns].itertuples(index=False):
        size, level = float(amount), kind in _LEVELS
        start, end = (0.0, size) if level else (balance, balance + size)
        rows.append((str(label), size, str(kind), level, start, end))
        balance = end
    return pd.DataFrame(rows, columns=["label", "amount", "kind", "level", "start", "to"])


def _draw(figure: Figure, steps: pd.DataFrame, unit: Unit, narrow: bool) -> None:
    axes = figure.add_subplot()
    far = np.maximum(steps["start"], steps["to"])
    near = min(0.0, float(np.minimum(steps["start"], steps["to"]).min()))
    span = float(far.max() - near) or 1.0
    for place, row in enumerate(steps.to_dict("records")):
        style = theme.filled(row["kind"])
        if abs(row["amount"]) < _SLIVER * span:  # a pattern would leave nothing of it
            style |= {"hatch": None, "edgecolor": style["facecolor"], "linewidth": 1}
        if narrow:
            axes.barh(place, row["to"] - row["start"], left=row["start"], height=_THICK, **style)
        else:
            axes.bar(place, row["to"] - row["start"], bottom=row["start"], width=_THICK, **style)
    for place, end in enumerate(steps["to"][:-1]):
        run = ([place + _THICK / 2, place + 1 - _THICK / 2], [end, end])
        axes.plot(*(run[::-1] if narrow else run), color=theme.AXIS, lw=0.8)
    for place, (row, end) in enumerate(zip(steps.to_dict("records"), far, strict=True)):
        text = unit.text(row["amount"], signed=not row["level"])
        _value(axes, place, end + span * 0.015, text, row["level"], narrow)
    room = 0.24 if narrow else 0.09
    (axes.set_xlim if narrow else axes.set_ylim)(near, float(far.max()) + span * room)
    if narrow:
        axes.set_ylim(len(steps) - 0.5, -0.6)
        names_left(axes, steps["label"], LETTERS_LEFT[True])
    else:
        names_below(axes, steps["label"], max(9, 112 // len(steps)))
    bare(axes, "x" if narrow else "y")
    axes.spines[["left", "bottom"]].set_visible(False)
    (axes.axvline if narrow else axes.axhline)(0, color=theme.AXIS, lw=1)


def _value(axes: Axes, place: int, end: float, text: str, level: bool, narrow: bool) -> None:
    axes.text(
        end if narrow else place,
        place if narrow else end,
        text,
        ha="left" if narrow else "center",
        va="center_baseline" if narrow else "bottom",
        fontweight="bold" if level else "normal",
    )
