"""What is known of each customer of Three Trees (see `spending_case`)."""

import pytest

from cs_lib.books.lives import watched
from cs_lib.steps.s03_valuation import costs, customer_amounts
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def amounts(ledger=case.PLAIN):
    found = case.computed(ledger)
    spent = costs.costs(found.engagement, found.intake, found.books)
    lives = watched(found.books, found.intake).lives
    frame = customer_amounts.amounts(found.books, found.intake, spent, lives)
    return frame.set_index("customer")


def test_who_is_there_and_who_was_won():
    frame = amounts()
    assert frame["live"].to_dict() == {"A": 1, "B": 0, "C": 1}
    assert frame["arr"].to_dict() == {"A": 124_100, "B": 0, "C": 6_000}
    assert frame["landed_arr"].to_dict() == {"A": 0, "B": 0, "C": 6_000}
    assert frame["segment"].to_dict() == {"A": "Large", "B": "Small", "C": "Small"}


def test_the_cost_of_retention_follows_the_time_logged():
    """Renewal is 3,600, of which A took 90 of 120 minutes; on-boarding is 2,400, all of it C's."""
    frame = amounts()
    assert frame["cost"].to_dict() == pytest.approx({"A": 2_700, "B": 0, "C": 900 + 2_400})


def test_without_time_it_follows_arr():
    frame = amounts(case.without("activities", "roster"))
    assert frame["cost"].tolist() == frame["arr"].tolist()
