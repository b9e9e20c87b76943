"""Lives out of the ledger's entries and exits."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cs_lib.books.lives import Watched, spells, start_of, watched
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


def history(customers: int, losses: list[int]) -> pd.DataFrame:
    """So many customers from snapshot 0 on, one lost at each of `losses`."""
    came = [(f"c{n}", 0, "new_logo") for n in range(customers)]
    return turns(*came, *((f"c{n}", at, "logo_churn") for n, at in enumerate(losses)))


def test_a_history_that_may_be_complete_is_watched_from_its_beginning():
    # two losses in 40 x 36 months are no surprise after 13 of them
    assert start_of(history(40, [14, 30]), 36) == 0


def test_a_list_begun_with_the_customers_of_some_day_is_watched_from_the_first_loss():
    # one a month from the 24th on: 40 customers would not have kept so long without one
    assert start_of(history(40, list(range(24, 36))), 36) == 23


def test_without_a_loss_nothing_says_since_when():
    assert start_of(history(3, []), 36) is None


@pytest.mark.slow
def test_watching_a_complete_history_counts_the_rate_right():
    """40 customers over three years and 0.3 % a month: from the first loss it was 37 % too high."""
    generator, lost, months = np.random.default_rng(7), 0, 0
    for _ in range(400):
        end = generator.geometric(0.003, 40)
        moved = history(40, [])
        gone = [(f"c{n}", int(at), "logo_churn") for n, at in enumerate(end) if at <= 36]
        moved = pd.concat([moved, turns(*gone)], ignore_index=True) if gone else moved
        rows = spells(moved, NOBODY, start_of(moved, 36) or 0, 36)
        rows = rows[rows["duration"] > rows["entry"]]
        lost, months = lost + rows["ended"].sum(), months + (rows["duration"] - rows["entry"]).sum()
    assert lost / months == pytest.approx(0.003, rel=0.06)


# Three Trees: snapshot 1 is January 2024; A comes then, B in March, C in May 2025 (17); B is gone
# in June 2025 (18); the last day is snapshot 24. One loss in two years denies no complete history.


def watched_of(ledger=case.PLAIN) -> Watched:
    found = case.computed(ledger)
    return watched(found.books, found.intake)


def test_the_lives_of_three_trees():
    lives = watched_of().lives.set_index("customer")
    assert lives.loc["A", ["entry", "duration", "ended", "arr"]].tolist() == [
        0,
        23,
        False,
        124_100,
    ]
    assert lives.loc["B", ["entry", "duration", "ended", "arr"]].tolist() == [0, 15, True, 0]
    assert lives.loc["C", ["entry", "duration", "ended", "arr"]].tolist() == [0, 7, False, 6_000]
    assert lives["segment"].to_dict() == {"A": "Large", "B": "Small", "C": "Small"}


def test_it_is_told_from_when_losses_are_on_record():
    told = watched_of()
    assert told.since == dt.date(2024, 1, 31)
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
    assert lives.loc["A", ["entry", "duration"]].tolist() == [36, 59]


@pytest.mark.parametrize("column", ["duration", "entry"])
def test_lives_are_whole_months(column):
    lives = watched_of().lives
    assert (lives[column] == lives[column].round()).all()
