"""What goes in beside what comes out? Bubbles, each with its name."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cs_lib import numbers
from cs_lib.display import theme
from cs_lib.display.axes import lines_of
from cs_lib.display.figures import data_table, figure, no_data
from cs_lib.display.markup import Block

_LARGEST = {False: 2400.0, True: 1100.0}
"""Area of the largest bubble in square points, on a wide page and on a phone."""


def bubbles(
    frame: pd.DataFrame,
    *,
    title: str,
    alt: str,
    across: str,
    up: str,
    size: str,
    figures: bool = True,
) -> Block:
    """How does each thing's outcome stand beside its share? One bubble a row.

    `frame`: `label`, `x` and `y` (fractions, shown in percent), `size` (an amount, the bubble's
    area). `across`, `up` and `size` say what each measures. Rows without an x or y are only in
    the figures.
    """
    shown = frame[frame["x"].notna() & frame["y"].notna()]
    if shown.empty:
        return no_data(title)

    def draw(drawing: Figure, narrow: bool) -> None:
        _draw(drawing.add_subplot(), shown, narrow, (across, up))

    columns = {
        "label": ("Name", "text"),
        "x": (across, "percent"),
        "y": (up, "percent"),
        "size": (size, "money"),
    }
    return figure(
        draw,
        wide=400,
        narrow=380,
        title=title,
        alt=alt,
        label=f"{up}, %, by {across[:1].lower()}{across[1:]}, %; area: {size}",
        data=data_table(frame, columns, title) if figures else None,
    )


def _draw(axes: Axes, shown: pd.DataFrame, narrow: bool, named: tuple[str, str]) -> None:
    areas = shown["size"] / max(float(shown["size"].max()), 1e-9) * _LARGEST[narrow]
    colours = [theme.SERIES[place % len(theme.SERIES)] for place in range(len(shown))]
    axes.scatter(shown["x"], shown["y"], s=areas, c=colours, alpha=0.75, edgecolor="white")
    below = _crowded(shown, 0.2 if narrow else 0.12)
    for row, area, colour, under in zip(
        shown.to_dict("records"), areas, colours, below, strict=True
    ):
        lift = (area / math.pi) ** 0.5 + 4
        axes.annotate(
            lines_of(row["label"], 24, most=1)[0],
            (row["x"], row["y"]),
            xytext=(0, -lift if under else lift),
            textcoords="offset points",
            ha="center",
            va="top" if under else "bottom",
            fontweight="bold",
            color=colour,
        )
    axes.margins(0.18 if narrow else 0.12, 0.24)
    axes.xaxis.set_major_formatter(lambda value, _: numbers.percent(value, 0))
    axes.yaxis.set_major_formatter(lambda value, _: numbers.percent(value, 0))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(4 if narrow else 7, steps=[1, 2, 5, 10]))
    axes.set(xlabel=named[0], ylabel="")
    axes.grid(True)
    axes.spines["left"].set_visible(False)


def _crowded(shown: pd.DataFrame, near: float) -> list[bool]:
    """Whose name would run into a bubble just above, so that it is written below?"""
    spans = [float(shown[axis].max() - shown[axis].min()) or 1.0 for axis in ("x", "y")]
    places = [
        (float(x) / spans[0], float(y) / spans[1])
        for x, y in zip(shown["x"], shown["y"], strict=True)
    ]
    return [any(abs(a - x) < near and 0 < b - y < 2 * near for a, b in places) for x, y in places]
