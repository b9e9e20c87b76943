"""What is large beside what? Share bars, top lists and the retention ladder."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cs_lib import numbers
from cs_lib.display import theme
from cs_lib.display.axes import bare, font_size, names_left, shortened
from cs_lib.display.figures import Unit, data_table, figure, no_data, unit_of
from cs_lib.display.markup import Block


def share_bars(
    frame: pd.DataFrame, *, title: str, alt: str, unit: str, figures: bool = True
) -> Block:
    """What is each wind made of? One full bar per group, split by share.

    `frame`: `group` ("Headwind", "Tailwind"; at most a few), `label`, `amount`, `share` (a
    fraction of its group). A group named like a wind takes its colours. `unit`: currency code.
    """
    if frame.empty:
        return no_data(title)
    groups = list(dict.fromkeys(frame["group"]))
    largest = int(frame.groupby("group", observed=True).size().max())

    def draw(drawing: Figure, narrow: bool) -> None:
        stacked = drawing.subplots(len(groups), 1, squeeze=False)[:, 0]
        for axes, group in zip(stacked, groups, strict=True):
            _share_bar(axes, frame[frame["group"] == group], str(group), unit, narrow)

    columns = {
        "label": ("Part", "text"),
        "amount": (f"Amount, {unit}", "money"),
        "share": ("Share", "percent"),
    }
    high = (92 + 20 * -(-largest // 3)) * len(groups)
    return figure(
        draw,
        wide=high,
        narrow=(82 + 19 * largest) * len(groups),
        title=title,
        alt=alt,
        label="",
        data=data_table(frame, columns, title, group="group") if figures else None,
    )


def _share_bar(axes: Axes, part: pd.DataFrame, group: str, unit: str, narrow: bool) -> None:
    colours = theme.FAMILIES.get(group.lower(), theme.NEUTRAL)
    across = 1 if narrow else min(3, len(part))
    letters = 34 if narrow else 26 if across == 3 else 46
    left = 0.0
    for index, row in enumerate(part.to_dict("records")):
        share, colour = float(row["share"]), colours[index % len(colours)]
        said = f"{numbers.money_short(row['amount'], signed=True)} ({numbers.percent(share)})"
        axes.barh(
            0,
            share,
            left=left,
            color=colour,
            height=1,
            edgecolor="white",
            lw=1.2,
            label=f"{shortened(row['label'], letters)} {said}",
        )
        if share >= (0.12 if narrow else 0.05):
            axes.text(
                left + share / 2,
                0,
                numbers.percent(share, 0),
                ha="center",
                va="center",
                color=theme.on(colour),
                fontweight="bold",
            )
        left += share
    total = numbers.money_short(part["amount"].sum(), unit, signed=True)
    axes.set_title(
        f"{group}: {total}",
        loc="left",
        fontweight="bold",
        fontsize=font_size(axes) + 0.5,
    )
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(-0.01, 0),
        ncols=across,
        frameon=False,
        handlelength=0.9,
        columnspacing=1.6,
        borderaxespad=0.2,
    )
    axes.set_axis_off()
    axes.set_xlim(0, max(left, 1e-9))


def hbar(
    frame: pd.DataFrame,
    *,
    title: str,
    alt: str,
    unit: str,
    measure: str = "ARR",
    top: int = 10,
    kind: str = "neutral",
    figures: bool = True,
) -> Block:
    """Which are the largest? The first `top` rows of `frame`, in its order.

    `frame`: `label`, `value`. `kind` colours the bars: headwind, tailwind or neutral. Nothing is
    sorted or summed here; when rows are left out, the caption says how many.
    """
    if frame.empty:
        return no_data(title)
    shown = frame.head(top).reset_index(drop=True)
    axis = unit_of(unit, measure, float(shown["value"].abs().max()))
    colour = theme.FAMILIES[kind][1] if kind in theme.FAMILIES else theme.LEVEL

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.add_subplot()
        _bars(axes, shown, axis, colour, narrow)

    rest = f"; the first {len(shown)} of {len(frame)}" if len(frame) > len(shown) else ""
    columns = {
        "label": ("Name", "text"),
        "value": (axis.label if not axis.is_money else f"{measure}, {unit}", axis.style),
    }
    return figure(
        draw,
        wide=30 * len(shown) + 24,
        narrow=36 * len(shown) + 20,
        title=title,
        alt=alt,
        label=f"{axis.label}{rest}",
        data=data_table(frame, columns, title) if figures else None,
    )


def _bars(axes: Axes, shown: pd.DataFrame, unit: Unit, colour: str, narrow: bool) -> None:
    places = [str(place) for place in range(len(shown))]
    sns.barplot(
        x=shown["value"].to_numpy(),
        y=places,
        ax=axes,
        color=colour,
        saturation=1,
        width=0.66,
        errorbar=None,
    )
    least, most = min(0.0, float(shown["value"].min())), max(0.0, float(shown["value"].max()))
    span = (most - least) or 1.0
    for place, value in enumerate(shown["value"]):
        side = 1 if value >= 0 else -1
        axes.text(
            value + side * span * 0.012,
            place,
            unit.short(value),
            ha="left" if side > 0 else "right",
            va="center",
        )
    room = 0.3 if narrow else 0.12
    axes.set_xlim(least - (span * room if least < 0 else 0), most + (span * room if most else 0))
    names_left(axes, shown["label"], 18 if narrow else 44)
    axes.axvline(0, color="#9aa5b1", lw=1)
    bare(axes, "x")
    axes.spines["left"].set_visible(False)


def ladder(
    frame: pd.DataFrame, *, title: str, alt: str, measure: str = "GRR", figures: bool = True
) -> Block:
    """How does one rate read at each grain? A rung per row, from 0 % to 100 % or above.

    `frame`, in the order of the rungs: `label` (the grain), `value` (a fraction; missing ones are
    named as such), and if wanted `note` (such as "n = 214").
    """
    if frame.empty:
        return no_data(title)
    shown = frame.reset_index(drop=True)
    axis = unit_of("percent", measure, 1)

    def draw(drawing: Figure, narrow: bool) -> None:
        _rungs(drawing.add_subplot(), shown, narrow)

    columns = {"label": ("Grain", "text"), "value": (measure, "percent")}
    if "note" in frame:
        columns["note"] = ("Note", "text")
    return figure(
        draw,
        wide=42 * len(shown) + 50,
        narrow=48 * len(shown) + 50,
        title=title,
        alt=alt,
        label=axis.label,
        data=data_table(shown, columns, title) if figures else None,
    )


def _rungs(axes: Axes, shown: pd.DataFrame, narrow: bool) -> None:
    values = shown["value"].astype(float)
    top = max(1.0, float(np.nanmax(values)) if values.notna().any() else 1.0)
    places = np.arange(len(shown))
    axes.hlines(places, 0, top, color=theme.LINE, lw=1)
    axes.hlines(places, 0, values.fillna(0), color=theme.TAILWIND[2], lw=3)
    axes.plot(values, places, "o", ms=9, color=theme.TAILWIND[2])
    for place, value in zip(places, values, strict=True):
        where = 0.0 if np.isnan(value) else value
        axes.annotate(
            numbers.percent(value),
            (where, place),
            xytext=(0, 8),
            ha="center",
            textcoords="offset points",
            fontweight="bold",
            color=theme.INK,
        )
    names_left(axes, shown["label"], 16 if narrow else 34)
    axes.set_xlim(-0.02, top * 1.06)
    axes.set_ylim(len(shown) - 0.6, -0.8)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
