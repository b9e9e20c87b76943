"""Charts say their finding, hold their figures, and are the same bytes each time."""

import re

import pandas as pd
import pytest

from cs_lib import display
from cs_lib.display import figures, svg, theme
from cs_lib.display.waterfall import _floor, _steps


def test_a_chart_is_a_captioned_image_with_its_figures_beside_it(chart, outline):
    name, frame, drawn = chart
    page = outline(drawn(name, frame).html)
    tags = [tag for tag, _ in page.tags]
    assert tags.count("figure") == tags.count("figcaption") == tags.count("details") == 1
    images = [attrs for _, attrs in page.tags if attrs.get("role") == "img"]
    assert [image["aria-label"] for image in images] == ["What it shows"]
    assert "The finding" in page.text
    assert "Show the figures" in page.text
    assert tags.count("svg") == 2, "one drawing for wide pages and one for phones"


def test_the_same_frame_gives_the_same_bytes_and_is_left_alone(chart):
    name, frame, drawn = chart
    before = frame.copy(deep=True)
    assert drawn(name, frame).html == drawn(name, frame).html
    pd.testing.assert_frame_equal(frame, before)


def test_nothing_in_a_chart_leaves_the_page_and_no_id_is_there_twice(chart):
    name, frame, drawn = chart
    html = drawn(name, frame).html
    assert not re.search(r"\b(?:src|href)=\"(?!#)", html)
    assert not re.search(r"url\((?!#)", html)
    assert "<style" not in html
    assert "font-family" not in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", html)) == set(ids)


def test_an_empty_frame_says_so_instead_of_drawing_nothing(chart):
    name, frame, drawn = chart
    html = drawn(name, frame.head(0)).html
    assert "The finding" in html
    assert "There is nothing to draw." in html
    assert "<svg" not in html


def test_client_text_is_text_in_the_drawing():
    frame = pd.DataFrame({"label": ["Cheap $ & <b>bold</b> $ Ltd"], "value": [1200.0]})
    html = display.hbar(frame, title="t", alt="a", unit="EUR").html
    assert "Cheap $ &amp; &lt;b&gt;bold&lt;/b&gt; $ Ltd" in html
    assert "<b>" not in html


def test_a_waterfall_ends_each_movement_where_the_next_begins():
    steps = _steps(
        pd.DataFrame(
            [
                ("a", 100.0, "opening"),
                ("b", 30.0, "up"),
                ("c", -50.0, "down"),
                ("d", 80.0, "closing"),
            ],
            columns=["label", "amount", "kind"],
        )
    )
    assert steps[["start", "to"]].to_numpy().tolist() == [[0, 100], [100, 130], [130, 80], [0, 80]]


@pytest.mark.parametrize(
    ("ends", "floor"),
    [([100, 130, 80], 0), ([1000, 1050, 990], 950), ([5, -5, 3], 0), ([7, 7], 0)],
)
def test_a_waterfall_axis_is_cut_only_where_movements_would_be_slivers(ends, floor):
    assert _floor(pd.DataFrame({"to": [float(end) for end in ends]})) == floor


def test_a_cut_axis_is_said_in_the_caption(chart):
    name, frame, drawn = chart
    said = "the axis starts at EUR" in drawn(name, frame).html
    assert said == (name == "waterfall")


@pytest.mark.parametrize(
    ("name", "largest", "label", "tick"),
    [
        ("EUR", 12e6, "ARR, EUR million", "12"),
        ("EUR", 900e3, "ARR, EUR thousand", "900"),
        ("EUR", 900, "ARR, EUR", "900"),
        ("percent", 0.9, "ARR, %", "90%"),
        ("accounts", 12, "ARR, accounts", "12"),
    ],
)
def test_an_axis_names_its_currency_and_scale(name, largest, label, tick):
    unit = figures.unit_of(name, "ARR", largest)
    assert unit.label == label
    assert unit.tick(largest) == tick


def test_top_lists_say_how_many_they_leave_out():
    frame = pd.DataFrame({"label": list("abc"), "value": [3.0, 2.0, 1.0]})
    html = display.hbar(frame, title="t", alt="a", unit="EUR", top=2).html
    assert "the first 2 of 3" in html


def test_cleaning_shortens_coordinates_but_never_words():
    drawn = '<svg viewBox="0 0 1 1"><g id="x"><text x="1.23456">GRR 18.0% at 2.25x</text></g></svg>'
    assert svg.clean(drawn).endswith('<text x="1.2">GRR 18.0% at 2.25x</text></svg>')


def contrast(colour: str, other: str) -> float:
    """The WCAG's contrast ratio, from its formula."""

    def luminance(code: str) -> float:
        parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(colour), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [*theme.HEADWIND, *theme.TAILWIND, *theme.NEUTRAL])
def test_words_on_a_bar_can_be_read(colour):
    # 3 to 1 is the WCAG's least for bold text of this size and for graphics
    assert contrast(theme.on(colour), colour) >= 3


def test_a_bubble_without_an_outcome_is_only_in_the_figures(outline):
    frame = pd.DataFrame(
        {"label": ["Known", "Unknown"], "x": [0.3, 0.7], "y": [0.9, None], "size": [3.0, 7.0]}
    )
    common = {"title": "t", "alt": "a", "across": "Share", "up": "Kept", "size": "spend"}
    html = display.bubbles(frame, **common).html
    drawing, _, figures = html.partition("<details>")
    assert "Known" in drawing
    assert "Unknown" not in drawing
    assert "Unknown" in figures
    assert "There is nothing to draw" in display.bubbles(frame.tail(1), **common).html
