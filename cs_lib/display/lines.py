"""How did it move over time? Lines with their names at their ends, and a band for estimates."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cs_lib import numbers
from cs_lib.display import theme
from cs_lib.display.axes import font_size, lines_of
from cs_lib.display.figures import Unit, data_table, figure, no_data, unit_of
from cs_lib.display.markup import Block


def line(
    frame: pd.DataFrame,
    x: str,
    y: str,
    series: str | None = None,
    *,
    title: str,
    alt: str,
    unit: str,
    measure: str,
    band: tuple[str, str] | None = None,
    zero: bool = False,
    figures: bool = True,
) -> Block:
    """How did it move over time? One line per value of `series`, named at its end.

    `frame`, long, in time order: `x` (text or dates, shown as "Sep 2026"), `y` (number), `series`
    (text). `band` names the columns of a low and a high estimate, shaded where both are there, and
    the line is dashed where they differ.
    `unit`: a currency code, "percent" (fractions) or a noun. `zero` starts the axis at zero.
    """
    if frame.empty:
        return no_data(title)
    places = _places(frame[x])
    names = list(dict.fromkeys(frame[series])) if series else [measure]
    axis = unit_of(unit, measure, float(frame[y].abs().max()))

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.add_subplot()
        ends = []
        for name, colour in zip(names, theme.SERIES * len(names), strict=False):
            part = frame[frame[series] == name] if series else frame
            part = part.assign(_place=part[x].map(places).astype(float))
            ends += _trace(axes, part, str(name), y, band, colour)
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        _time_axis(axes, places, axis, narrow, zero)
        _name_ends(axes, ends, axis, narrow, alone=len(names) == 1)

    return figure(
        draw,
        wide=360,
        narrow=320,
        title=title,
        alt=alt,
        label=axis.label,
        data=_figures(frame, x, y, series, band, axis, title) if figures else None,
    )


def _figures(
    frame: pd.DataFrame,
    x: str,
    y: str,
    series: str | None,
    band: Sequence[str] | None,
    unit: Unit,
    title: str,
) -> Block:
    """A row per moment; a column per series, or the value and its band."""
    columns = {x: ("Period", "text")}
    if series:
        flat = frame.pivot_table(index=x, columns=series, values=y, sort=False).reset_index()
        columns |= {str(name): (str(name), unit.style) for name in flat.columns[1:]}
        flat = flat.rename(columns=str)
    else:
        flat = frame
        columns |= {y: (unit.measure, unit.style)}
        columns |= {name: (name.capitalize(), unit.style) for name in band or ()}
    return data_table(flat.assign(**{x: [_moment(v) for v in flat[x]]}), columns, title)


def _places(values: pd.Series) -> dict[Any, float]:
    """Where each moment stands: dates by their distance in months, text one after another."""
    moments = list(dict.fromkeys(values))
    if all(hasattr(moment, "year") for moment in moments):
        return {moment: moment.year * 12 + moment.month for moment in moments}
    return {moment: place for place, moment in enumerate(moments)}


def _moment(value: object) -> str:
    return numbers.month(value) if hasattr(value, "year") else numbers.text(value)


def _trace(
    axes: Axes, part: pd.DataFrame, name: str, y: str, band: Sequence[str] | None, colour: str
) -> list[tuple[float, float, str, str]]:
    """Draws one line, dashed where it is an estimate; its end as (place, value, colour, name)."""
    known = part[part[y].notna()]
    if known.empty:
        return []
    spread = part[band[1]].astype(float) - part[band[0]].astype(float) if band else part[y] * 0.0
    estimated = (spread.reindex(known.index).fillna(0.0) > 0).to_numpy()
    firm = int((~estimated).sum())
    mark = "o" if len(known) < 30 else None
    for piece, dash in ((known.iloc[max(0, firm - 1) :], "--"), (known.iloc[:firm], "-")):
        if len(piece) > (0 if dash == "-" else 1):
            sns.lineplot(
                x=piece["_place"].to_numpy(),
                y=piece[y].astype(float).to_numpy(),
                ax=axes,
                color=colour,
                errorbar=None,
                marker=mark,
                markersize=5,
                linestyle=dash,
            )
    if band:
        low, high = (part[edge].astype(float) for edge in band)
        axes.fill_between(part["_place"], low, high, color=colour, alpha=0.16, lw=0)
    last = known.iloc[-1]
    return [(float(last["_place"]), float(last[y]), colour, name)]


def _name_ends(
    axes: Axes,
    ends: Sequence[tuple[float, float, str, str]],
    unit: Unit,
    narrow: bool,
    alone: bool,
) -> None:
    """Each line's last value, with its name when there are several; kept apart where they crowd."""
    low, high = axes.get_ylim()
    size = font_size(axes)
    last = float("inf")
    for place, value, colour, name in sorted(ends, key=lambda end: -end[1]):
        rows = [unit.short(value)] if alone else [*lines_of(name, 14 if narrow else 22)]
        rows = rows if alone else [*rows[:-1], f"{rows[-1]} {unit.short(value)}"]
        gap = (high - low) * (0.07 if narrow else 0.06) * len(rows)
        height = min(value, last - gap)
        last = height - (len(rows) - 1) * gap / len(rows)
        for row, text in enumerate(rows):
            axes.annotate(
                text,
                (place, height),
                xytext=(9, -row * size * 1.15),
                textcoords="offset points",
                va="center_baseline",
                color=colour,
                fontweight="bold",
                annotation_clip=False,
            )


def _time_axis(axes: Axes, places: dict[Any, float], unit: Unit, narrow: bool, zero: bool) -> None:
    moments = list(places)
    every = max(1, -(-len(moments) // (4 if narrow else 9)))
    shown = moments[::-1][::every][::-1]
    labels = [_moment(moment).replace(" ", "\n") for moment in shown]
    axes.set_xticks([places[moment] for moment in shown], labels)
    axes.yaxis.set_major_formatter(lambda value, _: unit.tick(value))
    axes.set(xlabel="", ylabel="")
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    if zero:
        axes.set_ylim(bottom=0)
