"""P23 and golden case G22: the same lines by fiscal weeks and by month, worked by hand.

The fiscal year 2024 runs from 29 January 2023 to 3 February 2024: 53 weeks, Saturdays nearest to
31 January. In 4-4-5 its first quarter ends its periods on 25 February, 25 March and 29 April; its
last one on 25 November, 23 December and, six weeks later, 3 February.
"""

from typing import Any

import pytest

from cs_lib.ledger import Ledger, retention
from cs_lib.ledger.terms.cohorts import triangle
from tests.ledger.histories import closings, day, leaves, ledger_of, line

pytestmark = pytest.mark.slow

WEEKS = {
    "fiscal_periods": "4-4-5",
    "fiscal_week": {"ends_on": "saturday", "rule": "nearest"},
    "fiscal_year_start": 2,
}
LINES = [
    line("A", "2022-06-01", None, arr=1_200),
    line("B", "2023-01-30", None, arr=600),  # a day into fiscal 2024, still in January
    line("C", "2022-06-01", "2024-02-02", arr=300),  # ends in the 53rd week, but in February
    line("D", "2023-03-26", None, arr=240),  # the first day of the quarter's third period
]


def by_weeks(lines: list[dict[str, Any]] = LINES, as_of: str = "2024-02-03", **more: Any) -> Ledger:
    return ledger_of(lines, as_of, **WEEKS, **more)


def by_months(lines: list[dict[str, Any]] = LINES, as_of: str = "2024-02-29") -> Ledger:
    return ledger_of(lines, as_of, fiscal_year_start=2)


@pytest.fixture(scope="module")
def weeks() -> Ledger:
    return by_weeks()


@pytest.fixture(scope="module")
def months() -> Ledger:
    return by_months()


def test_g22_a_quarter_is_its_three_periods_of_4_4_and_5_weeks(weeks: Ledger) -> None:
    assert leaves(weeks, "2023-02-25") == {
        "opening": (1_500, 2), "new_logo": (600, 1), "closing": (2_100, 3),
    }  # fmt: skip
    assert leaves(weeks, "2023-03-25") == {"opening": (2_100, 3), "closing": (2_100, 3)}
    assert leaves(weeks, "2023-04-29") == {
        "opening": (2_100, 3), "new_logo": (240, 1), "closing": (2_340, 4),
    }  # fmt: skip
    assert leaves(weeks, "2023-04-29", "quarter") == {
        "opening": (1_500, 2), "new_logo": (840, 2), "closing": (2_340, 4),
    }  # fmt: skip


def test_g22_the_53rd_week_is_in_the_last_period_of_the_year(weeks: Ledger) -> None:
    lost = {"opening": (2_340, 4), "logo_churn": (-300, 1), "closing": (2_040, 3)}
    assert leaves(weeks, "2024-02-03") == lost
    assert leaves(weeks, "2024-02-03", "quarter") == lost
    assert leaves(weeks, "2024-02-03", "year") == {
        "opening": (1_500, 2), "new_logo": (840, 2), "logo_churn": (-300, 1),
        "closing": (2_040, 3),
    }  # fmt: skip


def test_the_same_lines_by_month_make_other_quarters(months: Ledger) -> None:
    """B came in January, before the year; C was there on 31 January, and left after it."""
    assert leaves(months, "2023-04-30", "quarter") == {
        "opening": (2_100, 3), "new_logo": (240, 1), "closing": (2_340, 4),
    }  # fmt: skip
    assert leaves(months, "2024-01-31", "year") == {
        "opening": (2_100, 3), "new_logo": (240, 1), "closing": (2_340, 4),
    }  # fmt: skip
    assert leaves(months, "2024-02-29")["logo_churn"] == (-300, 1)


def test_every_bridge_of_weeks_closes(weeks: Ledger) -> None:
    left = weeks.residuals()
    assert set(left["period_kind"]) == {"month", "quarter", "year"}
    assert (left["residual"].round(6) == 0).all()
    assert (left["accounts_residual"] == 0).all()


def test_twelve_periods_make_the_year_of_a_pair(weeks: Ledger) -> None:
    kept = retention(weeks.pair(day("2023-01-28"), day("2024-02-03")))
    assert (kept.opening, kept.closing, kept.grr) == (1_500, 1_200, 0.8)


def test_cohorts_are_those_of_fiscal_quarters(weeks: Ledger) -> None:
    curves = triangle(weeks.cohorts(), "logos")
    assert dict(curves[0]) == {"2023Q2": 2, "2024Q1": 2}  # A and C; B and D
    assert curves.loc["2023Q2", 6] == 1  # six quarters on, in 2024Q4, C is gone


def test_a_term_is_due_in_the_period_that_holds_its_end(weeks: Ledger) -> None:
    opening = day("2023-10-28")
    assert list(weeks.due(opening, day("2024-02-03"))["account"]) == ["C"]
    assert weeks.due(opening, day("2023-12-23")).empty
    renewals = weeks.renewals(weeks.pair(day("2023-12-23"), day("2024-02-03")))
    # C left: nothing shows that its end was one of a term
    assert set(renewals.accounts["due"]) == {0}


def test_an_early_renewal_stays_due_at_its_anniversary_in_the_53rd_week() -> None:
    lines = [
        line("K", "2023-02-01", "2023-12-01", arr=100),
        line("K", "2023-12-01", "2024-12-01", arr=100),
    ]
    found = by_weeks(lines).due(day("2023-11-25"), day("2024-02-03"))
    assert [str(d.date()) for d in found["due"]] == ["2024-02-01"]
    assert by_weeks(lines).due(day("2023-11-25"), day("2023-12-23")).empty


def test_a_term_is_priced_by_calendar_months_whatever_the_periods() -> None:
    lines = [line("K", "2023-01-28", "2023-04-28", amount=300, billing_period="term")]
    found = by_weeks(lines, "2023-02-25")
    assert closings(found) == {"2023-01": 1_200, "2023-02": 1_200}  # three months at 100


def test_who_comes_and_goes_between_two_snapshots_is_in_the_memo() -> None:
    lines = [*LINES, line("E", "2023-12-26", "2024-01-20", arr=60)]
    assert by_weeks(lines).memo()["intra_month_logos"] == 1
    assert by_months(lines).memo()["intra_month_logos"] == 0  # seen on 31 December


def test_a_late_renewal_is_held_over_a_fiscal_period_end() -> None:
    lines = [line("K", "2023-01-01", "2023-12-20", arr=60), line("K", "2023-12-28", None, arr=60)]
    late = by_weeks(lines).memo()["late_renewals"]
    assert (late["count"], late["arr"]) == (1, 60)  # 23 December lies in the gap
    assert ledger_of(lines, "2023-12-31").memo()["late_renewals"]["count"] == 0


def test_a_customer_moves_between_parents_in_the_fiscal_period() -> None:
    customers = [{"customer_id": "A", "parent_id": "P", "parent_from": "2024-02-01"}]
    book = by_weeks(customers=customers, grain="parent")
    assert set(book.accounts(day("2023-12-23"))["account"]) == {"A", "B", "C", "D"}
    assert set(book.accounts(day("2024-02-03"))["account"]) == {"P", "B", "D"}


def test_rates_are_those_of_the_month_that_a_period_stands_for() -> None:
    lines = [line("K", "2023-12-28", None, arr=1_000, currency="USD")]
    rates = [
        {"currency": "USD", "month": f"{month}-01", "rate": rate}
        for month, rate in (("2023-12", 0.95), ("2024-01", 0.9), ("2024-02", 0.8))
    ]
    assert by_weeks(lines, fx=rates).accounts(day("2024-02-03"))["arr"].sum() == 900


def test_committed_looks_ahead_from_the_last_snapshot() -> None:
    lines = [*LINES, line("F", "2024-02-04", None, arr=90, signed_on="2024-01-15")]
    found = by_weeks(lines).committed()
    assert (found.arr, found.carr) == (2_040, 2_130)
