"""Every chart says its finding, escapes names, stands alone, and is the same bytes each time."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from cs_lib.display import charts
from cs_lib.display.charts import bars, theme, tornado
from cs_lib.exhibits import Table
from cs_lib.exhibits import charts as kinds
from tests.display.charts.drawings import alt, drawing, figure, html, texts
from tests.display.charts.sheet import DARK, LIGHT, contrast, in_sheet
from tests.display.charts.told import AMOUNT, BARS, CASES, LABEL, STRESS, stressed, told

pytestmark = pytest.mark.slow

every = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def test_every_declaration_has_a_case_and_a_drawing():
    declared = set(kinds.Chart.__subclasses__())
    assert {type(case.view) for case in CASES.values()} == declared


@every
def test_a_chart_is_a_captioned_image_at_two_widths(case):
    found = figure(case)
    assert [child.tag for child in found if child.tag != "span"] == ["figcaption", "div"]
    assert len(found.xpath(".//div[@role='img'][@aria-label]")) == 1
    for kind, width in (("ts-wide", 860), ("ts-narrow", 350)):
        (svg,) = found.xpath(f".//div[@class='{kind}']/svg")
        assert svg.get("aria-hidden") == "true"
        assert svg.get("viewbox").split()[:3] == ["0", "0", str(width)]
    assert not found.xpath(".//details")


@every
def test_alternative_text_states_the_finding_then_the_figures(case):
    title = "".join(run.text for run in case.title)
    said = alt(case)
    assert said.startswith(f"{title}. ")
    assert re.search(r"\d", said.removeprefix(title))


@every
def test_links_to_a_row_lead_to_the_figure(case):
    ids = figure(case).xpath("./span/@id")
    assert ids == list(dict.fromkeys(row.anchor for row in case.rows))


@every
def test_the_same_exhibit_gives_the_same_bytes_and_its_frame_is_left_alone(case):
    before = case.frame.copy(deep=True)
    assert charts.drawn(case) == html(case)
    pd.testing.assert_frame_equal(case.frame, before)


@every
def test_a_drawing_loads_nothing_names_no_font_and_has_ids_of_its_own(case):
    one, other = html(case), charts.drawn(replace(case, address="toy.other"))
    assert not re.search(r"\b(?:src|href)=\"(?!#)|url\((?!#)|<style| style=|font-family|clip", one)
    ids = re.findall(r' id="([^"]+)"', one)
    assert len(ids) == len(set(ids))
    used = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", one))
    anchors = {row.anchor for row in case.rows}
    assert used == set(ids) - anchors
    assert used.isdisjoint(re.findall(r' id="([^"]+)"', other))


@every
def test_every_colour_of_a_drawing_is_one_of_the_palette(case):
    painted = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', html(case)))
    assert painted <= set(theme.PALETTE.values())
    for element in drawing(case).iter():
        for paint, letter in (("fill", "f"), ("stroke", "s")):
            colour = element.get(paint, "")
            if colour.startswith("#"):
                name = next(n for n, known in theme.PALETTE.items() if known == colour)
                assert f"{letter}-{name}" in element.get("class").split()


@every
def test_words_are_written_in_colours_that_can_be_read_on_what_is_below(case):
    for narrow in (False, True):
        for text in drawing(case, narrow).iter("text"):
            (name,) = (word[2:] for word in text.get("class").split())
            assert name in (*theme.TEXT, "on-low", "on-high")


KINDS = sorted(kinds.Chart.__subclasses__(), key=lambda kind: kind.__name__)
SHADES = ("paper", "rule", "thin", *(f"heat-{place}" for place in range(1, 6)))
"""What is no mark: the page, its grid, and cells that carry their value in words."""


@pytest.mark.parametrize("stress", STRESS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_is_drawn_with_any_names_and_values_and_can_be_read(kind, stress):
    case = told(*stressed(kind, *STRESS[stress]))
    assert not re.search(r"\bnan\b", html(case), re.I)
    for narrow in (False, True):
        for element in drawing(case, narrow).iter():
            for name in _painted(element):
                for sheet in (LIGHT, DARK):
                    least = 4.5 if element.tag == "text" else 3
                    ratio = contrast(sheet[in_sheet(name)], sheet["paper"])
                    assert ratio >= least, f"{element.tag} in {name}"
    assert re.search(r"\d", alt(case))


def _painted(element) -> list[str]:
    """The colours of the palette that a mark or a word has."""
    painted = [
        word[2:] for word in (element.get("class") or "").split() if word[:2] in ("f-", "s-")
    ]
    return [name for name in painted if name not in (*SHADES, "on-low", "on-high")]


def test_what_a_chart_tells_apart_is_told_apart_in_grey_print():
    """By pattern, by shape or by place: never by colour alone."""
    meanings = ("opening", "down", "up", "new", "reactivation", "fx")
    assert len({theme.hatch(kind) for kind in meanings}) == len(meanings) - 1  # balances are solid
    assert len(set(theme.MARKERS)) == len(theme.SERIES)
    assert len(set(bars.PATTERNS)) == len(theme.SERIES)
    assert len({style["hatch"] for style in tornado.STYLES.values()}) == 2


def test_names_of_clients_are_text():
    frame = BARS.assign(label=["Cheap $ & <b>bold</b> $ Ltd", *BARS["label"][1:]])
    found = html(told(kinds.Bars(LABEL, AMOUNT), frame, "A < **B** & C"))
    assert "<b>" not in found
    assert "Cheap $ &amp; &lt;b&gt;bold&lt;/b&gt;" in found


def test_numbers_are_spelled_in_the_exhibits_language():
    german = replace(told(kinds.Bars(LABEL, AMOUNT), BARS), language="de")
    assert "1,2 Mio." in texts(german)


def test_what_is_not_a_chart_is_refused():
    with pytest.raises(TypeError, match=r"toy\.chart is not shown as a chart but as Table"):
        charts.drawn(told(Table(LABEL, AMOUNT), BARS))
