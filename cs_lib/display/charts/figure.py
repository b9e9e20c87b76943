"""How does a drawing become part of a page? Drawn twice (wide and for a phone), cleaned, inlined.

A chart that is merely scaled down cannot be read at 390 px, so every chart is a `draw(figure,
narrow)` that lays itself out for either width.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from cs_lib.display.charts import theme
from cs_lib.display.charts.alt import alt
from cs_lib.display.charts.svg import clean
from cs_lib.display.markup import escape
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.charts import Chart
from cs_lib.exhibits.rendering import title_anchor

WIDE, NARROW = 860.0, 350.0
"""Widths in CSS pixels; a point of matplotlib is drawn as one of them."""
_NO_METADATA: dict[str, None] = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True)
class Sketch:
    """A chart before it is drawn: how, how high at either width, and what its values count."""

    draw: Callable[[Figure, bool], None]
    wide: float
    narrow: float
    unit: str
    notes: tuple[str, ...] = ()
    """How it is to be read, beside the unit."""


def figure(told: ShownExhibit, view: Chart, sketch: Sketch) -> str:
    """A captioned figure; its drawing is the wide or the narrow one by the page's width."""
    drawings = "".join(
        f'<div class="ts-{name}">{_svg(sketch, told.address, narrow)}</div>'
        for name, narrow in (("wide", False), ("narrow", True))
    )
    # links to a row of this exhibit lead to its figure
    anchors = "".join(
        f'<span id="{name}"></span>' for name in dict.fromkeys(row.anchor for row in told.rows)
    )
    small = escape(" · ".join(filter(None, (sketch.unit, *sketch.notes))))
    named = f' aria-labelledby="{title_anchor(told.address)}"' if told.title else ""
    return (
        f"<figure{named}>{anchors}<figcaption>{small}</figcaption>"
        f'<div role="img" aria-label="{escape(alt(told, view, sketch.unit))}">{drawings}</div>'
        "</figure>"
    )


def _svg(sketch: Sketch, address: str, narrow: bool) -> str:
    """One drawing as inline SVG."""
    width, height = (NARROW, sketch.narrow) if narrow else (WIDE, sketch.wide)
    font = theme.NARROW_FONT_SIZE if narrow else theme.FONT_SIZE
    with mpl.rc_context(theme.settings(font)):
        drawing = Figure(
            figsize=(width / 72, height / 72),
            layout=ConstrainedLayoutEngine(w_pad=0.01, h_pad=0.03),
        )
        canvas = FigureCanvasSVG(drawing)
        sketch.draw(drawing, narrow)
        out = io.StringIO()
        # `savefig` would draw everything twice, the first time for the layout alone
        canvas.print_svg(out, metadata=_NO_METADATA)
    return clean(out.getvalue(), f"{address}{narrow}")


def draw_nothing() -> None:
    """Draw an empty chart and forget it: what any drawing loads first, fonts above all, is there.

    For a process from which those that draw are forked.
    """

    def draw(drawing: Figure, narrow: bool) -> None:
        drawing.subplots().set_title("0")

    empty = Sketch(draw, WIDE, WIDE, "")
    for narrow in (False, True):
        _svg(empty, "", narrow)
