"""Cards of benefit over cost, and the grade of what is behind them."""

import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s05_success_definition import roi as told
from tests.steps.s05_success_definition.builders import (
    ACCOUNTS,
    engagement,
    made,
    outcome,
    outcomes,
)


def test_a_card_is_as_good_as_its_weakest_outcome() -> None:
    confirmed = {"evidence": "log", "acknowledged_on": "2025-12-01"}
    rows = outcomes(
        outcome("A", benefit=150.0, cost=100.0, **confirmed),
        outcome("B", benefit=100.0, cost=100.0, **confirmed),
        outcome("B", outcome="plan", benefit=100.0, cost=300.0, evidence="log"),
        outcome("C", benefit=90.0, cost=100.0, actual=None),
    )
    cards = told.cards(rows, ACCOUNTS)
    assert cards["name"].tolist() == ["Birch", "Alder", "Cedar"]
    assert cards["roi"].tolist() == pytest.approx([-0.5, 0.5, -0.1])
    assert cards["evidence_grade"].tolist() == ["B", "A", "D"]
    shown = made(told.roi_cards, roi=cards, engagement=engagement())
    assert shown.title.earned.value == pytest.approx(440 / 600)
    # three cards have no interval; one is proven, two lose
    assert [type(each) for each in shown.say] == [told.Proven, told.Loses]
    assert (shown.say[0].accounts.value, shown.say[1].accounts.value) == (1, 2)


def test_without_cost_there_is_no_card() -> None:
    cards = told.cards(outcomes(outcome("A", benefit=10.0)), ACCOUNTS)
    assert made(told.roi_cards, roi=cards, engagement=engagement()) == Absent("outcomes")
