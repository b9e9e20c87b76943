"""How did each period's gains and losses move the balance? The stacked bridge."""

import re

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cs_lib.display import theme
from cs_lib.display.axes import heading, names_below, shortened
from cs_lib.display.figures import (
    Unit,
    data_table,
    figure,
    no_data,
    unit_of,
)
from cs_lib.display.markup import Block

_OTHERS = {"new": "#14405f", "reactivation": "#6f8fa8"}


def stacked_bridge(
    frame: pd.DataFrame,
    *,
    title: str,
    alt: str,
    unit: str,
    measure: str = "ARR",
    figures: bool = True,
) -> Block:
    """How did each period's gains and losses move the balance?

    `frame`, one row per period and part, periods and parts in the order to show: `period` (text),
    `rollup` (closing, headwind, tailwind, new, reactivation, transfer, fx, unallocated), `label`
    (of the part), `amount` (signed). Rows of rollup opening are left out.
    """
    moves = frame[~frame["rollup"].isin(["opening", "closing"])]
    closing = frame[frame["rollup"] == "closing"].set_index("period")["amount"].astype(float)
    if moves.empty:
        return no_data(title)
    periods = list(dict.fromkeys(frame["period"]))
    wide = moves.pivot_table(
        index="label", columns="period", values="amount", aggfunc="sum", observed=True, sort=False
    )
    wide = wide.reindex(columns=periods).astype(float).fillna(0.0)
    wide = wide[(wide != 0).any(axis=1)]
    colours = _part_colours(moves)
    stacked = unit_of(unit, "Change", float(wide.abs().sum().max()))
    balance = unit_of(unit, measure, float(closing.max()) if len(closing) else 0.0)

    def draw(drawing: Figure, narrow: bool) -> None:
        ratios = [1, 2.1] if len(closing) else [0.001, 1]
        upper, lower = drawing.subplots(2, 1, sharex=True, height_ratios=ratios)
        if len(closing):
            _balance(upper, closing.reindex(periods), balance, narrow)
        else:
            upper.set_visible(False)
        _stacks(lower, wide, colours, stacked, narrow)
        rows = drawing.legend(
            *lower.get_legend_handles_labels(),
            loc="outside lower center",
            ncols=2 if narrow else 4,
            frameon=False,
            handlelength=0.9,
            columnspacing=1.2,
        )
        rows.set_in_layout(True)

    return figure(
        draw,
        wide=500,
        narrow=470 + 9 * len(wide),
        title=title,
        alt=alt,
        label="",
        data=_bridge_figures(frame, periods, unit, title) if figures else None,
    )


def _part_colours(moves: pd.DataFrame) -> dict[str, str]:
    """One colour a part, dealt within its family in order of appearance."""
    dealt: dict[str, int] = {}
    colours: dict[str, str] = {}
    for label, rollup in (
        moves[["label", "rollup"]].drop_duplicates("label").itertuples(index=False)
    ):
        if rollup in _OTHERS:
            colours[label] = _OTHERS[rollup]
            continue
        family = theme.FAMILIES.get(rollup, theme.NEUTRAL)
        key = rollup if rollup in theme.FAMILIES else "neutral"
        colours[label] = family[dealt.get(key, 0) % len(family)]
        dealt[key] = dealt.get(key, 0) + 1
    return colours


def _balance(axes: Axes, closing: pd.Series, unit: Unit, narrow: bool) -> None:
    places = np.arange(len(closing))
    axes.plot(places, closing, color=theme.LEVEL, marker="o", ms=5)
    span = float(closing.max() - closing.min()) or float(closing.abs().max()) or 1.0
    for place, value in enumerate(closing):
        if not narrow or place in (0, len(closing) - 1):
            axes.text(
                place,
                value + span * 0.16,
                unit.short(value),
                ha="center",
                va="bottom",
                fontweight="bold" if place == len(closing) - 1 else "normal",
            )
    axes.set_ylim(float(closing.min()) - span * 0.3, float(closing.max()) + span * 0.75)
    heading(axes, f"Closing {unit.measure}, {unit.name}", theme.SOFT)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(bottom=False)


def _stacks(
    axes: Axes, wide: pd.DataFrame, colours: dict[str, str], unit: Unit, narrow: bool
) -> None:
    places = np.arange(wide.shape[1])
    up, down = np.zeros(len(places)), np.zeros(len(places))
    for label, row in wide.iterrows():
        values = row.to_numpy()
        base = np.where(values >= 0, up, down)
        axes.bar(
            places,
            values,
            bottom=base,
            width=0.64,
            color=colours[str(label)],
            label=shortened(label, 22 if narrow else 28),
            edgecolor="white",
            linewidth=0.5,
        )
        up, down = up + np.maximum(values, 0), down + np.minimum(values, 0)
    axes.axhline(0, color=theme.INK, lw=1)
    span = float(up.max() - down.min()) or 1.0
    if not narrow:
        for place, (high, low) in enumerate(zip(up, down, strict=True)):
            _total(axes, place, high, span, unit)
            _total(axes, place, low, -span, unit)
    axes.set_ylim(float(down.min()) - span * 0.1, float(up.max()) + span * 0.1)
    # "2026Q3" and "Q3 2026" take two lines where columns are narrow
    names = [re.sub(r"(?<=\d)(?=Q)", " ", str(name)) if narrow else name for name in wide.columns]
    names_below(axes, names, 4 if narrow else 8)
    axes.yaxis.set_major_formatter(lambda value, _: unit.tick(value))
    heading(axes, unit.label, theme.SOFT)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines[["left", "bottom"]].set_visible(False)


def _total(axes: Axes, place: float, value: float, span: float, unit: Unit) -> None:
    if value:
        axes.text(
            place,
            value + span * 0.015,
            unit.short(value, signed=True),
            ha="center",
            va="bottom" if span > 0 else "top",
            color=theme.SOFT,
        )


def _bridge_figures(frame: pd.DataFrame, periods: list[str], unit: str, title: str) -> Block:
    flat = frame.pivot_table(
        index="label", columns="period", values="amount", aggfunc="sum", observed=True, sort=False
    )
    flat = flat.reindex(columns=periods).reset_index()
    columns = {"label": (f"Amounts in {unit}", "text")} | {
        period: (str(period), "money") for period in periods
    }
    return data_table(flat, columns, title)
