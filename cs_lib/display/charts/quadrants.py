"""Who is where on two indices? Bubbles in two by two fields, the largest ones named."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import font_size, heading, shortened
from cs_lib.display.charts.figure import Sketch
from cs_lib.display.charts.units import Unit, head
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Quadrants

NAMED = {True: 3, False: 5}
"""How many of the largest bubbles bear their name, on a phone and else."""
_AREA = {True: 420.0, False: 900.0}
_LEAST_AREA = 10.0


def sketch(told: ShownExhibit, view: Quadrants) -> Sketch:
    """Both indices from 0 to 100; the fields are parted at the frame's cuts."""
    frame = pd.DataFrame(
        {
            name: told.frame[column.name].to_numpy()
            for name, column in (
                ("label", view.label), ("x", view.x), ("y", view.y), ("size", view.size),
                ("field", view.field),
            )
        }
    )  # fmt: skip
    cuts = tuple(float(told.frame[f"cut_{axis}"].iloc[0]) for axis in ("x", "y"))
    heads = head(told, view.x), head(told, view.y)

    def draw(figure: Figure, narrow: bool) -> None:
        _draw(figure.add_subplot(), frame, cuts, heads, narrow)

    return Sketch(draw, wide=380, narrow=360, unit=Unit.of(told, view.size).line)


def _draw(
    axes: Axes, frame: pd.DataFrame, cuts: tuple[float, ...], heads: tuple[str, str], narrow: bool
) -> None:  # fmt: skip
    sizes = frame["size"].clip(lower=0).astype(float)
    areas = np.maximum(_LEAST_AREA, _AREA[narrow] * sizes / (sizes.max() or 1.0))
    for place, field in enumerate(dict.fromkeys(frame["field"].sort_values())):
        mine = frame["field"] == field
        axes.scatter(
            frame.loc[mine, "x"], frame.loc[mine, "y"], s=areas[mine],
            marker=theme.MARKERS[place % len(theme.MARKERS)], facecolor=theme.SERIES[place],
            edgecolor=theme.PAPER, linewidth=0.8, alpha=0.75,
        )  # fmt: skip
    axes.axvline(cuts[0], color=theme.AXIS, lw=1)
    axes.axhline(cuts[1], color=theme.AXIS, lw=1)
    axes.set(xlim=(0, 100), ylim=(0, 100), xlabel=heads[0])
    heading(axes, heads[1], theme.SOFT)  # above: words on their side are hard to read
    axes.set_xticks(range(0, 101, 25))
    axes.set_yticks(range(0, 101, 25))
    _fields(axes, frame, cuts)
    for _, row in frame.nlargest(NAMED[narrow], "size").iterrows():
        axes.annotate(
            shortened(row["label"], 16 if narrow else 24), (row["x"], row["y"]), xytext=(0, 9),
            textcoords="offset points", ha="center", fontsize=font_size(axes),
        )  # fmt: skip


def _fields(axes: Axes, frame: pd.DataFrame, cuts: tuple[float, ...]) -> None:
    """The name of each field in its outer corner."""
    for field, part in frame.groupby("field"):
        right, above = part["x"].mean() >= cuts[0], part["y"].mean() >= cuts[1]
        axes.annotate(
            str(field), (99 if right else 1, 98 if above else 2), color=theme.SOFT,
            ha="right" if right else "left", va="top" if above else "bottom", fontweight="bold",
        )  # fmt: skip
