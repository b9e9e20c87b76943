"""A tornado: both ends labelled, and which is the low one."""

import pytest

from tests.display.charts.drawings import boxes, drawing, texts
from tests.display.charts.told import CASES

CASE = CASES["tornado"]


def test_each_end_says_the_parameters_value_and_the_result():
    words = texts(CASE)
    assert "2.0 pts: 205k" in words
    assert "8.0 pts: 988k" in words


def test_on_a_phone_value_and_result_take_a_line_each():
    words = texts(CASE, narrow=True)
    assert {"2.0 pts:", "205k", "8.0 pts:", "988k"} <= set(words)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_result_as_it_is_and_both_ends_are_named(narrow):
    words = texts(CASE, narrow)
    assert "Net value 596k" in words
    assert "At the low end" in words
    assert "At the high end" in words


def test_ends_on_one_side_are_both_said():
    words = texts(CASE)
    assert "0: 650k" in words
    assert "2: 640k" in words


def test_bars_reach_from_the_result_as_it_is():
    svg = drawing(CASE)
    (base,) = [box for box in boxes(svg, "s-ink") if box[3] - box[1] > 100]
    highs = [box for box in boxes(svg, "f-series-1") if box[3] - box[1] > 15]
    assert len(highs) == 5
    for left, _, right, _ in highs:
        assert base[0] == pytest.approx(left, abs=0.3) or base[0] == pytest.approx(right, abs=0.3)
    uplift, cost = sorted(highs, key=lambda box: box[1])[:2]
    assert uplift[0] == pytest.approx(base[0], abs=0.3)
    assert cost[2] == pytest.approx(base[0], abs=0.3)


def test_the_low_end_is_told_by_its_pattern_too():
    assert drawing(CASE).xpath(".//pattern/rect/@class") == ["f-series-6"]
