"""Estimates as dots with intervals, never as bars."""

import pytest

from cs_lib.exhibits.charts import Dots
from tests.display.charts.drawings import boxes, drawing, texts, unit_line
from tests.display.charts.told import CASES, DOTS, LABEL, column, told


def test_a_row_says_its_value_and_its_interval():
    words = texts(CASES["dots"])
    assert "1.18  (1.02 – 1.37)" in words
    assert "0.62" in words
    assert texts(CASES["dots"], narrow=True).count("1.18") == 1


@pytest.mark.parametrize("narrow", [False, True])
def test_what_is_not_known_keeps_its_row(narrow):
    words = texts(CASES["dots"], narrow)
    assert "Nothing known" in words
    assert "–" in words


def test_intervals_are_as_long_as_they_are_wide():
    lines = [box for box in boxes(drawing(CASES["dots"]), "s-series-1") if box[2] - box[0] > 1]
    new, upsell = sorted(lines, key=lambda box: box[1])[:2]
    assert (new[2] - new[0]) / (upsell[2] - upsell[0]) == pytest.approx(0.35 / 0.83, abs=0.01)


def test_the_key_names_the_interval_and_the_target():
    words = texts(CASES["dots"])
    assert "Low – High" in words
    assert "Target" in words


def test_values_alone_need_no_key():
    plain = told(Dots(LABEL, column("cents", "ratio")), DOTS)
    words = texts(plain)
    assert "Target" not in words
    assert "1.18" in words
    assert unit_line(plain) == "Ratio, EUR"


def test_a_dot_is_not_a_bar():
    assert not [box for box in boxes(drawing(CASES["dots"]), "f-series-1") if box[2] - box[0] > 20]


def test_zero_is_marked_where_an_interval_includes_it():
    frame = DOTS.assign(low=-0.5)

    def upright(case):
        return [b for b in boxes(drawing(case), "s-axis") if b[3] - b[1] > 100]

    columns = (LABEL, column("cents", "ratio"), column("cents", "low"), column("cents", "high"))
    assert len(upright(told(Dots(*columns), frame))) == 1
    assert not upright(CASES["dots"])
