"""The call list by hand: capacity, who is not called, and what a call is worth."""

import pandas as pd
import pytest

from cs_lib.models.health.calls import ranked

ACCOUNTS = pd.DataFrame(
    [("A", 0.1, 1_000.0, True), ("B", 0.5, 300.0, True), ("C", 0.9, 900.0, False),
     ("D", 0.2, 600.0, True)],
    columns=["account", "risk", "arr", "callable"],
)  # fmt: skip


def test_the_most_valuable_first():
    found = ranked(ACCOUNTS, "arr", 2, 0.2)
    assert found["account"].tolist() == ["B", "D"]
    assert found["at_risk"].tolist() == [150, 120]
    assert found["call_value"].tolist() == [30, 24]


def test_who_may_not_be_called_is_not():
    assert "C" not in set(ranked(ACCOUNTS, "arr", 10, 0.2)["account"])


def test_the_chance_that_a_call_saves_does_not_decide_who_is_called():
    one, other = (ranked(ACCOUNTS, "arr", 3, saved)["account"].tolist() for saved in (0.1, 0.9))
    assert one == other


@pytest.mark.parametrize(("calls", "saved"), [(0, 0.2), (5, 1.2)])
def test_no_list_without_sense(calls, saved):
    with pytest.raises(ValueError, match="calls must be"):
        ranked(ACCOUNTS, "arr", calls, saved)
