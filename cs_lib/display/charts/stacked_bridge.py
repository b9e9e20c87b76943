"""How did each period's gains and losses move the balance? The balance, and a stack a period."""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import heading, names_below, shortened, value_ticks
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import StackedBridge


@dataclass(frozen=True)
class Layer:
    """One part of the stack: its name, what it means, its place among those of that meaning."""

    label: str
    rollup: str
    place: int
    amounts: tuple[float, ...]


def sketch(told: ShownExhibit, view: StackedBridge) -> Sketch:
    """The closing balance above, its movements below: losses under the line, the rest above."""
    unit = Unit.of(told, view.amount)
    period, rollup, amount = (c.name for c in (view.period, view.rollup, view.amount))
    frame = told.frame
    periods = list(dict.fromkeys(frame[period]))
    ends = frame[frame[rollup] == "closing"]
    closing = ends.set_index(period)[amount].astype(float).reindex(periods).dropna()
    name = str(ends[view.label.name].iloc[0]) if len(ends) else ""
    layers = layers_of(frame, view)

    def draw(figure: Figure, narrow: bool) -> None:
        if closing.empty:
            lower = figure.subplots()
        else:
            upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[1, 2.3])
            places = {each: place for place, each in enumerate(periods)}
            _balance(upper, closing.rename(places), name, unit, narrow)
        _stacks(lower, periods, layers, unit, narrow)
        _key(figure, layers, narrow)

    return Sketch(draw, wide=400, narrow=420 + 18 * len(layers), unit=unit.line)


def layers_of(frame: pd.DataFrame, view: StackedBridge) -> list[Layer]:
    """The parts in the order of their first appearance; those that are always zero are left out."""
    moves = frame[~frame[view.rollup.name].isin(["opening", "closing"])]
    periods = list(dict.fromkeys(frame[view.period.name]))
    places: Counter[str] = Counter()
    layers = []
    for (label, rollup), part in moves.groupby(
        [view.label.name, view.rollup.name], sort=False, observed=True
    ):
        sums = part.groupby(view.period.name, observed=True)[view.amount.name].sum()
        amounts = tuple(float(sums.get(period, 0.0)) for period in periods)
        if any(amounts):
            meaning = theme.meaning(str(rollup))
            layers.append(Layer(str(label), str(rollup), places[meaning], amounts))
            places[meaning] += 1
    return layers


def _balance(axes: Axes, closing: pd.Series, name: str, unit: Unit, narrow: bool) -> None:
    axes.plot(closing.index, closing, color=theme.colour("closing"), marker="o", ms=5)
    span = float(closing.max() - closing.min()) or float(closing.abs().max()) or 1.0
    last = closing.index[-1]
    for place, value in closing.items():
        if not narrow or place in (closing.index[0], last):
            axes.annotate(
                unit.text(value), (place, value), xytext=(0, 7), textcoords="offset points",
                ha="center", va="bottom", fontweight="bold" if place == last else "normal",
            )  # fmt: skip
    axes.set_ylim(float(closing.min()) - span * 0.3, float(closing.max()) + span * 0.75)
    heading(axes, name, theme.SOFT)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(bottom=False)


def _stacks(
    axes: Axes, periods: list[object], layers: list[Layer], unit: Unit, narrow: bool
) -> None:
    places = np.arange(len(periods))
    up, down = np.zeros(len(places)), np.zeros(len(places))
    for layer in layers:
        values = np.array(layer.amounts)
        base = np.where(values >= 0, up, down)
        axes.bar(places, values, bottom=base, width=0.64, **theme.filled(layer.rollup, layer.place))
        up, down = up + np.maximum(values, 0), down + np.minimum(values, 0)
        for edge in (up, down):  # a seam in the page's colour parts a layer from the next
            axes.hlines(edge, places - 0.32, places + 0.32, color=theme.PAPER, lw=1)
    axes.axhline(0, color=theme.AXIS, lw=1)
    span = float(up.max() - down.min()) or 1.0
    if not narrow:
        for place, (high, low) in enumerate(zip(up, down, strict=True)):
            _total(axes, place, high, 1, unit)
            _total(axes, place, low, -1, unit)
    axes.set_ylim(float(down.min()) - span * 0.12, float(up.max()) + span * 0.12)
    # "2026Q3" and "Q3 2026" take two lines where columns are narrow
    names = [re.sub(r"(?<=\d)(?=Q)", " ", str(name)) if narrow else name for name in periods]
    names_below(axes, names, 4 if narrow else 8)
    value_ticks(axes.yaxis, unit)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines[["left", "bottom"]].set_visible(False)


def _total(axes: Axes, place: int, value: float, side: int, unit: Unit) -> None:
    if value:
        axes.annotate(
            unit.text(value, signed=True), (place, value), xytext=(0, side * 3),
            textcoords="offset points", ha="center", va="bottom" if side > 0 else "top",
            color=theme.SOFT, fontsize=theme.FONT_SIZE - 1,
        )  # fmt: skip


def stacked_order(layers: list[Layer]) -> list[Layer]:
    """As the eye meets them from the top of a stack to its foot."""
    above = [layer for layer in layers if sum(layer.amounts) >= 0]
    below = [layer for layer in layers if sum(layer.amounts) < 0]
    return above[::-1] + below


def _key(figure: Figure, layers: list[Layer], narrow: bool) -> None:
    """The layers' names at the end of the stacks, in the stacks' order."""
    ordered = stacked_order(layers)
    letters = 40 if narrow else 24
    figure.legend(
        [Patch(**theme.filled(layer.rollup, layer.place)) for layer in ordered],
        [shortened(layer.label, letters) for layer in ordered],
        loc="outside lower left" if narrow else "outside right lower",
        frameon=False, handlelength=1.1, handleheight=1.0, labelspacing=0.7,
    )  # fmt: skip
