"""Loops closed in time, lessons used, and coverage, by hand."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s10_effectiveness import loops

PEOPLE = pd.DataFrame({"account": ["A", "B"]})
BOOKS = SimpleNamespace(
    as_of=dt.date(2025, 12, 31),
    before=lambda day, months: dt.date(2025, 9, 30),
    ledgers={"customer": SimpleNamespace(accounts=lambda day: PEOPLE)},
)


def days(*told: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(told)))


def intake(**tables: pd.DataFrame) -> SimpleNamespace:
    return SimpleNamespace(tables=tables)


def test_a_low_score_is_answered_within_two_weeks_by_us() -> None:
    surveys = pd.DataFrame(
        {"date": days("2025-11-01", "2025-11-01", "2025-12-25"), "customer_id": ["A", "B", "A"],
         "instrument": "nps", "score": [3.0, 6.0, 1.0]}
    )  # fmt: skip
    calls = pd.DataFrame(
        {"date": days("2025-11-10", "2025-11-20"), "customer_id": ["A", "B"],
         "direction": "vendor_to_customer"}
    )  # fmt: skip
    row = loops.loops(BOOKS, intake(surveys=surveys, activities=calls)).iloc[0]
    # the third is too young to judge; the second was answered after 19 days
    assert (row["loop_opened"], row["loop_closed"], row["closed_rate"]) == (2, 1, 0.5)
    assert row["median_days"] == 14.0


def test_tickets_and_steps() -> None:
    tickets = pd.DataFrame(
        {"opened": days("2025-06-01", "2025-06-01"), "closed": days("2025-06-20", "2025-08-01")}
    )
    plans = pd.DataFrame(
        {"due": days("2025-06-01", "2025-07-01"), "done": days("2025-05-30", None)}
    )
    found = loops.loops(BOOKS, intake(tickets=tickets, plans=plans)).set_index("feedback_loop")
    assert found["closed_rate"].to_dict() == {"tickets": 0.5, "plan_steps": 0.5}


def test_lessons_count_where_they_come_from_and_who_uses_them() -> None:
    rows = pd.DataFrame(
        {"date": days("2025-01-01", "2025-02-01", "2026-02-01"), "lesson": ["a", "b", "c"],
         "kind": ["failure", "failure", "success"], "owner": "Ann", "reused": [2, None, 9]}
    )  # fmt: skip
    learnt = loops.lessons(BOOKS, intake(lessons=rows))
    shown = loops.lesson_table.make(learnt)
    assert (shown.title.times.value, shown.title.lessons.value) == (2, 2)
    assert [type(each).__name__ for each in shown.say] == ["OneSided", "Idle"]


def test_coverage_is_of_customers_with_a_fresh_row() -> None:
    usage = pd.DataFrame({"date": days("2025-09-01", "2025-12-01"), "customer_id": ["A", "B"]})
    outcomes = pd.DataFrame({"date": days("2025-12-01"), "customer_id": ["A"]})
    given = intake(usage=usage, outcomes=outcomes)
    found = loops.coverage(BOOKS, given, frozenset({"usage"}), None).set_index("data_table")
    assert found.loc["usage", ["covered_before", "covered_now"]].tolist() == [0.5, 1.0]
    assert pd.isna(found.loc["outcomes", "covered_before"])
    assert found["given_before"].to_dict() == {"usage": "yes", "outcomes": "no"}
    told = pd.DataFrame({"data_table": ["outcomes"], "covered_now": [0.25]})
    again = loops.coverage(BOOKS, given, None, told).set_index("data_table")
    assert again.loc["outcomes", "covered_change"] == pytest.approx(0.25)
