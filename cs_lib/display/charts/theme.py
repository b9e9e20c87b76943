"""Which colours, patterns and sizes do all charts share? One colour has one meaning.

A drawing is made in the light palette; `svg` marks each of its colours with a class, and
display.css gives the classes their colours in light and in dark. So every value here is there
once, and stands in display.css under the same name.
"""

from typing import Any

import seaborn as sns

PALETTE = {
    # the page and what is written on it
    "paper": "#ffffff",
    "ink": "#1f2937",
    "soft": "#4b5563",
    "axis": "#7b8794",
    "rule": "#e1e5ea",
    # what a movement means
    "loss": "#b34700",
    "gain": "#00795a",
    "new": "#1d4477",
    "reactivation": "#476f95",
    "fx": "#6e747f",
    "level": "#4a5b6c",
    "neutral": "#6a7079",
    # things side by side that mean nothing by themselves
    "series-1": "#0067b0",
    "series-2": "#a8266f",
    "series-3": "#00737d",
    "series-4": "#667000",
    "series-5": "#6c4bb8",
    "series-6": "#8a5a2b",
    # the cells of a heat map, from low to high, and what is written on them
    "heat-1": "#e8f0f6",
    "heat-2": "#c6dbea",
    "heat-3": "#9cc2dd",
    "heat-4": "#2a72a8",
    "heat-5": "#174f7a",
    "on-low": "#1f2938",
    "on-high": "#fefefe",
    "thin": "#eceef1",
}
TEXT = ("ink", "soft", "loss", "gain", "new", "reactivation", "fx", "level", "neutral",
        *(f"series-{place}" for place in range(1, 7)))  # fmt: skip
"""Colours that words may have: 4.5 to 1 against the page, in light and in dark."""
SERIES = tuple(PALETTE[f"series-{place}"] for place in range(1, 7))
HEAT = tuple(PALETTE[f"heat-{place}"] for place in range(1, 6))
PAPER, INK, SOFT, AXIS, RULE = (PALETTE[name] for name in ("paper", "ink", "soft", "axis", "rule"))
MARKERS = ("o", "s", "D", "^", "v", "P")
_MEANINGS = {
    # kinds of a waterfall
    "opening": "level", "closing": "level", "up": "gain", "down": "loss",
    # rollups of the bridge
    "headwind": "loss", "tailwind": "gain", "transfer": "neutral",
}  # fmt: skip
_HATCHES = {"loss": "////", "new": "xxxx", "reactivation": "xx", "fx": "----"}
"""What tells meanings apart in grey print; gains and balances are solid."""
_LAYERS = {
    "loss": ("////", "", "||||", "//", "||"),
    "gain": ("", "\\\\\\\\", "||||", "\\\\", "||"),
    "neutral": ("", "----", "...."),
}
"""The patterns of several layers of one meaning, in the order of their appearance."""
FONT_SIZE, NARROW_FONT_SIZE = 12.5, 11.5


def meaning(kind: str) -> str:
    """The palette's name for a kind of movement or a rollup of the bridge."""
    return _MEANINGS.get(kind, kind if kind in PALETTE else "neutral")


def colour(kind: str) -> str:
    """The colour of a kind of movement."""
    return PALETTE[meaning(kind)]


def hatch(kind: str, layer: int | None = None) -> str:
    """Its pattern; `layer` counts those of the same meaning when several are stacked."""
    name = meaning(kind)
    if layer is None or name not in _LAYERS:
        return _HATCHES.get(name, "")
    return _LAYERS[name][layer % len(_LAYERS[name])]


def filled(kind: str, layer: int | None = None) -> dict[str, Any]:
    """How a bar of this kind is filled: its colour under a pattern in the page's own."""
    return patterned(colour(kind), hatch(kind, layer))


def patterned(fill: str, pattern: str = "") -> dict[str, Any]:
    """A bar of one colour, with the pattern's lines in the colour of the page."""
    return {"facecolor": fill, "edgecolor": PAPER, "hatch": pattern or None, "linewidth": 0}


def settings(font_size: float) -> Any:
    """Matplotlib's settings for one drawing: quiet axes, text as text, the same bytes each time."""
    style = dict(sns.axes_style("white"))
    return style | {
        "svg.fonttype": "none",
        "svg.hashsalt": "tensteps",
        "text.parse_math": False,  # a client's name may hold dollar signs
        "font.family": "sans-serif",
        # ships with matplotlib: the layout is the same anywhere
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": font_size,
        "axes.labelsize": font_size - 0.5,
        "xtick.labelsize": font_size - 0.5,
        "ytick.labelsize": font_size - 0.5,
        "legend.fontsize": font_size - 0.5,
        "text.color": INK,
        "axes.labelcolor": SOFT,
        "axes.edgecolor": AXIS,
        "xtick.color": SOFT,
        "ytick.color": SOFT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titley": 1.0,  # above the axis as it is: nothing is measured to find a place
        "axes.linewidth": 1.0,
        "grid.color": RULE,
        "grid.linewidth": 0.8,
        "lines.linewidth": 2.0,
        "path.simplify": True,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "hatch.linewidth": 1.0,
    }
