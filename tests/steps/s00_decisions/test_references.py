"""A published median stands beside a figure only where its currency and level are known."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s00_decisions import references
from tests.ledger.histories import line
from tests.steps.s01_numbers_review.small_books import crowd, opened

METRICS = pd.DataFrame({"metric": ["arr", "nrr", "grr"]})


def rates(rate: float | None) -> SimpleNamespace:
    """Rates of the US dollar at the end of December 2025, or none."""
    if rate is None:
        return SimpleNamespace(tables={})
    row = {"currency": ["USD"], "month": [pd.Timestamp("2025-12-31")], "rate": [rate]}
    return SimpleNamespace(tables={"fx": pd.DataFrame(row)})


def test_the_contract_value_is_in_the_surveys_currency():
    """900 in euros an account, at EUR 0.90 a dollar, is USD 1,000."""
    found = references.contract_value(crowd(1_000, 900), rates(0.9), "USD")
    assert found == pytest.approx(1_000)


def test_the_median_is_that_of_the_band():
    """Twelve accounts of EUR 54,000 are USD 60,000 each: the band of 50 to 100 thousand."""
    found = references.medians(METRICS, crowd(60_000, 54_000), rates(0.9))
    assert found.isna().tolist() == [True, False, False]
    assert found.tolist()[1:] == [1.05, 0.93]


def test_without_a_rate_there_is_no_peer():
    assert references.medians(METRICS, crowd(1_000, 900), rates(None)).isna().all()


def test_published_rates_are_by_customer():
    rows = [line("A", "2024-01-01", None, arr=1_000)]
    books = opened(rows, customers=[{"customer_id": "A", "parent_id": "G"}],
                   grains=("parent",), grain="parent")  # fmt: skip
    assert references.survey_for(books, rates(0.9)) is None
