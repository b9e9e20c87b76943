"""Who goes first, and what that takes off gross retention, by hand."""

import pytest

from cs_lib.steps.s09_execution import exit_play
from tests.steps.s09_execution import builders as b


def test_most_hours_for_its_arr_goes_first_and_an_open_test_keeps() -> None:
    found = exit_play.exits(b.segmentation(), b.books())
    assert found[["name", "place"]].to_numpy().tolist() == [["Dogwood", 1], ["Cedar", 2]]
    # 150 of 1,000
    assert found["grr_effect"].sum() == pytest.approx(-0.15)
    shown = exit_play.exit_order.make(found, b.ENGAGEMENT)
    assert shown.title.points.value == pytest.approx(0.15)
    assert shown.say[0].hours.value == 30
