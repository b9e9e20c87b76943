"""Which colours and sizes do all charts share? Okabe and Ito's palette, told apart by all eyes.

Headwind is always of the vermillion family, tailwind of the green and blue one, everything
that is neither of them grey.
"""

from typing import Any

import seaborn as sns

INK, SOFT, LINE = "#1f2937", "#4b5563", "#d7dce2"
LEVEL = "#4a5b6c"
"""Opening and closing balances."""
HEADWIND = ("#b34700", "#d55e00", "#ec8f4a", "#f4b78a", "#8a3600", "#f8d3b8")
TAILWIND = ("#00664b", "#009e73", "#0072b2", "#56b4e9", "#5ec4a4", "#a9d8f2")
NEUTRAL = ("#8a94a1", "#aeb6c0", "#6b7683", "#c9cfd6")
FAMILIES = {"headwind": HEADWIND, "tailwind": TAILWIND}
SERIES = ("#0072b2", "#d55e00", "#009e73", "#8a94a1", "#cc79a7", "#e69f00")
FONT_SIZE = 12.5
NARROW_FONT_SIZE = 11.5


def settings(font_size: float) -> Any:
    """Matplotlib's settings for one drawing: quiet axes, text as text, the same bytes each time."""
    style = dict(sns.axes_style("white"))
    return style | {
        "svg.fonttype": "none",
        "svg.hashsalt": "tensteps",
        "text.parse_math": False,  # a client's name may hold dollar signs
        "font.family": "sans-serif",
        "font.sans-serif": [
            "DejaVu Sans"
        ],  # ships with matplotlib: the layout is the same anywhere
        "font.size": font_size,
        "axes.labelsize": font_size - 0.5,
        "xtick.labelsize": font_size - 0.5,
        "ytick.labelsize": font_size - 0.5,
        "legend.fontsize": font_size - 0.5,
        "text.color": INK,
        "axes.labelcolor": SOFT,
        "axes.edgecolor": "#9aa5b1",
        "xtick.color": SOFT,
        "ytick.color": SOFT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 1.0,
        "grid.color": "#e8ebef",
        "grid.linewidth": 0.8,
        "lines.linewidth": 2.0,
        "path.simplify": True,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "hatch.linewidth": 0.6,
    }


def on(colour: str) -> str:
    """White or ink, whichever is read better on `colour` (the WCAG's relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if luminance < 0.2 else INK
