"""How are a chart's names written? Line by line, so that each line is centred or flushed by itself.

Matplotlib places the lines of one text by its own font's widths; a reader's font differs, so
every line is a text of its own that the browser aligns.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.transforms import Transform, offset_copy

from cs_lib.display.charts.theme import AXIS, INK
from cs_lib.display.charts.units import Unit

Point = tuple[float, float]
LETTERS_LEFT = {True: 18, False: 40}
"""How many letters a name left of the axis has in a line, on a phone and else."""
_HEADING = 32
"""And how many the heading of a panel, of which two may stand side by side."""


def font_size(axes: Axes) -> float:
    """The size of names and axis labels in this drawing."""
    return float(axes.xaxis.label.get_fontsize())


def lines_of(label: object, width: int, most: int = 3) -> list[str]:
    """A label in at most `most` lines of about `width` letters; a long word is kept whole.

    A label of several lines keeps them, each cut to the width.
    """
    if "\n" in str(label):
        return [shortened(line, width) for line in str(label).split("\n")[:most]]
    lines = textwrap.wrap(
        str(label), width, break_long_words=False, max_lines=most, placeholder=" …"
    )
    return [shortened(line, 2 * width) for line in lines] or [str(label)]


def shortened(label: object, most: int) -> str:
    """A label of at most `most` letters; the appendix and the alternative text have it whole."""
    words = str(label)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def names_below(axes: Axes, labels: Iterable[object], width: int) -> None:
    """Names under the horizontal axis, at 0, 1, 2, ..."""
    axes.set_xticks([])
    size = font_size(axes)
    for place, label in enumerate(labels):
        for row, part in enumerate(lines_of(label, width)):
            shift = 0, -6 - row * size * 1.2
            off(axes, part, (place, 0), shift, axes.get_xaxis_transform(),
                ha="center", va="top", fontsize=size)  # fmt: skip


def names_left(axes: Axes, labels: Iterable[object], width: int, first: float = 0) -> None:
    """Names left of the vertical axis, at `first` and every 1 below it."""
    axes.set_yticks([])
    size = font_size(axes)
    for place, label in enumerate(labels):
        parts = lines_of(label, width, most=2)
        for row, part in enumerate(parts):
            shift = -8, ((len(parts) - 1) / 2 - row) * size * 1.15
            off(axes, part, (0, first + place), shift, axes.get_yaxis_transform(),
                ha="right", va="center_baseline", fontsize=size)  # fmt: skip


def beside_or_below(
    figure: Figure, panels: Sequence[Sized], narrow: bool
) -> Iterator[Axes]:  # fmt: skip
    """An axis a panel: side by side, on a phone one below the other, each as high as its rows."""
    heights = [len(part) + 1 for part in panels] if narrow else None
    shape = (len(panels), 1) if narrow else (1, len(panels))
    yield from figure.subplots(*shape, squeeze=False, height_ratios=heights).flat


def heading(axes: Axes, text: str, colour: str) -> None:
    """What one panel shows, above it and flush left."""
    axes.set_title(shortened(text, _HEADING), loc="left", color=colour, fontsize=font_size(axes))


def bare(axes: Axes, value_axis: str) -> None:
    """No value axis: every bar carries its value, so the scale would say it twice."""
    axes.spines["left" if value_axis == "y" else "bottom"].set_visible(False)
    (axes.set_yticks if value_axis == "y" else axes.set_xticks)([])
    axes.tick_params(length=0)


def rows(axes: Axes, labels: Sequence[object], width: int) -> None:
    """An axis of rows from the top, with their names at the left, `width` letters a line."""
    axes.set_ylim(len(labels) - 0.5, -0.6)
    names_left(axes, labels, width)
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=0)


def beside(
    axes: Axes, place: float, value: float, text: str, side: int, gap: float = 8, **style: Any
) -> None:
    """Words right (1) or left (-1) of a value in a row."""
    off(axes, text, (value, place), (side * gap, 0), axes.transData,
        ha="left" if side > 0 else "right", va="center_baseline", **style)  # fmt: skip


def off(
    axes: Axes, text: str, place: Point, shift: Point, along: Transform, **style: Any
) -> None:  # fmt: skip
    """Words off a place by points; an annotation, which an arrow might follow, costs more."""
    moved = offset_copy(along, axes.get_figure(root=True), *shift, units="points")
    axes.text(*place, text, transform=moved, **style)


def value_ticks(axis: Axis, unit: Unit) -> None:
    """The values that fall on the axis as it is now, spelled alike."""
    low, high = sorted(axis.get_view_interval())
    slack = (high - low) * 1e-6
    places = [place for place in axis.get_ticklocs() if low - slack <= place <= high + slack]
    axis.set_ticks(places, unit.ticks(places))


def zero_line(axes: Axes) -> None:
    """The line that bars stand on."""
    axes.axvline(0, color=AXIS, lw=1)


@dataclass(frozen=True)
class End:
    """What is written where a line ends: rows of text in the line's colour."""

    place: float
    value: float
    rows: tuple[str, ...]
    colour: str = INK
    bold: bool = True


def apart(ends: Sequence[End], gap: float, low: float, high: float) -> list[tuple[End, float]]:
    """Each end with a height for its middle, at least `gap` a row from the next, within limits."""
    ordered = sorted(ends, key=lambda end: -end.value)
    heights: list[float] = []
    for place, end in enumerate(ordered):
        height = min(end.value, high - gap * len(end.rows) / 2)
        if place:
            need = gap * (len(end.rows) + len(ordered[place - 1].rows)) / 2
            height = min(height, heights[-1] - need)
        heights.append(height)
    if not ordered:
        return []
    # what was pushed below the axis goes up again, and pushes those above
    floor = low + gap * len(ordered[-1].rows) / 2
    for place in range(len(ordered) - 1, -1, -1):
        heights[place] = max(heights[place], floor)
        above = len(ordered[place - 1].rows) if place else 0
        floor = heights[place] + gap * (len(ordered[place].rows) + above) / 2
    return list(zip(ordered, heights, strict=True))


def write_ends(axes: Axes, ends: Sequence[End], height: float) -> None:
    """Names and last values right of their lines; `height` is that of the drawing in pixels."""
    low, high = axes.get_ylim()
    size = font_size(axes)
    gap = (high - low) * size * 1.25 / (height * 0.82)
    for end, middle in apart(ends, gap, low, high):
        for row, text in enumerate(end.rows):
            shift = 9, ((len(end.rows) - 1) / 2 - row) * size * 1.2
            off(axes, text, (end.place, middle), shift, axes.transData,
                va="center_baseline", color=end.colour, fontsize=size,
                fontweight="bold" if end.bold else "normal")  # fmt: skip
