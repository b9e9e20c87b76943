"""Gaps are ranked by money on today's base, and one account that explains one is found."""

import pandas as pd
import pytest

from cs_lib.books import retention_rates
from cs_lib.steps.s01_numbers_review import gaps
from tests.steps.s01_numbers_review.small_books import aiming, crowd

pytestmark = pytest.mark.slow

# Twelve pay 1,000 and 900 from January 2025; BIG pays 10,000 and leaves.
# Opening 22,000, closing 10,800; without BIG 12,000 and 10,800.
TARGETS = {"nrr": 0.95, "grr": 0.92}


@pytest.fixture(scope="module")
def one_account():
    return aiming(crowd(1_000, 900, big=(10_000, 0)), **TARGETS)


@pytest.fixture(scope="module")
def many_accounts():
    return aiming(crowd(1_000, 800), **TARGETS)


def test_the_account_that_explains_a_gap_is_named(one_account):
    row = gaps.table(one_account).iloc[0]
    assert (row["metric"], row["account"]) == ("nrr", "BIG")
    assert row["now"] == pytest.approx(10_800 / 22_000)
    assert row["without"] == pytest.approx(0.9)
    assert row["explained"] == pytest.approx(0.9 - 10_800 / 22_000)
    # BIG lost 10,000, the twelve 100 each
    assert row["share_of_losses"] == pytest.approx(10_000 / 11_200)
    assert gaps.is_one_account(row)


def test_one_of_many_explains_no_small_gap_alone():
    """Twelve lose 200 of 1,000, BIG 700 of 10,000: under a quarter of all that was lost."""
    found = crowd(1_000, 800, big=(10_000, 9_300))
    (row,) = gaps.table(aiming(found, nrr=0.86)).to_dict("records")
    assert row["account"] == "BIG"
    assert row["share_of_losses"] == pytest.approx(700 / 3_100)
    assert not gaps.is_one_account(row)
    # what explains the whole gap is the story from a quarter of all losses on
    assert gaps.is_one_account(row | {"share_of_losses": 0.25, "explained": row["gap"]})
    assert not gaps.is_one_account(row | {"share_of_losses": 0.24, "explained": row["gap"]})


def test_money_is_counted_on_todays_base(one_account):
    row = gaps.table(one_account).iloc[0]
    assert row["gap_arr"] == pytest.approx((0.95 - 10_800 / 22_000) * 10_800)


def test_a_gap_of_many_accounts_is_nobodys(many_accounts):
    rows = gaps.table(many_accounts)
    assert not any(gaps.is_one_account(row) for row in rows.to_dict("records"))
    assert rows["metric"].tolist()[:2] == ["nrr", "grr"]


def test_a_rate_on_few_events_is_no_finding():
    found = aiming(crowd(1_000, 1_000, big=(10_000, 0)), **TARGETS)
    assert gaps.table(found).empty


def test_each_rate_rests_on_events_of_its_own_kind(one_account):
    year = one_account.year
    assert [retention_rates.events(year, rate) for rate in ("nrr", "grr", "logo_churn")] == [
        13,
        13,
        1,
    ]
    assert not retention_rates.enough(one_account, year, "logo_churn")


def test_a_gain_lifts_no_gross_retention():
    year = crowd(1_000, 900, big=(1_000, 9_000)).year
    assert gaps.largest(year, "nrr", gained=True).account == "BIG"
    assert gaps.largest(year, "grr", gained=True) is None


def test_against_last_year_only_where_there_is_one(many_accounts):
    assert "year_ago" not in set(gaps.table(many_accounts)["compared_with"])


def test_without_a_year_of_history_there_is_nothing():
    young = aiming(crowd(1_000, as_of="2024-09-30"), **TARGETS)
    pd.testing.assert_index_equal(gaps.table(young).columns, pd.Index(gaps.COLUMNS))
    assert gaps.table(young).empty
