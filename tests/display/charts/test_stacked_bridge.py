"""A stack a period: losses below the line, the rest above, each layer named."""

import pandas as pd
import pytest

from cs_lib.display.charts.stacked_bridge import layers_of, stacked_order
from cs_lib.exhibits.charts import StackedBridge
from tests.display.charts.drawings import boxes, drawing, texts, unit_line
from tests.display.charts.told import AMOUNT, CASES, LABEL, PARTS, PERIOD, ROLLUP, told

VIEW = StackedBridge(PERIOD, ROLLUP, LABEL, AMOUNT)
FRAME = pd.DataFrame(
    [
        ("Q1", "opening", "Opening", 1000.0),
        ("Q1", "new", "New", 300.0),
        ("Q1", "headwind", "Lost", -200.0),
        ("Q1", "headwind", "Shrunk", -50.0),
        ("Q1", "fx", "Currency", 0.0),
        ("Q1", "closing", "Closing", 1050.0),
        ("Q2", "headwind", "Lost", -30.0),
        ("Q2", "tailwind", "Seats", 80.0),
        ("Q2", "closing", "Closing", 1100.0),
    ],
    columns=["period", "rollup", "label", "amount"],
)


def test_layers_have_an_amount_a_period_and_none_is_always_zero():
    assert [(layer.label, layer.amounts) for layer in layers_of(FRAME, VIEW)] == [
        ("New", (300, 0)), ("Lost", (-200, -30)), ("Shrunk", (-50, 0)), ("Seats", (0, 80)),
    ]  # fmt: skip


def test_layers_of_one_meaning_are_counted_so_that_their_patterns_differ():
    assert [layer.place for layer in layers_of(FRAME, VIEW)] == [0, 0, 1, 0]


def test_the_key_reads_as_the_stack_from_its_top():
    ordered = stacked_order(layers_of(FRAME, VIEW))
    assert [layer.label for layer in ordered] == ["Seats", "New", "Lost", "Shrunk"]


@pytest.mark.parametrize("narrow", [False, True])
def test_every_layer_and_every_period_is_named(narrow):
    words = texts(CASES["stacked_bridge"], narrow)
    for _, label, _ in PARTS:
        assert label in words
    assert "Opening ARR" not in words
    assert ("Q1 2025" in words) or {"Q1", "2025"} <= set(words)


def test_balances_and_both_totals_are_written():
    words = texts(told(VIEW, FRAME))
    for said in ("1,050", "+300", "−250", "+80", "−30"):
        assert said in words


def test_losses_are_below_the_line_and_gains_above():
    svg = drawing(told(VIEW, FRAME.assign(label=FRAME["label"] + ".")))
    (line,) = (box for box in boxes(svg, "s-axis") if box[2] - box[0] > 300)
    stacks = [box for box in boxes(svg, "f-gain") if box[2] - box[0] > 30]
    assert all(box[3] <= line[1] + 0.2 for box in stacks)
    losses = [box for box in boxes(svg, "f-loss") if box[2] - box[0] > 30]
    assert losses
    assert all(box[1] >= line[1] - 0.2 for box in losses)


def test_without_closing_balances_there_are_only_the_stacks():
    moves = FRAME[FRAME["rollup"] != "closing"]
    assert "Closing" in texts(told(VIEW, FRAME))
    words = texts(told(VIEW, moves))
    assert "Closing" not in words
    assert "Lost" in words


def test_the_unit_is_said_once():
    assert unit_line(CASES["stacked_bridge"]) == "ARR, EUR"
