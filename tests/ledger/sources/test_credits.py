"""Credits, refunds and prorations: what they touch, worked by hand."""

import pytest

from tests.ledger.billing import (
    bill,
    book,
    lines,
    months,
    sourced,
    told,
)
from tests.ledger.histories import closings, months_with

pytestmark = pytest.mark.slow


def test_a_credit_for_the_same_period_nets() -> None:
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2026-01-01", 12_000),
        bill(2, "2025-02-10", "2025-01-01", "2026-01-01", -1_200),
    ]
    source = sourced(rows)
    assert lines(source) == [("2025-01-01", "2026-01-01", 900.0)]
    assert told(source) == {"credit_netted": (1, -1_200.0, "kept")}


def test_a_credit_and_a_new_invoice_leave_the_new_one() -> None:
    """10 seats at 10, taken back and billed again as 8 seats."""
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2025-02-01", 100, qty=10, unit_price=10),
        bill(2, "2025-01-03", "2025-01-01", "2025-02-01", -100, qty=10, unit_price=10),
        bill(3, "2025-01-03", "2025-01-01", "2025-02-01", 80, qty=8, unit_price=10),
    ]
    source = sourced(rows)
    assert lines(source, "qty", "list_price") == [("2025-01-01", "2025-02-01", 80.0, 8.0, 10.0)]


def test_a_credit_that_matches_nothing_is_told_and_changes_nothing() -> None:
    rows = [*months(1, 3, 100), bill(9, "2025-02-20", "2025-01-01", "2025-03-01", -50)]
    source = sourced(rows)
    assert lines(source) == [("2025-01-01", "2025-04-01", 100.0)]
    assert told(source) == {"credit_unmatched": (1, -50.0, "dropped")}


@pytest.mark.parametrize("how", ["status", "credit"])
def test_p20_a_refund_of_a_customer_who_stays_changes_nothing(how: str) -> None:
    rows = months(1, 12, 100)
    if how == "status":
        rows[4] |= {"status": "refunded"}
    else:
        rows.append(bill(50, "2025-05-20", "2025-05-01", "2025-06-01", -100))
    source = sourced(rows)
    assert lines(source) == [("2025-01-01", "2026-01-01", 100.0)]
    assert told(source)["refund"] == (1, 100.0, "kept")


def test_p20_refund_and_cancel_ends_at_service_end_or_on_the_day_of_the_refund() -> None:
    rows = [
        *months(1, 4, 100),
        bill(5, "2025-05-01", "2025-05-01", "2026-05-01", 1_200),
        bill(6, "2025-06-12", "2025-05-01", "2026-05-01", -1_200),
    ]
    assert lines(sourced(rows)) == [("2025-01-01", "2026-05-01", 100.0)]
    on_the_day = sourced(rows, refund_ends="refund_date")
    assert lines(on_the_day) == [("2025-01-01", "2025-06-12", 100.0)]
    assert months_with(book(on_the_day), "logo_churn") == ["2025-06"]


def test_a_credit_for_the_rest_of_a_term_ends_it_there() -> None:
    """A year for 12,000 is left on 1 July: six months of it, 6,000, are paid back."""
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2026-01-01", 12_000),
        bill(2, "2025-07-01", "2025-07-01", "2026-01-01", -6_000),
    ]
    source = sourced(rows)
    assert lines(source) == [("2025-01-01", "2025-07-01", 1_000.0)]
    assert told(source) == {"credit_ends_service": (1, -6_000.0, "kept")}


def test_p04_prorations_are_counted_and_not_recurring() -> None:
    """On 15 January two seats are added: 17 of 31 days at 20, and 120 from February on."""
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2025-02-01", 100),
        bill(2, "2025-01-15", "2025-01-15", "2025-02-01", 10.97),
        bill(3, "2025-02-01", "2025-02-01", "2025-03-01", 120),
    ]
    source = sourced(rows)
    assert lines(source) == [
        ("2025-01-01", "2025-02-01", 100.0),
        ("2025-02-01", "2025-03-01", 120.0),
    ]
    assert told(source) == {"proration": (1, 10.97, "dropped")}


def test_a_change_within_the_month_shows_at_its_end_and_is_not_counted_twice() -> None:
    """On 15 January plan A at 100 is swapped for B at 200: 17 of 31 days back and forth."""
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2025-02-01", 100),
        bill(2, "2025-01-15", "2025-01-15", "2025-02-01", -54.84),
        bill(3, "2025-01-15", "2025-01-15", "2025-02-01", 109.68, product_id="B"),
        bill(4, "2025-02-01", "2025-02-01", "2025-03-01", 200, product_id="B"),
    ]
    source = sourced(rows, "2025-02-28")
    assert lines(source, "product_id") == [
        ("2025-01-01", "2025-01-15", 100.0, "A"),
        ("2025-01-15", "2025-03-01", 200.0, "B"),
    ]
    assert told(source) == {
        "credit_ends_service": (1, -54.84, "kept"),
        "partial_period": (1, 109.68, "estimated"),
    }
    assert closings(book(source, "2025-02-28")) == {"2025-01": 2_400.0, "2025-02": 2_400.0}


def test_seats_added_to_a_running_year_until_its_end_recur() -> None:
    """A year for 12,000, and from April 3 more seats for the 9 months left at 900."""
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2026-01-01", 12_000),
        bill(2, "2025-04-01", "2025-04-01", "2026-01-01", 900),
    ]
    shown = closings(book(sourced(rows)))
    assert (shown["2025-03"], shown["2025-04"], shown["2025-12"]) == (12_000, 13_200, 13_200)
