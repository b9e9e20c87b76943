"""Outcome and experience, four accounts and four fields."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import outcome_experience as views
from cs_lib.texts import Count, Money
from tests.steps.s04_segmentation import builders

DAY = pd.Timestamp("2025-12-31")
ACCOUNTS = pd.DataFrame(
    {"account": list("ABCD"), "arr": [100.0, 200.0, 300.0, 400.0], "potential": 500.0,
     "notified": [False, False, True, False]},
)  # fmt: skip
REACHED = pd.DataFrame({"account": list("ABCD"), "outcomes": [80.0, 50.0, 49.0, 10.0]})


def books() -> Any:
    live = ACCOUNTS.assign(segment="S", since=pd.Timestamp("2020-01-01"))
    return SimpleNamespace(**vars(builders.books()) | {"live": live})


def logged(**touches: int) -> Any:
    rows = [(who, DAY, "call", None) for who, times in touches.items() for _ in range(times)]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "channel", "direction"])
    return SimpleNamespace(tables={"activities": frame})


def test_each_account_is_in_the_field_of_what_it_reached_and_got() -> None:
    intake = logged(A=6, B=1, C=6, D=1)
    found = views.fields(ACCOUNTS, REACHED, builders.engagement(), books(), intake)
    # the middle of 1, 1, 6 and 6 touches is 3.5; an outcome counts from half of the way
    assert found["success_field"].tolist() == list(views.ORDER)
    assert found["arr"].tolist() == [100, 200, 300, 400]
    assert found["at_risk_arr"].tolist() == [0, 0, 300, 0]
    shown = views.outcome_experience.make(found, builders.engagement())
    assert shown.title.share.value == pytest.approx(0.1)
    assert shown.say[0].accounts == Count(1)
    assert shown.say[0].arr.value == Money(400, "EUR").value


def test_a_plan_says_what_is_owed() -> None:
    planned = builders.engagement(touches={"S": {"call": 4, "email": 2.5}})
    intake = logged(A=6, B=7, C=1, D=1)
    found = views.fields(ACCOUNTS, REACHED, planned, books(), intake).set_index("success_field")
    # A has 6 of the 6.5 that are owed
    assert found.loc["both", "arr"] == 200
    assert found.loc["outcome_only", "arr"] == 100
