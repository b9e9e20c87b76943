"""Value attained, agreed and charged, by hand on three accounts."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s10_effectiveness import acknowledged
from tests import whole

LIVE = {"account": ["A", "B", "C"], "segment": ["S", "T", "T"], "arr": [50.0, 90.0, 10.0]}
BOOKS = SimpleNamespace(live=pd.DataFrame(LIVE))
WORTH = pd.DataFrame(
    {"account": ["A", "B"], "value_attained": [100.0, 100.0], "value_acknowledged": [100.0, 0.0]}
)
"""Of C nobody knows what it is worth."""


def test_value_and_price_are_of_accounts_whose_value_is_known() -> None:
    found = acknowledged.value(WORTH, BOOKS)
    whole = found.iloc[0]
    assert (whole["accounts"], whole["value_attained"], whole["value_agreed"]) == (2, 200.0, 100.0)
    assert (whole["agreed_share"], whole["captured_share"]) == (0.5, pytest.approx(0.7))
    assert found.iloc[2][["segment", "captured_share"]].tolist() == ["T", 0.9]


@pytest.mark.slow
def test_steps_5_and_10_say_the_same() -> None:
    """M64 is one figure, whichever page says it."""
    results = whole.review().results
    (share,) = [each.value for each in results["success_definition"].headlines if each.id == "M64"]
    assert results["effectiveness"].workings.worth["agreed_share"].iloc[0] == pytest.approx(share)


def test_a_price_above_half_of_the_value_is_named() -> None:
    found = acknowledged.value(WORTH, BOOKS)
    engagement = SimpleNamespace(currency="EUR")
    shown = acknowledged.price_to_value.make(found, engagement)
    assert [type(each).__name__ for each in shown.say] == ["Gap", "Captured", "Dear", "Room"]
    assert shown.say[2].segment.value == "T"
