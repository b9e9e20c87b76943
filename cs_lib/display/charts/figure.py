"""How does a drawing become part of a page? Drawn twice (wide and for a phone), cleaned, inlined.

A chart that is merely scaled down cannot be read at 390 px, so every chart is a `draw(figure,
narrow)` that lays itself out for either width.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.textpath import text_to_path

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
            dpi=72,
            layout=ConstrainedLayoutEngine(w_pad=0.01, h_pad=0.03),
        )
        canvas = _Canvas(drawing)
        sketch.draw(drawing, narrow)
        _settle_labels(drawing)
        drawn = canvas.drawn()
    return clean(drawn, f"{address}{narrow}")


def _settle_labels(drawing: Figure) -> None:
    """Give an axis without a label a place for it: else every tick is measured to find one."""
    for axis in (axis for axes in drawing.axes for axis in (axes.xaxis, axes.yaxis)):
        if not axis.get_label_text():
            axis.set_label_coords(0, 0)


class _Canvas(FigureCanvasSVG):
    """Lays out and draws with one renderer; `savefig` and `print_svg` make one for each."""

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self._out = io.StringIO()
        width, height = figure.get_size_inches() * 72
        self._renderer = _Renderer(width, height, self._out, metadata=_NO_METADATA)

    def get_renderer(self) -> RendererSVG:
        """What the layout measures with."""
        return self._renderer

    def drawn(self) -> str:
        """The figure as a whole SVG document."""
        self.figure.draw(self._renderer)
        self._renderer.finalize()
        return self._out.getvalue()


class _Renderer(RendererSVG):
    """Measures words once, whatever their size: wide and narrow drawings have the same ones."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        size = prop.copy()
        size.set_size(text_to_path.FONT_SCALE)
        width, height, descent = _measured(s, size)
        scale = prop.get_size_in_points() / text_to_path.FONT_SCALE
        return width * scale, height * scale, descent * scale


@lru_cache(maxsize=4096)
def _measured(words: str, font: FontProperties) -> tuple[float, float, float]:
    """Width, height and descent of words in the size that matplotlib measures SVG's texts in."""
    found: tuple[float, float, float] = text_to_path.get_text_width_height_descent(
        words, font, False
    )
    return found


def draw_nothing() -> None:
    """Draw an empty chart and forget it: what any drawing loads first, fonts above all, is there.

    For a process from which those that draw are forked.
    """

    def draw(drawing: Figure, narrow: bool) -> None:
        drawing.subplots().set_title("0")

    empty = Sketch(draw, WIDE, WIDE, "")
    for narrow in (False, True):
        _svg(empty, "", narrow)
