"""Two axes, four fields, and no sum of both."""

import pandas as pd
import pytest

from cs_lib.engagement import Limits
from cs_lib.exhibits import Absent
from cs_lib.exhibits.charts import Quadrants
from cs_lib.steps.s05_success_definition import outcome_experience as told
from cs_lib.texts import Code, Count, Money, Share
from tests.steps.s05_success_definition.builders import (
    ACCOUNTS,
    engagement,
    made,
    outcome,
    outcomes,
)

FELT = "appropriate_experience"
NOTHING = pd.Series(dtype="float64")


@pytest.fixture
def frame() -> pd.DataFrame:
    rows = outcomes(
        outcome("A", actual=0.0), outcome("A", outcome="felt", kind=FELT, actual=5.0),
        outcome("B", actual=5.0), outcome("B", outcome="felt", kind=FELT, actual=1.0),
    )  # fmt: skip
    performance, met = pd.Series({"C": 0.9, "A": 0.1}), pd.Series({"A": 0.9, "C": 1.0})
    return told.indices(rows, performance, met, ACCOUNTS, Limits())


def test_each_account_is_placed_by_what_is_known(frame: pd.DataFrame) -> None:
    by = frame.set_index("account")
    assert by["desired_field"].fillna("").to_dict() == {
        "A": "outcome_only", "B": "experience_only", "C": ""
    }  # fmt: skip
    # A's outcome is its own and not the indicator; its experience the mean of 50 and 90
    assert by["outcome_index"].to_dict() == {"A": 100, "B": 50, "C": 90}
    assert by["experience_index"].to_dict() == pytest.approx({"A": 70, "B": 90, "C": 100})
    assert by["success_field"].to_dict() == {
        "A": "outcome_only", "B": "experience_only", "C": "both"
    }  # fmt: skip


def test_what_most_arr_lacks_is_said(frame: pd.DataFrame) -> None:
    shown = made(told.customer_success, indices=frame, engagement=engagement())
    assert shown.title == told.HasBoth(Share(50 / 450))
    assert (shown.say[0].field.key, shown.say[0].arr.value) == ("experience_only", 300)
    desired = made(told.outcome_experience, indices=frame, engagement=engagement())
    assert desired.title == told.Nobody()
    assert desired.say[1].accounts.value == 1


def test_fields_add_up(frame: pd.DataFrame) -> None:
    rows = told.fields(frame).set_index("success_field")
    assert rows["arr"].to_dict() == {
        "both": 50, "outcome_only": 100, "experience_only": 300, "neither": 0
    }  # fmt: skip
    shown = made(told.success_fields, indices=frame, engagement=engagement())
    assert shown.title.arr.value == 400


def test_nothing_known_is_absent() -> None:
    frame = told.indices(outcomes(outcome("X")), NOTHING, NOTHING, ACCOUNTS, Limits())
    for spec in (told.customer_success, told.outcome_experience, told.success_fields):
        assert made(spec, indices=frame, engagement=engagement()) == Absent("outcomes")


def test_of_many_accounts_the_largest_are_drawn_and_all_are_counted() -> None:
    n = Quadrants.most + 2
    field = ["outcome_only"] * 2 + ["both"] * (n - 2)
    frame = pd.DataFrame(
        {"name": [f"N{i}" for i in range(n)], "arr": [1.0 + i for i in range(n)],
         "experience_index": 90.0, "outcome_index": 90.0, "success_field": field}
    )  # fmt: skip
    shown = told.customer_success.make(frame, engagement())
    assert len(shown.frame) == Quadrants.most
    assert set(shown.frame["success_field"]) == {"both"}
    assert shown.title == told.HasBoth(Share(1 - 3 / (n * (n + 1) / 2)))
    lacking = told.Falls(Code("success_field", "outcome_only"), Count(2), Money(3.0, "EUR"))
    assert shown.say == (lacking, told.Drawn(Count(Quadrants.most)))
