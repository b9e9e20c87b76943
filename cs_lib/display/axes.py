"""How are a chart's names written? Line by line, so that each line is centred or flushed by itself.

Matplotlib places the lines of one text by its own font's widths; a reader's font differs, so
every line is a text of its own that the browser aligns.
"""

import textwrap
from collections.abc import Iterable

from matplotlib.axes import Axes


def font_size(axes: Axes) -> float:
    """The size of names and axis labels in this drawing."""
    return float(axes.xaxis.label.get_fontsize())


def lines_of(label: object, width: int, most: int = 3) -> list[str]:
    """A label in at most `most` lines of about `width` letters; a long word is kept whole."""
    lines = textwrap.wrap(
        str(label), width, break_long_words=False, max_lines=most, placeholder=" …"
    )
    return [shortened(line, 2 * width) for line in lines] or [str(label)]


def shortened(label: object, most: int) -> str:
    """A label of at most `most` letters; the figures beside the chart hold it whole."""
    words = str(label)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def names_below(axes: Axes, labels: Iterable[object], width: int) -> None:
    """Names under the horizontal axis, at 0, 1, 2, ..."""
    axes.set_xticks([])
    size = font_size(axes)
    for place, label in enumerate(labels):
        for row, part in enumerate(lines_of(label, width)):
            axes.annotate(
                part,
                (place, 0),
                xycoords=("data", "axes fraction"),
                xytext=(0, -6 - row * size * 1.2),
                textcoords="offset points",
                ha="center",
                va="top",
                fontsize=size,
                annotation_clip=False,
            )


def names_left(axes: Axes, labels: Iterable[object], width: int) -> None:
    """Names left of the vertical axis, at 0, 1, 2, ... from the top."""
    axes.set_yticks([])
    size = font_size(axes)
    for place, label in enumerate(labels):
        parts = lines_of(label, width, most=2)
        for row, part in enumerate(parts):
            axes.annotate(
                part,
                (0, place),
                xycoords=("axes fraction", "data"),
                xytext=(-8, ((len(parts) - 1) / 2 - row) * size * 1.15),
                textcoords="offset points",
                ha="right",
                va="center_baseline",
                fontsize=size,
                annotation_clip=False,
            )


def heading(axes: Axes, text: str, colour: str) -> None:
    """What one panel shows, above it and flush left."""
    axes.set_title(text, loc="left", color=colour, fontsize=font_size(axes))


def bare(axes: Axes, value_axis: str) -> None:
    """No value axis: every bar carries its value, so the scale would say it twice."""
    axes.spines["left" if value_axis == "y" else "bottom"].set_visible(False)
    (axes.set_yticks if value_axis == "y" else axes.set_xticks)([])
    axes.tick_params(length=0)
