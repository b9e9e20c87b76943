"""Accounts that left or shrank by name, and how much the largest have."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s01_numbers_review import losses
from tests.ledger.histories import line
from tests.steps.s01_numbers_review.small_books import books, crowd, lost, opened

pytestmark = pytest.mark.slow


def test_lost_and_shrunk_accounts_with_what_each_lost():
    found = books()
    frame = losses.by_account(lost(found), found)
    assert frame[["account", "outcome", "arr_before", "arr_after", "arr_lost"]].values.tolist() == [
        ["M", "lost", 1_000, 0, 1_000],
        ["L", "reduced", 1_000, 500, 500],
    ]
    assert frame["share_of_losses"].tolist() == pytest.approx([2 / 3, 1 / 3])


def test_the_recorded_reason_is_shown_as_it_was_written():
    rows = [
        line("A", "2024-01-01", "2025-05-01", arr=100, churn_reason="Budget cut"),
        line("B", "2024-01-01", None, arr=100),
    ]
    found = opened(rows)
    assert losses.by_account(lost(found), found)["reason_given"].tolist() == ["Budget cut"]


def title(found):
    shown = losses.pareto.make(lost(found), found, found.engagement)
    return shown, type(shown.title).__name__


def test_eight_accounts_or_fewer_are_all_there_is():
    shown, name = title(books())
    assert name == "AllOfThem"
    assert (shown.title.count.value, shown.title.lost.value) == (2, 1_500)


def test_one_account_with_a_fifth_of_all_losses_is_the_title():
    shown, name = title(crowd(1_000, 900, big=(400, 0)))
    assert name == "OneAlone"
    assert shown.title.share.value == pytest.approx(400 / 1_600)
    assert shown.say[0].share.value == pytest.approx((400 + 700) / 1_600)


@pytest.mark.parametrize("big", [(200, 0), (5_000, 0)])
def test_otherwise_the_eight_largest_are(big):
    shown, name = title(crowd(1_000, 900, big=big))
    assert name == "Largest"
    assert len(shown.frame[shown.frame["kind"] == "down"]) == 8


def test_nothing_lost_is_no_table():
    found = crowd(1_000, 1_100)
    assert losses.pareto.make(lost(found), found, found.engagement).need == "customers_lost"


def test_the_share_of_the_largest_now_and_before():
    frame = losses.shares_of_top(books())
    found = frame.pivot(index="selection", columns="period_end", values="value")
    assert found.loc["top_1"].tolist() == pytest.approx([0.8, 8_000 / 8_500])
    assert set(frame["selection"]) == {"top_1"}, "there are no five accounts"


def test_a_customers_start_is_what_the_list_says_not_its_first_contract():
    customers = pd.DataFrame({"customer_id": ["K"], "acquired_on": [pd.Timestamp("2016-11-01")]})
    frame = losses.live(books(), SimpleNamespace(tables={"customers": customers}))
    assert frame["account"].tolist() == ["K", "L"]
    assert [str(day)[:7] for day in frame["customer_since"]] == ["2016-11", "NaT"]
    assert [str(day)[:7] for day in frame["first_contract"]] == ["2024-01", "2024-01"]
    assert frame["cumulative_share"].tolist() == pytest.approx([8_000 / 8_500, 1])
