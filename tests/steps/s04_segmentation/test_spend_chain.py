"""Segment, priority, spend and tactic of two segments, by hand."""

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import segment_names, spend_chain
from cs_lib.steps.s04_segmentation.value_segments import Rule, Segments
from cs_lib.texts import Code, Count, Money, Points
from tests.steps.s04_segmentation.builders import engagement

RULES = Segments((Rule("1", (("gap", ">=", 100.0),)), Rule("2", ())), proposed=True)
ACCOUNTS = pd.DataFrame(
    {"account": list("ABC"), "value_segment": ["1", "1", "2"], "gap": [150.0, 100.0, 10.0]}
)
SPENT = pd.DataFrame({"account": ["A", "C"], "hours": [2.0, 3.0], "cost": [80.0, 120.0]})
BY_SEGMENT = pd.DataFrame(
    {"id": ["1", "2"], "accounts": [2, 1], "arr": [400.0, 600.0],
     "share_of_potential": [0.7, 0.3], "share_of_time": [0.4, 0.6],
     "tactic_key": ["grow", "keep"], "own_tactic": ["", ""]},
)  # fmt: skip


def test_what_has_most_left_to_sell_comes_first_and_its_cost_is_over_its_arr() -> None:
    found = spend_chain.chain(BY_SEGMENT, ACCOUNTS, SPENT)
    assert found["priority"].tolist() == [1, 2]
    assert found["gap"].tolist() == [250, 10]
    assert found["cost_to_serve"].tolist() == [80, 120]
    assert found["cost_of_arr"].tolist() == pytest.approx([0.2, 0.2])
    assert found["share_of_arr"].tolist() == pytest.approx([0.4, 0.6])


def test_the_segment_short_of_most_time_is_in_the_title() -> None:
    shown = spend_chain.spend_chain.make(BY_SEGMENT, RULES, ACCOUNTS, SPENT, engagement())
    assert shown.title == spend_chain.Underfunded(Count(2), Points(0.7 - 0.4))
    assert shown.say == (spend_chain.Spent(Money(200, "EUR")),)
    condition = segment_names.MoneyCondition(
        Code("segment_measure", "gap"), Code("condition", ">="), Money(100, "EUR")
    )
    assert shown.frame["value_segment"].tolist() == [
        segment_names.Conditions((condition,)), segment_names.Everyone()
    ]  # fmt: skip


def test_time_that_follows_potential_is_said_to() -> None:
    even = BY_SEGMENT.assign(share_of_time=[0.7, 0.3])
    shown = spend_chain.spend_chain.make(even, RULES, ACCOUNTS, SPENT, engagement())
    assert shown.title == spend_chain.Balanced()
