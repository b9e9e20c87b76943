"""Balances as dots, the steps between them as bars, each figure on an axis of its own."""

import pytest

from cs_lib.display.charts.ladder import levels
from tests.display.charts.drawings import alt, boxes, drawing, texts
from tests.display.charts.told import CASES, LADDER

CASE = CASES["ladder"]


def test_a_step_leads_from_the_balance_before_it():
    rate = LADDER[LADDER["period"] == "GRR"]
    assert levels(rate, CASE.view) == pytest.approx([0.92, 0.873, 0.873, 0.906, 0.906])


@pytest.mark.parametrize("narrow", [False, True])
def test_balances_and_steps_are_told_each_in_its_unit(narrow):
    words = texts(CASE, narrow)
    assert {"19.5m", "−289k", "92.0%", "−4.7 pts", "+3.3 pts", "90.6%"} <= set(words)
    assert "As you report it" in words


def test_steps_are_as_long_as_what_they_move():
    steps = [box for box in boxes(drawing(CASE), "s-neutral") if box[2] - box[0] > 1]
    lengths = sorted(right - left for left, _, right, _ in steps)
    assert len(lengths) == 3
    assert lengths[0] / lengths[1] == pytest.approx(33 / 47, abs=0.01)


def test_who_does_not_see_it_hears_every_line():
    assert "GRR: As you report it: Value 92.0%, Not explained: Value −4.7 pts" in alt(CASE)
