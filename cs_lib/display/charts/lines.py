"""How did it move? Lines with their names at their ends, a target, and a band for estimates."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cs_lib import formats
from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import End, lines_of, value_ticks, write_ends
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit, head, is_measure
from cs_lib.exhibits import Column, ShownExhibit
from cs_lib.exhibits.charts import Lines

_WIDE_HIGH, _NARROW_HIGH = 330.0, 320.0


def sketch(told: ShownExhibit, view: Lines) -> Sketch:
    """A line a series, in the order of the series' first rows."""
    unit = Unit.of(told, view.y)
    plotted = _plotted(told, view)
    notes = _notes(told, view, plotted)

    def draw(figure: Figure, narrow: bool) -> None:
        axes = figure.add_subplot()
        ends: list[End] = []
        for place, (name, part) in enumerate(plotted.groupby("series", sort=False)):
            ends += _trace(axes, part, str(name), view, place, unit, narrow)
        ends += _band_ends(told, view, plotted, unit, narrow)
        ends += _targets(axes, told, view, plotted, unit, narrow)
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        _axis_of_x(axes, told, view, plotted, narrow)
        axes.grid(axis="y")
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        first, last = float(plotted["place"].min()), float(plotted["place"].max())
        span = (last - first) or 1.0
        axes.set_xlim(first - span * 0.03, last + span * 0.01)
        if view.zero:
            axes.set_ylim(bottom=0)
        value_ticks(axes.yaxis, unit)
        write_ends(axes, ends, _NARROW_HIGH if narrow else _WIDE_HIGH)

    return Sketch(draw, wide=_WIDE_HIGH, narrow=_NARROW_HIGH, unit=unit.line, notes=notes)


def _plotted(told: ShownExhibit, view: Lines) -> pd.DataFrame:
    """What is drawn, under names of its own: series, x, place, y, low, high, target, dashed."""
    frame = told.frame
    found = pd.DataFrame({"series": frame[view.series.name], "x": frame[view.x.name]})
    places = places_of(found["x"], view.x)
    found["place"] = [places[moment] for moment in found["x"]]
    for name in ("y", "low", "high", "target", "dashed"):
        column = getattr(view, name)
        values = frame[column.name] if column else np.nan
        found[name] = pd.Series(values, index=frame.index, dtype=float)
    return found


def places_of(values: pd.Series, column: Column) -> dict[Any, float]:
    """Where each point stands: days and months by distance, numbers by size, words in turn."""
    points = list(dict.fromkeys(values))
    if all(hasattr(point, "year") for point in points):
        return {p: p.year * 12 + p.month + (getattr(p, "day", 1) - 1) / 31 for p in points}
    if is_measure(column):
        return {point: float(point) for point in points}
    return {point: float(place) for place, point in enumerate(points)}


def _trace(
    axes: Axes, part: pd.DataFrame, name: str, view: Lines, place: int, unit: Unit, narrow: bool
) -> list[End]:
    """One line with its band; dashed where a point is estimated. Its end, if it has any point."""
    colour = theme.SERIES[place % len(theme.SERIES)]
    if view.low and view.high:
        axes.fill_between(
            part["place"], part["low"], part["high"], color=colour, alpha=0.14, lw=0,
            step="post" if view.steps else None,
        )  # fmt: skip
        for edge in ("low", "high"):
            axes.plot(
                part["place"], part[edge], color=colour, lw=0.9,
                drawstyle="steps-post" if view.steps else "default",
            )  # fmt: skip
    known = part[part["y"].notna()]
    if known.empty:
        return []
    _runs(axes, part, colour, view)
    if len(known) < 30 and not view.steps:
        shape = theme.MARKERS[place % len(theme.MARKERS)]
        for hollow, points in known.groupby(known["dashed"] > 0):
            face = theme.PAPER if hollow else colour
            axes.plot(points["place"], points["y"], shape, ms=5.5, color=colour, mfc=face)
    last = known.iloc[-1]
    rows = (*lines_of(name, 14 if narrow else 24), unit.text(last["y"]))
    if not narrow or (len(rows) == 2 and len(rows[0]) < 8):
        rows = (*rows[:-2], f"{rows[-2]} {rows[-1]}")
    return [End(float(last["place"]), float(last["y"]), rows, colour)]


def _runs(axes: Axes, part: pd.DataFrame, colour: str, view: Lines) -> None:
    """The line in pieces: a missing value leaves a gap, an estimate is reached by a dashed way."""
    style: dict[str, Any] = {
        "color": colour,
        "drawstyle": "steps-post" if view.steps else "default",
    }
    for dashed, points in segments(part):
        axes.plot(points["place"], points["y"], linestyle="--" if dashed else "-", **style)


def segments(part: pd.DataFrame) -> list[tuple[bool, pd.DataFrame]]:
    """Points that one stroke joins: (dashed or not, the points), in order.

    The way to an estimated point is dashed, and so is the way from it.
    """
    found: list[tuple[bool, list[int]]] = []
    known = part["y"].notna().to_numpy()
    estimated = (part["dashed"] > 0).to_numpy()
    for left, right in pairwise(range(len(part))):
        if not (known[left] and known[right]):
            continue
        dashed = bool(estimated[left] or estimated[right])
        if found and found[-1][0] == dashed and found[-1][1][-1] == left:
            found[-1][1].append(right)
        else:
            found.append((dashed, [left, right]))
    return [(dashed, part.iloc[places]) for dashed, places in found]


def _banded(plotted: pd.DataFrame) -> list[Any]:
    """The series that have a band."""
    wide = plotted[(plotted["high"] - plotted["low"]) > 0]
    return list(dict.fromkeys(wide["series"]))


def _band_ends(
    told: ShownExhibit, view: Lines, plotted: pd.DataFrame, unit: Unit, narrow: bool
) -> list[End]:
    """The names of the band's edges, where one series alone has a band."""
    banded = _banded(plotted)
    if len(banded) != 1 or view.low is None or view.high is None:
        return []
    part = plotted[(plotted["series"] == banded[0]) & plotted["high"].notna()]
    last = part.iloc[-1]
    return [
        End(float(last["place"]), float(last[edge]),
            (f"{head(told, column)} {unit.text(last[edge])}",), theme.SOFT, bold=False)
        for edge, column in (("low", view.low), ("high", view.high))
    ]  # fmt: skip


def _targets(
    axes: Axes, told: ShownExhibit, view: Lines, plotted: pd.DataFrame, unit: Unit, narrow: bool
) -> list[End]:
    """A dashed line for each target that differs, named at its end."""
    if view.target is None:
        return []
    ends: list[End] = []
    drawn: dict[tuple[float, ...], None] = {}
    series = list(dict.fromkeys(plotted["series"]))
    targets = plotted[plotted["target"].notna()].groupby("series", sort=False)
    several = targets["target"].first().nunique() > 1
    for name, part in targets:
        key = tuple(part["target"])
        if key in drawn or (not several and drawn):
            continue
        drawn[key] = None
        colour = theme.SERIES[series.index(name) % len(theme.SERIES)] if several else theme.SOFT
        last = float(part["target"].iloc[-1])
        axes.plot(part["place"], part["target"], color=colour, lw=1.4, ls=(0, (5, 4)))
        said = head(told, view.target)
        said = f"{said} {name}" if several and not narrow else said
        ends.append(
            End(float(plotted["place"].max()), last, (f"{said} {unit.text(last)}",), colour,
                bold=False)
        )  # fmt: skip
    return ends


def _axis_of_x(
    axes: Axes, told: ShownExhibit, view: Lines, plotted: pd.DataFrame, narrow: bool
) -> None:
    most = 4 if narrow else 9
    if is_measure(view.x):
        axes.xaxis.set_major_locator(MaxNLocator(most, integer=True))
        value_ticks(axes.xaxis, Unit.of(told, view.x))
        axes.set_xlabel(head(told, view.x))
        return
    places: Mapping[Any, float] = dict(zip(plotted["x"], plotted["place"], strict=True))
    moments = sorted(places, key=lambda moment: places[moment])
    every = max(1, -(-len(moments) // most))
    shown = moments[::-1][::every][::-1]
    labels = [_moment(moment, told.language).replace(" ", "\n") for moment in shown]
    axes.set_xticks([places[moment] for moment in shown], labels)


def _moment(value: Any, language: str) -> str:
    return formats.month(value, language=language) if hasattr(value, "year") else str(value)


def _notes(told: ShownExhibit, view: Lines, plotted: pd.DataFrame) -> tuple[str, ...]:
    """What dashes and shades mean, beside the unit."""
    notes: list[str] = []
    if view.dashed and (plotted["dashed"] > 0).any():
        notes.append(f"- - - {head(told, view.dashed)}")
    if view.low and view.high and len(_banded(plotted)) > 1:
        notes.append(f"▒ {head(told, view.low)} – {head(told, view.high)}")
    return tuple(notes)
