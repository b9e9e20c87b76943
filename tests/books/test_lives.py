"""Lives out of the ledger's entries and exits."""

import datetime as dt

import pandas as pd
import pytest

from cs_lib.books.lives import Watched, spells, watched
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow

NOBODY = pd.Series(dtype="int64")


def turns(*rows: tuple[str, int, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer", "index", "leaf"])
    return frame.assign(segment="S")


def found(moved, signed=NOBODY, start=0, last=24):
    rows = spells(moved, signed, start, last)
    return [
        (row.customer, row.entry, row.duration, row.ended) for row in rows.itertuples(index=False)
    ]


def test_a_life_ends_with_the_logo_or_goes_on_to_the_last_day():
    moved = turns(("A", 2, "new_logo"), ("A", 14, "logo_churn"), ("B", 5, "new_logo"))
    assert found(moved) == [("A", 0, 12, True), ("B", 0, 19, False)]


def test_who_had_begun_before_watching_enters_at_the_tenure_of_the_sign_up():
    moved = turns(("A", 1, "new_logo"), ("A", 14, "logo_churn"))
    signed = pd.Series({"A": -30})
    assert found(moved, signed, start=4) == [("A", 34, 44, True)]


def test_without_a_sign_up_tenure_counts_from_the_first_service_known():
    moved = turns(("A", 1, "new_logo"), ("A", 14, "logo_churn"))
    assert found(moved, start=4) == [("A", 3, 13, True)]


def test_a_sign_up_counts_only_where_the_beginning_was_not_seen():
    assert found(turns(("A", 6, "new_logo")), pd.Series({"A": 2}), start=4) == [("A", 0, 18, False)]


def test_a_reactivation_goes_on_under_the_same_clock():
    moved = turns(("A", 2, "new_logo"), ("A", 8, "logo_churn"), ("A", 13, "reactivation"))
    assert found(moved) == [("A", 0, 6, True), ("A", 11, 22, False)]


def test_a_win_back_is_a_new_life_and_what_follows_goes_by_its_clock():
    moved = turns(
        ("A", 2, "new_logo"), ("A", 4, "logo_churn"), ("A", 18, "win_back"),
        ("A", 20, "logo_churn"), ("A", 23, "reactivation"),
    )  # fmt: skip
    assert found(moved) == [("A", 0, 2, True), ("A", 0, 2, True), ("A", 5, 6, False)]


# Three Trees: snapshot 1 is January 2024; A comes then, B in March, C in May 2025 (17); B is gone
# in June 2025 (18), so that losses are on record from 31 May 2025; the last day is snapshot 24.


def watched_of(ledger=case.PLAIN) -> Watched:
    found = case.computed(ledger)
    return watched(found.books, found.intake)


def test_the_lives_of_three_trees():
    lives = watched_of().lives.set_index("customer")
    assert lives.loc["A", ["entry", "duration", "ended", "arr"]].tolist() == [
        16,
        23,
        False,
        124_100,
    ]
    assert lives.loc["B", ["entry", "duration", "ended", "arr"]].tolist() == [14, 15, True, 0]
    assert lives.loc["C", ["entry", "duration", "ended", "arr"]].tolist() == [0, 7, False, 6_000]
    assert lives["segment"].to_dict() == {"A": "Large", "B": "Small", "C": "Small"}


def test_it_is_told_from_when_losses_are_on_record():
    told = watched_of()
    assert told.since == dt.date(2025, 5, 31)
    assert (len(told.lives), int(told.lives["ended"].sum()), told.unseen) == (3, 1, 0)


def test_the_client_may_say_since_when_the_list_is_complete():
    ledger = case.assuming("gross_margin: 0.8, complete_since: 2024-01-01")
    lives = watched_of(ledger).lives.set_index("customer")
    assert lives["entry"].tolist() == [0, 0, 0]
    assert lives["duration"].tolist() == [23, 15, 7]


def test_a_list_complete_since_after_the_loss_knows_nothing_of_it():
    ledger = case.assuming("gross_margin: 0.8, complete_since: 2025-07-01")
    lives = watched_of(ledger).lives
    assert sorted(lives["customer"]) == ["A", "C"]
    assert not lives["ended"].any()


def test_sign_ups_are_read_from_the_customers():
    listed = case.CUSTOMERS.replace("acquired_via", "acquired_on").replace("inbound", "2021-01-10")
    ledger = case.without(customers=listed.replace("Referral", "2025-05-01"))
    lives = watched_of(ledger).lives.set_index("customer")
    # January 2021 is 36 months before snapshot 1
    assert lives.loc["A", ["entry", "duration"]].tolist() == [52, 59]


@pytest.mark.parametrize("column", ["duration", "entry"])
def test_lives_are_whole_months(column):
    lives = watched_of().lives
    assert (lives[column] == lives[column].round()).all()
