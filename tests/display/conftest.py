"""Small frames that each chart can draw, and what an HTML checker says about a piece of page."""

from html.parser import HTMLParser

import pandas as pd
import pytest

from cs_lib import display

VOID = {"br", "img", "meta", "link", "hr", "input", "col", "path", "use", "rect", "circle"}


class Outline(HTMLParser):
    """Tags with their attributes, the text, and whether every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-1:]}"
            self.open.pop()

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def outline():
    def read(html: str) -> Outline:
        parser = Outline()
        parser.feed(html)
        parser.close()
        assert parser.open == []
        return parser

    return read


BRIDGE = [
    ("Q1 2026", "opening", "Opening", 1000.0),
    ("Q1 2026", "new", "New logos", 300.0),
    ("Q1 2026", "headwind", "Logos lost", -200.0),
    ("Q1 2026", "headwind", "Seat loss", -50.0),
    ("Q1 2026", "tailwind", "Seats", 80.0),
    ("Q1 2026", "closing", "Closing", 1130.0),
    ("Q2 2026", "opening", "Opening", 1130.0),
    ("Q2 2026", "headwind", "Logos lost", -30.0),
    ("Q2 2026", "fx", "Currency", 7.0),
    ("Q2 2026", "closing", "Closing", 1107.0),
]
FRAMES = {
    "bubbles": pd.DataFrame(
        {
            "label": ["Renewal & <more>", "Nurturing", "Escalation"],
            "x": [0.2, 0.21, 0.59],
            "y": [0.9, 0.92, None],
            "size": [200.0, 210.0, 590.0],
        }
    ),
    "waterfall": pd.DataFrame(
        [
            ("Opening ARR", 1_000_000.0, "opening"),
            ("New logos & <pilots>", 130_000.0, "up"),
            ("Logos lost", -80_000.0, "down"),
            ("Currency", -5_000.0, "neutral"),
            ("Closing ARR", 1_045_000.0, "closing"),
        ],
        columns=["label", "amount", "kind"],
    ),
    "stacked_bridge": pd.DataFrame(BRIDGE, columns=["period", "rollup", "label", "amount"]),
    "share_bars": pd.DataFrame(
        [
            ("Headwind", "Logos lost", -75.0, 0.75),
            ("Headwind", "Seat loss", -25.0, 0.25),
            ("Tailwind", "Seats", 40.0, 1.0),
        ],
        columns=["group", "label", "amount", "share"],
    ),
    "line": pd.DataFrame(
        {
            "month": pd.date_range("2026-01-31", periods=4, freq="ME").tolist() * 2,
            "rate": [0.95, 0.94, 0.93, None, 1.05, 1.04, 1.06, 1.08],
            "name": ["GRR"] * 4 + ["NRR"] * 4,
        }
    ),
    "hbar": pd.DataFrame({"label": [f"Account $x_{i}$ {i}" for i in range(12)], "value": 5.0}),
    "ladder": pd.DataFrame({"label": ["Customer", "Component"], "value": [0.914, None]}),
    "ranges": pd.DataFrame(
        {
            "label": ["Retention & <more>", "Upsell", "Nothing known"],
            "low": [140.0, 61.0, None],
            "high": [280.0, 61.0, None],
            "now": [120.0, 90.0, 30.0],
            "best": [200.0, 61.0, 30.0],
        }
    ),
}


def drawn(chart: str, frame: pd.DataFrame) -> display.Block:
    """`frame` drawn by the chart called so, with a title and an alternative text."""
    common = {"title": "The finding", "alt": "What it shows"}
    if chart == "line":
        return display.line(frame, "month", "rate", "name", unit="percent", measure="R", **common)
    if chart == "bubbles":
        return display.bubbles(frame, across="Share", up="Kept", size="spend", **common)
    if chart == "ranges":
        marks = {"now": "Today", "best": "Best"}
        return display.ranges(frame, unit="EUR", measure="Spend", marks=marks, **common)
    if chart == "ladder":
        return display.ladder(frame, **common)
    return getattr(display, chart)(frame, unit="EUR", **common)


@pytest.fixture(params=sorted(FRAMES))
def chart(request):
    """A chart's name, its frame and how to draw it."""
    return request.param, FRAMES[request.param], drawn
