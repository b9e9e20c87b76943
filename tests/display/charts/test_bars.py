"""Bars from zero, in the frame's order, coloured by meaning where they have one."""

import pandas as pd
import pytest

from cs_lib.exhibits.charts import Bars
from tests.display.charts.drawings import boxes, drawing, texts
from tests.display.charts.told import AMOUNT, BARS, CASES, KIND, LABEL, PART, told


def lengths(svg, colour):
    return [box[2] - box[0] for box in boxes(svg, colour) if box[3] - box[1] > 10]


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_start_at_zero_and_are_as_long_as_their_amounts(narrow):
    found = lengths(drawing(CASES["bars"], narrow), "f-series-1")
    assert len(found) == len(BARS)
    for length, amount in zip(found, BARS["amount"], strict=True):
        assert length / found[0] == pytest.approx(amount / BARS["amount"][0], abs=0.01)


def test_values_and_names_stand_in_the_frames_order():
    words = texts(CASES["bars"])
    values = [word for word in words if word[-1] in "mk"]
    assert values == ["1.2m", "640k", "410k", "320k", "150k", "90k", "45k"]


def test_a_kind_gives_a_bar_its_colour():
    svg = drawing(CASES["losses"])
    assert svg.xpath(".//pattern/rect/@class") == ["f-loss", "f-new"]
    assert len(lengths(svg, "f-gain")) == 1


def test_parts_stack_and_are_named():
    words = texts(CASES["calendar"])
    for said in ("Healthy", "At risk", "Notice given", "470k", "2.0m"):
        assert said in words
    svg = drawing(CASES["calendar"])
    assert sorted(set(svg.xpath(".//pattern/rect/@class"))) == ["f-series-2", "f-series-3"]


def test_losses_and_gains_of_one_bar_go_to_both_sides():
    frame = pd.DataFrame([("a", "x", 30.0), ("a", "y", -10.0)], columns=["label", "part", "amount"])
    case = told(Bars(LABEL, AMOUNT, PART), frame)
    assert "20" in texts(case)
    (length, *_) = lengths(drawing(case), "f-series-1")
    (axis,) = [box for box in boxes(drawing(case), "s-axis") if box[3] - box[1] > 10]
    bar = next(box for box in boxes(drawing(case), "f-series-1") if box[2] - box[0] == length)
    assert bar[0] == pytest.approx(axis[0], abs=0.3)


def test_two_bars_may_bear_one_name():
    frame = pd.DataFrame({"label": ["Acme", "Acme"], "amount": [2.0, 1.0], "kind": ["up", "down"]})
    assert texts(told(Bars(LABEL, AMOUNT), frame)).count("Acme") == 2
    assert texts(told(Bars(LABEL, AMOUNT, kind=KIND), frame)).count("Acme") == 2


def test_a_missing_amount_is_a_dash():
    frame = pd.DataFrame({"label": ["a", "b"], "amount": [2.0, None]})
    assert "–" in texts(told(Bars(LABEL, AMOUNT), frame))
