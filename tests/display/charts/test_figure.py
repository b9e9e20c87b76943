"""A drawing is laid out and measured once, and looks as matplotlib's own canvas draws it."""

import io

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from cs_lib.display.charts import theme
from cs_lib.display.charts.axes import beside, heading, names_left
from cs_lib.display.charts.figure import NARROW, WIDE, Sketch, figure
from cs_lib.display.charts.svg import clean
from tests.display.charts.told import CASES

ANY = CASES["bars"]
NAMES = ["Alder", "Birch & Sons\nwith a second line", "Österreichische Verkehrsbetriebe"]


def draw(drawing: Figure, narrow: bool) -> None:
    """Two panels: one with ticks, labels and a heading, one with nothing but names."""
    upper, lower = drawing.subplots(2, 1)
    upper.plot([0, 1, 2], [3e5, 2e5, 7e5], label="Fließend")
    upper.set_ylabel("EUR")
    heading(upper, "Widths and heights", theme.SOFT)
    lower.set_ylim(3, -1)
    names_left(lower, NAMES, 12 if narrow else 30)
    beside(lower, 1, 0.9, "in bold", 1, fontweight="bold")
    drawing.legend(loc="outside lower left")


@pytest.mark.parametrize("narrow", [False, True])
def test_a_drawing_is_what_matplotlib_itself_draws(narrow):
    sketch = Sketch(draw, 330, 420, "")
    width, height = (NARROW, sketch.narrow) if narrow else (WIDE, sketch.wide)
    out = io.StringIO()
    with mpl.rc_context(theme.settings(theme.NARROW_FONT_SIZE if narrow else theme.FONT_SIZE)):
        drawing = Figure(
            figsize=(width / 72, height / 72),
            layout=ConstrainedLayoutEngine(w_pad=0.01, h_pad=0.03),
        )
        draw(drawing, narrow)
        FigureCanvasSVG(drawing).print_svg(out, metadata={"Date": None})
    expected = clean(out.getvalue(), f"{ANY.address}{narrow}")
    assert expected in figure(ANY, ANY.view, sketch)
