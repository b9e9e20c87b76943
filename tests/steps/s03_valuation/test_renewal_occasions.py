"""Occasions out of contract terms, by hand: snapshots 0 to 24."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.steps.s03_valuation.renewal_occasions import occasions, terms
from tests.steps.s03_valuation import spending_case as case

OPEN = 10_000


def lines(*rows):
    """customer, start, end, start and end of the term, agreed, ARR."""
    columns = ["customer", "start", "end", "term_start", "term_end", "agreed", "arr"]
    return pd.DataFrame(rows, columns=columns)


def lives(*rows):
    """customer, entry, duration, ended, end."""
    frame = pd.DataFrame(rows, columns=["customer", "entry", "duration", "ended", "end"])
    return frame.assign(segment="S")


def met(terms_, lives_):
    found = occasions(terms_, lives_, 24)
    return found[["tenure", "term", "left"]].to_numpy().tolist()


def test_a_term_can_be_left_at_its_end_alone():
    yearly = lines(("A", 0, 12, 0, 12, True, 100.0), ("A", 12, 24, 12, 24, True, 120.0))
    assert met(yearly, lives(("A", 0, 24, True, 24))) == [[12, 12.0, False], [24, 12.0, True]]


def test_without_a_term_every_month_is_an_occasion():
    rolling = lines(("A", 20, OPEN, 20, OPEN, False, 100.0))
    assert met(rolling, lives(("A", 0, 4, False, 24))) == [[t, 1.0, False] for t in range(1, 5)]


def test_a_monthly_line_beside_a_term_gives_no_occasion():
    both = lines(("A", 12, 24, 12, 24, True, 100.0), ("A", 15, OPEN, 15, OPEN, False, 10.0))
    assert met(both, lives(("A", 0, 12, False, 24))) == [[12, 12.0, False]]


def test_what_was_added_ends_with_the_longest_term():
    both = lines(("A", 12, 24, 12, 24, True, 100.0), ("A", 18, 24, 18, 24, True, 10.0))
    assert met(both, lives(("A", 0, 12, True, 24))) == [[12, 12.0, True]]


def test_months_that_were_not_watched_give_none():
    yearly = lines(("A", 0, 12, 0, 12, True, 100.0), ("A", 12, 24, 12, 24, True, 100.0))
    assert met(yearly, lives(("A", 13, 24, False, 24))) == [[24, 12.0, False]]


def test_a_loss_between_ends_is_an_occasion_and_too_many_unmake_the_terms():
    """One of five off time is one more occasion; where half are, terms do not say who can leave."""
    rows = [(f"c{n}", 12, 24, 12, 24, True, 100.0) for n in range(5)]
    mostly = lives(*((f"c{n}", 0, 12, True, 24) for n in range(4)), ("c4", 0, 5, True, 17))
    assert met(lines(*rows), mostly) == [[12, 12.0, True]] * 4 + [[5, 1.0, True]]
    half = lives(*((f"c{n}", 0, 12, True, 24) for n in range(2)), ("c2", 0, 5, True, 17))
    assert len(met(lines(*rows), half)) == 12 + 12 + 5


def test_size_is_the_arr_of_the_month_before():
    yearly = lines(("A", 0, 12, 0, 12, True, 100.0), ("A", 12, 24, 12, 24, True, 120.0))
    found = occasions(yearly, lives(("A", 0, 24, True, 24)), 24)
    assert np.exp(found["log_arr"]).tolist() == pytest.approx([100.0, 120.0])


@pytest.mark.slow
def test_the_terms_of_three_trees_are_read_from_the_ledger():
    """A's term of 2024 ends in January 2025 (snapshot 13), B's in June; C's line is open."""
    rows = terms(case.books()).set_index("customer")
    assert rows.loc["B", ["start", "term_end", "agreed", "arr"]].tolist() == [3, 18, True, 12_000]
    assert not rows.loc["C", "agreed"]
    assert sorted(rows.loc["A", "term_end"]) == [13, 25, 25]
