"""The first page: what it recommends follows from what the steps found."""

from typing import Any

import pytest

from tests.steps import case

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page() -> Any:
    return case.computed().results["decisions"]


@pytest.fixture(scope="module")
def troubled() -> Any:
    return case.computed(case.TROUBLED).results["decisions"]


def test_three_decisions_with_reason_and_cost_of_waiting(page: Any) -> None:
    assert list(page.decisions["decision"]) == ["The numbers", "The priority", "The data"]
    assert (page.decisions[["recommendation", "reason", "waiting"]].map(len) > 0).all().all()
    # The gap of 5,400 a year (0.95 x 132,000 - 120,000) is 1,350 a quarter.
    assert "EUR 1.4k a quarter" in page.decisions.loc[1, "waiting"]


def test_open_metrics_are_named_until_they_are_signed(page: Any, troubled: Any) -> None:
    everything = "Agree on ARR, Gross churn, Net churn, Logo churn rate, GRR and NRR"
    assert page.decisions.loc[0, "recommendation"].startswith(everything)
    asked = "Agree on NRR, as the register defines them"
    assert troubled.decisions.loc[0, "recommendation"] == asked
    assert troubled.findings["so_what"] == f"Decide first: a{asked[1:]}."


def test_books_that_close_and_data_that_agree_are_said_to(page: Any) -> None:
    assert page.trust_kind == "good"
    assert "all 10 reconciliations hold" in page.findings["trust"]
    assert "do not contradict each other" in page.findings["trust"]
    assert page.contradictions.empty


def test_a_contradiction_is_on_the_first_page(troubled: Any) -> None:
    assert troubled.trust_kind == "warning"
    row = troubled.contradictions.set_index("rule").loc["churned_flag_but_paying"]
    assert (row["rows"], row["amount"]) == (1, 124_100)


def test_the_headline_is_the_arr_of_step_one(page: Any) -> None:
    assert page.findings["headline"] == case.computed().results["numbers_review"].findings["arr"]
