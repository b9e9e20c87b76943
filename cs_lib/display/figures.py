"""How does a drawing become part of a page? Drawn twice (wide and for a phone), cleaned, inlined.

A chart that is merely scaled down cannot be read at 390 px, so every chart function gives a
`draw(figure, narrow)` that lays itself out for either width.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from cs_lib import numbers
from cs_lib.display import theme
from cs_lib.display.markup import Block, escape, inline, plain
from cs_lib.display.svg import clean
from cs_lib.display.tables import Columns, table

Draw = Callable[[Figure, bool], None]
Size = tuple[float, float]
WIDE, NARROW = 860.0, 350.0
"""Widths in CSS pixels; a point of matplotlib is drawn as one of them."""
_SCALES = ((1_000_000, "million", 5_000_000), (1_000, "thousand", 5_000), (1, "", 0))
_NO_METADATA: dict[str, None] = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True)
class Unit:
    """What an axis counts: "ARR, EUR thousand". `name` is a currency code, "percent" or a noun."""

    name: str
    measure: str
    scale: float
    label: str

    def short(self, value: object, *, signed: bool = False) -> str:
        """A value as it stands beside its bar."""
        if self.name == "percent":
            return numbers.percent(value, signed=signed)
        if not self.is_money:
            return numbers.integer(value, signed=signed)
        return numbers.money_short(value, signed=signed)

    def tick(self, value: float) -> str:
        """A value as it stands on the axis, in the scale that the axis names."""
        if self.name == "percent":
            return numbers.percent(value, 0)
        scaled = value / self.scale
        return numbers.number(scaled, 0 if abs(scaled - round(scaled)) < 1e-6 else 1)

    @property
    def is_money(self) -> bool:
        """A currency code is three capitals."""
        return bool(re.fullmatch(r"[A-Z]{3}", self.name))

    @property
    def style(self) -> str:
        """The format that the figures' table uses."""
        return "percent" if self.name == "percent" else "money" if self.is_money else "integer"


def unit_of(name: str, measure: str, largest: float) -> Unit:
    """Which scale keeps the axis' numbers short? `largest` is the largest absolute value shown."""
    if name == "percent" or not re.fullmatch(r"[A-Z]{3}", name):
        label = f"{measure}, %" if name == "percent" else ", ".join(filter(None, (measure, name)))
        return Unit(name, measure, 1, label)
    scale, word, _ = next(s for s in _SCALES if largest >= s[2])
    return Unit(name, measure, scale, " ".join(filter(None, (f"{measure},", name, word))))


def figure(
    draw: Draw, *, wide: float, narrow: float, title: str, alt: str, label: str, data: Block | None
) -> Block:
    """A captioned figure whose drawing is `wide` or `narrow` pixels high, by the page's width."""
    drawings = "".join(
        f'<div class="ts-{name}">{_svg(draw, size, is_narrow)}</div>'
        for name, size, is_narrow in (
            ("wide", (WIDE, wide), False),
            ("narrow", (NARROW, narrow), True),
        )
    )
    small = f" <small>{escape(label)}</small>" if label else ""
    details = f"<details><summary>Show the figures</summary>{data.html}</details>" if data else ""
    body = (
        f'<div class="ts-block"><figure><figcaption>{inline(title)}{small}</figcaption>'
        f'<div role="img" aria-label="{escape(plain(alt))}">{drawings}</div></figure>'
        f"{details}</div>"
    )
    return Block(body, f"{plain(title)}\n{plain(alt)}")


def no_data(title: str, sentence: str = "There is nothing to draw.") -> Block:
    """The figure that an empty frame gives: its title and an honest sentence."""
    return table(
        pd.DataFrame(columns=["none"]), columns={"none": ("", "text")}, title=title, empty=sentence
    )


def data_table(
    frame: pd.DataFrame, columns: Columns, title: str, group: str | None = None
) -> Block:
    """The figures behind a chart, for its "Show the figures"."""
    return table(frame, columns=columns, title=f"Figures: {plain(title)}", group=group)


def _svg(draw: Draw, size: Size, narrow: bool) -> str:
    """One drawing as inline SVG, `size` in CSS pixels."""
    font = theme.NARROW_FONT_SIZE if narrow else theme.FONT_SIZE
    with mpl.rc_context(theme.settings(font)):
        drawing = Figure(
            figsize=(size[0] / 72, size[1] / 72),
            layout=ConstrainedLayoutEngine(w_pad=0.01, h_pad=0.03),
        )
        FigureCanvasSVG(drawing)
        draw(drawing, narrow)
        out = io.StringIO()
        drawing.savefig(out, format="svg", metadata=_NO_METADATA)
    return clean(out.getvalue())
