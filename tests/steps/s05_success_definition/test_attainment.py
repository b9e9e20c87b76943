"""Attained and acknowledged value, worked by hand on three accounts."""

import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s05_success_definition import attainment as told
from cs_lib.texts import Count
from tests.steps.s05_success_definition.builders import (
    ACCOUNTS,
    engagement,
    made,
    outcome,
    outcomes,
)

ROWS = (
    outcome("A", benefit=100.0, evidence="log", acknowledged_on="2025-12-01"),
    outcome("A", outcome="plan", actual=0.0, benefit=300.0, evidence="log"),
    outcome("B", actual=12.0, benefit=50.0),
    outcome("C", actual=2.0, benefit=100.0),
    outcome("C", outcome="felt", kind="appropriate_experience", benefit=999.0),
)


def test_value_counts_where_something_is_reached_and_agreed() -> None:
    frame = told.attainments(outcomes(*ROWS), ACCOUNTS).set_index("segment", drop=False)
    whole = frame.iloc[0]
    # 0.5, 1, 0 (worse than at the start) and 0.8; B's benefit is not attained
    assert whole["attained"] == pytest.approx((0.5 + 1 + 0 + 0.8) / 4)
    assert (whole["accounts"], whole["outcomes_measured"], whole["met_share"]) == (3, 4, 0.25)
    assert (whole["value_attained"], whole["value_acknowledged"]) == (500, 100)
    assert whole["acknowledged_share"] == pytest.approx(0.2)
    assert frame.loc["T", "acknowledged_share"] == 0
    # three accounts have no interval
    assert frame["attained_low"].isna().all()


def test_the_value_of_each_account_adds_up_to_that_of_all() -> None:
    each = told.by_account(outcomes(*ROWS), ACCOUNTS).set_index("account")
    # of A both, one confirmed; B reached nothing; C's second outcome is an experience
    assert each["value_attained"].to_dict() == {"A": 400, "B": 0, "C": 100}
    assert each["value_acknowledged"].to_dict() == {"A": 100, "B": 0, "C": 0}


def test_the_value_is_parted_by_what_stands_behind_it() -> None:
    states = told.by_state(outcomes(*ROWS), ACCOUNTS)
    wide = states.pivot_table(index="segment", columns="value_state", values="amount")
    assert wide.loc["S"].to_dict() == {"acknowledged": 100, "evidence": 300, "claimed": 0}
    assert wide.loc["T", "claimed"] == 100
    shown = made(
        told.value_acknowledged,
        value_states=states,
        outcomes=outcomes(*ROWS),
        accounts=ACCOUNTS,
        engagement=engagement(),
    )
    assert shown.title.value.value == 300
    assert (shown.say[0].said.value, shown.say[0].claimed.value) == (100, 100)


def test_without_worth_there_is_attainment_and_no_value() -> None:
    rows = outcomes(outcome("A"), outcome("B"))
    frame = told.attainments(rows, ACCOUNTS)
    assert frame["attained"].iloc[0] == 0.5
    assert frame["acknowledged_share"].isna().all()
    states = told.by_state(rows, ACCOUNTS)
    shown = made(
        told.value_acknowledged, value_states=states, outcomes=rows, accounts=ACCOUNTS,
        engagement=engagement(),
    )  # fmt: skip
    assert shown.title == told.ByCount(Count(0), Count(2))


def test_nothing_measured_is_absent() -> None:
    frame = told.attainments(outcomes(outcome("A", actual=None)), ACCOUNTS)
    assert made(told.attainment, attained=frame) == Absent("outcomes")
