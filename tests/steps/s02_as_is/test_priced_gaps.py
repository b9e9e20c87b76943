"""Whom does a gap touch? Four accounts of 400, 300, 200 and 100."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s02_as_is import priced_gaps
from cs_lib.texts import Count, Money
from tests.steps.s02_as_is.builders import activities, books, engagement, intake, table

PLANS = table(
    "plans",
    ("A", "step", "us", "2025-11-01", None, "2025-10-01"),
    ("B", "step", "us", "2025-11-01", "2025-11-02", None),
    ("C", "step", "us", None, None, None),
    columns="customer_id step side due done shared_on",
)  # fmt: skip
LOG = activities(("2025-12-01", "B", "P1", "renewal", None, 10))
SURVEYS = table(
    "surveys",
    ("2025-01-01", "C", "nps", 9), ("2025-06-01", "C", "nps", 3), ("2025-06-01", "B", "nps", 0),
    columns="date customer_id instrument score",
)  # fmt: skip
OUTCOMES = table(
    "outcomes",
    ("A", "faster", 10, 4, 6, "2025-06-01"), ("A", "faster", 10, 4, 3, "2025-11-01"),
    ("B", "more", 1, 5, 4, "2025-06-01"),
    columns="customer_id outcome baseline target actual date",
)  # fmt: skip
LESSONS = table(
    "lessons", ("2025-06-01", "learnt", "failure", "L"), ("2023-06-01", "old", "success", "A"),
    columns="date lesson kind customer_id",
)  # fmt: skip
CUSTOMERS = table(
    "customers", ("A", "high"), ("B", None), columns="customer_id appropriate_experience"
)
GIVEN = intake(
    plans=PLANS, activities=LOG, surveys=SURVEYS, outcomes=OUTCOMES, lessons=LESSONS,
    customers=CUSTOMERS,
)  # fmt: skip


def scored(*touches: str, mean: float = 1.0) -> pd.DataFrame:
    return pd.DataFrame(
        {"item": touches, "statement": "S.", "touches": touches, "mean": mean, "low": 0.0,
         "high": 4.0}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("touches", "arr"),
    [
        ("won_this_year", 100),
        ("no_experience", 600),
        ("no_outcome", 300),
        ("no_plan", 100),
        ("no_dated_steps", 300),
        ("plan_not_shared", 600),
        ("steps_overdue", 400),
        ("late_and_alone", 400),
        ("unhappy_and_alone", 200),
        # faster has been reached since, more has not
        ("outcome_missed", 300),
        # L, who is lost, was Small: nobody learnt of a failure among the Large
        ("no_lesson_of_failure", 700),
        # the one lesson of success is of another year
        ("no_lesson_of_success", 1000),
    ],
)
def test_the_accounts_that_a_gap_touches(touches: str, arr: float) -> None:
    given = books(turns=[("L", "Large"), ("L", "Small")])
    found = priced_gaps.priced(scored(touches), given, GIVEN)
    assert found["arr"].tolist() == [arr]
    # one of four points reached
    assert found["arr_weighted"].tolist() == [0.75 * arr]


def test_without_the_table_nobody_knows_whom() -> None:
    found = priced_gaps.priced(scored("no_plan", "won_this_year"), books(), intake())
    assert found["item"].tolist() == ["won_this_year", "no_plan"]
    shown: Any = priced_gaps.priced_gaps.make(found, engagement())
    assert shown.title.arr.value == Money(100, "EUR").value
    assert shown.say[1] == priced_gaps.Unknown(Count(1))


def test_a_full_score_leaves_no_gap() -> None:
    found = priced_gaps.priced(scored("no_plan", mean=4.0), books(), GIVEN)
    assert found["arr_weighted"].tolist() == [0]


def test_what_nobody_scored_has_no_row() -> None:
    assert priced_gaps.priced(scored("no_plan", mean=float("nan")), books(), GIVEN).empty
