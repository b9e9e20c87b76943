"""Shares from zero, the largest first, and the line of what they add up to."""

from itertools import pairwise

import pytest

from tests.display.charts.drawings import drawing, texts, unit_line
from tests.display.charts.told import CASES

CASE = CASES["pareto"]


def test_the_line_begins_where_the_first_bar_ends_and_grows_by_each_share():
    """Bars are hatched, so that their own paths have no colour: the line's points are read."""
    lines = drawing(CASE).xpath(".//path[contains(@class, 's-ink')]/@d")
    (line,) = (path for path in lines if path.count("L") == 3)
    places = [float(point.split()[0]) for point in line.replace("M", "").split("L")]
    steps = [right - left for left, right in pairwise(places)]
    assert [each / steps[0] for each in steps] == pytest.approx([1, 5 / 9, 4 / 9], rel=0.01)


@pytest.mark.parametrize("narrow", [False, True])
def test_each_mark_says_its_amount_and_the_line_where_it_ends(narrow):
    words = texts(CASE, narrow)
    assert {"330k", "40k", "51.0%", "37.0%"} <= set(words)
    assert "Cumulative share" in words


def test_a_name_has_its_reason_and_the_units_stand_below_the_title():
    assert "low adoption" in texts(CASE)
    assert unit_line(CASE) == "Share of the total, % · ARR, EUR"


def test_a_panel_has_the_colour_of_what_it_means():
    assert drawing(CASE).xpath(".//pattern/rect/@class") == ["f-loss", "f-new"]
