"""Every kind of thing that a step can show, in a real browser: at three widths, dark, on paper."""

import re

import pytest

from tests.browser import every_kind
from tests.browser.chromium import LEAST, check_fit, measured, printed
from tests.browser.every_kind import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORE = """\
    drawings: [...page.querySelectorAll("figure svg")].filter(drawn).length,
    figures: [...page.querySelectorAll("figure")].filter(drawn).length,
    left: box(page.querySelector("nav.side")).left,
    right: root.clientWidth - box(page.querySelector("main")).right,
    sticky: [...page.querySelectorAll(".ts-table:not(.ts-prose) tbody th")].filter(drawn)
      .map((n) => getComputedStyle(n).position)[0],
    amounts: [...page.querySelectorAll("td[data-short]")].filter(drawn)
      .map((n) => getComputedStyle(n, "::after").content)[0],
    ground: getComputedStyle(page.body).backgroundColor,
    ink: getComputedStyle(page.querySelector("figure text.f-ink")).fill,
    loss: getComputedStyle(page.querySelector(".f-loss")).fill,
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The report as a file."""
    return every_kind.write(tmp_path_factory.mktemp("every_kind"))


@pytest.mark.parametrize("width", LEAST)
def test_the_page_fits_its_reader(page, width):
    seen = measured(page, MORE, width)
    check_fit(seen, width)
    assert seen["drawings"] == seen["figures"] > 5, "one drawing of each figure, for this width"
    assert abs(seen["left"] - seen["right"]) <= 16, "the page stands in the middle"


def test_a_phone_keeps_the_names_of_rows_and_shortens_amounts(page):
    phone, desk = (measured(page, MORE, width) for width in (390, 1440))
    assert (phone["sticky"], desk["sticky"]) == ("sticky", "static")
    assert re.search(r"\d(?:k|m)", phone["amounts"])
    assert desk["amounts"] == "none"


def test_dark_is_dark_in_pages_and_drawings(page):
    light, dark = (measured(page, MORE, 1440, scheme) for scheme in ("light", "dark"))
    assert light["ground"] == "rgb(255, 255, 255)"
    assert dark["ground"] == "rgb(18, 23, 29)"
    assert light["ink"] == "rgb(31, 41, 55)"
    assert dark["ink"] == "rgb(230, 234, 238)"
    assert (light["loss"], dark["loss"]) == ("rgb(179, 71, 0)", "rgb(255, 157, 92)")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_charts_under_stress_keep_their_words_in_the_page(tmp_path, width, scheme):
    page = every_kind.write(tmp_path, stress=True)
    seen = measured(page, MORE, width, scheme)
    assert seen["outside"] == []
    assert seen["small"] == 0
    assert seen["drawings"] > len(every_kind.STRESSED)


@pytest.fixture(scope="module")
def sheets(page):
    """The printed pages as text."""
    return printed(page)


def test_each_page_of_the_story_is_one_sheet(sheets):
    for number, (claim, _) in enumerate(PAGES, 1):
        sheet = sheets[number]
        assert " ".join(sheet.split()).startswith(claim)
        assert "214 accounts" in sheet, "the foot is on the same sheet"
    assert sheets[len(PAGES) + 1].strip().startswith("Appendix")
    assert 8 <= len(sheets) <= 13


def test_the_contents_are_printed_after_the_head(sheets):
    first = " ".join(sheets[0].split())
    places = [first.index(claim) for claim, _ in PAGES]
    assert places == sorted(places)
    assert first.index("2026Q3") < first.index("CONTENTS") < places[0]
    assert "Skip to the content" not in first


def test_every_sheet_has_its_number_and_folds_are_open(sheets):
    numbered = [re.search(r"(\d+) */ *(\d+)\s*$", sheet) for sheet in sheets]
    assert [found and found.groups() for found in numbered] == [
        (str(number), str(len(sheets))) for number in range(1, len(sheets) + 1)
    ]
    assert any("a-rather-long-file-name-2.csv" in sheet for sheet in sheets)


def test_a_table_begins_under_its_caption_and_no_row_of_it_stands_alone(sheets):
    (begun,) = (n for n, sheet in enumerate(sheets) if "Twenty-six accounts" in sheet)
    assert "Reason" in sheets[begun]
    assert len(re.findall(r"^ *Account \d", sheets[begun], flags=re.M)) >= 2
    for sheet in sheets[begun + 1 :]:
        rows = re.findall(r"^ *Account \d", sheet.split("Small")[0], flags=re.M)
        assert len(rows) != 1
