"""A waterfall stands on zero, goes in the frame's order, and tells meanings apart."""

import pandas as pd
import pytest

from cs_lib.display.charts.waterfall import steps_of
from cs_lib.exhibits.charts import Waterfall
from tests.display.charts.drawings import boxes, drawing, texts, unit_line
from tests.display.charts.told import AMOUNT, CASES, KIND, LABEL, WATERFALL, told

VIEW = Waterfall(LABEL, AMOUNT, KIND)


def frame(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["label", "amount", "kind"])


SMALL = frame(("a", 100.0, "opening"), ("b", 30.0, "up"), ("c", -50.0, "down"),
              ("d", 80.0, "closing"))  # fmt: skip


def test_each_movement_begins_where_the_one_before_ends():
    steps = steps_of(SMALL, VIEW)
    assert steps[["start", "to"]].to_numpy().tolist() == [[0, 100], [100, 130], [130, 80], [0, 80]]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_bar_for_a_balance_starts_at_zero_however_small_the_movements(narrow):
    svg = drawing(CASES["waterfall"], narrow)
    opening, closing = boxes(svg, "f-level")
    (axis,) = (box for box in boxes(svg, "s-axis") if box[0] == box[2] or box[1] == box[3]
               if max(box[2] - box[0], box[3] - box[1]) > 200)  # fmt: skip
    if narrow:
        assert opening[0] == pytest.approx(axis[0], abs=0.2)
        ratio = (opening[2] - axis[0]) / (closing[2] - axis[0])
    else:
        assert opening[3] == pytest.approx(axis[1], abs=0.2)
        ratio = (axis[1] - opening[1]) / (axis[1] - closing[1])
    # 11.912 of 14.222: drawn areas are in proportion to what they stand for
    assert ratio == pytest.approx(11.912 / 14.222, abs=0.003)


def test_values_stand_in_the_frames_order_and_movements_carry_their_sign():
    words = texts(told(VIEW, SMALL))
    assert [word for word in words if word.lstrip("+−").isdigit()] == ["100", "+30", "−50", "80"]
    assert "the axis starts" not in unit_line(told(VIEW, SMALL))


def test_names_are_wrapped_and_hold_what_the_client_wrote():
    words = " ".join(texts(CASES["waterfall"]))
    assert "Logos lost & <gone>" in words


def test_meanings_differ_by_pattern_where_there_is_room_for_one():
    svg = drawing(told(VIEW, SMALL.assign(kind=["opening", "new", "down", "closing"])))
    grounds = svg.xpath(".//pattern/rect/@class")
    assert sorted(grounds) == ["f-loss", "f-new"]
    gains = drawing(told(VIEW, SMALL))
    assert gains.xpath(".//pattern/rect/@class") == ["f-loss"]
    assert len(boxes(gains, "f-gain")) == 1


def test_a_sliver_is_solid_and_has_an_edge():
    thin = WATERFALL.assign(amount=WATERFALL["amount"].where(WATERFALL["kind"] != "new", 1.0))
    svg = drawing(told(VIEW, thin))
    assert len(boxes(svg, "s-new")) == 1


def test_a_balance_below_zero_is_drawn_below_the_line():
    steps = frame(("a", 10.0, "opening"), ("b", -30.0, "down"), ("c", -20.0, "closing"))
    svg = drawing(told(VIEW, steps))
    opening, closing = boxes(svg, "f-level")
    assert opening[3] == pytest.approx(closing[1], abs=0.2)
