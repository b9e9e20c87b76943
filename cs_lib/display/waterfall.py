"""How does the opening balance become the closing one? The waterfall."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cs_lib import numbers
from cs_lib.display import theme
from cs_lib.display.axes import bare, names_below, names_left
from cs_lib.display.figures import Unit, data_table, figure, no_data, unit_of
from cs_lib.display.markup import Block

_COLOURS = {
    "opening": theme.LEVEL,
    "closing": theme.LEVEL,
    "up": theme.TAILWIND[1],
    "down": theme.HEADWIND[1],
    "neutral": theme.NEUTRAL[0],
}
_THICK = 0.66


def waterfall(
    frame: pd.DataFrame,
    *,
    title: str,
    alt: str,
    unit: str,
    measure: str = "ARR",
    figures: bool = True,
) -> Block:
    """How does the opening balance become the closing one?

    `frame`, in the order of the steps: `label`, `amount` (signed; the balance itself for opening
    and closing), `kind` (opening, up, down, neutral, closing). `unit` is the currency's code.
    Where the movements are small beside the balance, the axis is cut and the caption says where.
    """
    if frame.empty:
        return no_data(title)
    steps = _steps(frame)
    floor = _floor(steps)
    axis = unit_of(unit, measure, float(steps["to"].abs().max()))
    cut = f"; the axis starts at {numbers.money_short(floor, unit)}" if floor else ""

    def draw(drawing: Figure, narrow: bool) -> None:
        _draw(drawing.add_subplot(), steps, floor, axis, narrow)

    columns = {"label": ("Step", "text"), "amount": (f"{measure}, {unit}", axis.style)}
    return figure(
        draw,
        wide=380,
        narrow=34 * len(steps) + 16,
        title=title,
        alt=alt,
        label=f"{measure}, {unit}{cut}",
        data=data_table(frame, columns, title) if figures else None,
    )


def _steps(frame: pd.DataFrame) -> pd.DataFrame:
    """Where each bar begins and ends: balances stand on zero, movements on what came before."""
    rows, balance = [], 0.0
    for row in frame.to_dict("records"):
        amount, level = float(row["amount"]), row["kind"] in ("opening", "closing")
        start, end = (0.0, amount) if level else (balance, balance + amount)
        rows.append((row["label"], amount, level, start, end, _COLOURS[row["kind"]]))
        balance = end
    return pd.DataFrame(rows, columns=["label", "amount", "level", "start", "to", "colour"])


def _floor(steps: pd.DataFrame) -> float:
    """Where the axis starts: at zero, unless the movements would be slivers on it."""
    ends = steps["to"]
    span = float(ends.max() - ends.min())
    if ends.min() <= 0 or span == 0 or span > 0.35 * ends.max():
        return 0.0
    unit = 10.0 ** np.floor(np.log10(span))
    return float(max(0.0, np.floor((ends.min() - 0.6 * span) / unit) * unit))


def _draw(axes: Axes, steps: pd.DataFrame, floor: float, unit: Unit, narrow: bool) -> None:
    places = np.arange(len(steps))
    start = steps["start"].clip(lower=floor)
    length = steps["to"] - start
    if narrow:
        axes.barh(places, length, left=start, color=steps["colour"], height=_THICK)
        axes.invert_yaxis()
    else:
        axes.bar(places, length, bottom=start, color=steps["colour"], width=_THICK)
    for place, end in zip(places[:-1], steps["to"][:-1], strict=True):
        run = ([place + _THICK / 2, place + 1 - _THICK / 2], [end, end])
        axes.plot(*(run[::-1] if narrow else run), color="#9aa5b1", lw=0.8)
    far = np.maximum(start, steps["to"])
    span = float(far.max() - min(floor, steps["to"].min())) or 1.0
    for place, (row, end) in enumerate(zip(steps.to_dict("records"), far, strict=True)):
        _value(
            axes,
            place,
            end + span * 0.015,
            unit.short(row["amount"], signed=not row["level"]),
            bool(row["level"]),
            narrow,
        )
    (axes.set_xlim if narrow else axes.set_ylim)(
        min(floor, float(steps["to"].min())), float(far.max()) + span * (0.24 if narrow else 0.08)
    )
    names = names_left if narrow else names_below
    names(axes, steps["label"], 18 if narrow else max(9, 126 // len(steps)))
    bare(axes, "x" if narrow else "y")


def _value(axes: Axes, place: int, end: float, text: str, level: bool, narrow: bool) -> None:
    axes.text(
        end if narrow else place,
        place if narrow else end,
        text,
        ha="left" if narrow else "center",
        va="center_baseline" if narrow else "bottom",
        fontweight="bold" if level else "normal",
    )
