"""From where to where, in the frame's order."""

import pytest

from tests.display.charts.drawings import boxes, drawing, texts, unit_line
from tests.display.charts.told import CASES

CASE = CASES["dumbbell"]


@pytest.mark.parametrize("narrow", [False, True])
def test_rows_say_both_values_in_the_frames_order(narrow):
    moves = [word for word in texts(CASE, narrow) if "→" in word]
    assert moves == ["410k → 620k", "380k → 520k", "900k → 560k", "120k → 120k"]


def test_both_marks_are_named_and_differ_in_shape():
    words = texts(CASE)
    assert "Today" in words
    assert "Best" in words
    assert unit_line(CASE) == "EUR"
    marks = drawing(CASE).xpath(".//defs/path[@id]/@d")
    assert len(set(marks)) == 2


def test_the_way_is_as_long_as_the_change():
    ways = [box for box in boxes(drawing(CASE), "s-axis") if box[2] - box[0] > 1]
    first, second, third = (box[2] - box[0] for box in sorted(ways, key=lambda b: b[1])[:3])
    assert first / third == pytest.approx(210 / 340, abs=0.01)
    assert second / third == pytest.approx(140 / 340, abs=0.01)
