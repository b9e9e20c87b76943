"""What a period is worth once it stays unpaid (P12)."""

import pytest

from tests.ledger.billing import (
    bill,
    book,
    lines,
    months,
    sourced,
    told,
)
from tests.ledger.histories import months_with

pytestmark = pytest.mark.slow


def test_p12_unpaid_invoices_end_the_service_at_the_dunning_limit() -> None:
    """Unpaid since the invoice of 1 June: 60 days later it is 31 July."""
    rows = months(1, 12, 100)
    for row in rows[5:]:
        row["status"] = "past_due"
    source = sourced(rows)
    assert lines(source, "churn_reason") == [("2025-01-01", "2025-07-31", 100.0, "involuntary")]
    # June and July began before the limit; August to December did not.
    assert told(source) == {
        "dunning_limit": (2, 200.0, "kept"),
        "after_dunning_limit": (5, 500.0, "dropped"),
    }
    assert months_with(book(source), "logo_churn") == ["2025-07"]
    later = sourced(rows, dunning_days=90)
    assert [end for _, end, _ in lines(later)] == ["2025-08-30"]


def test_p12_an_unpaid_invoice_stays_until_the_limit_and_a_paid_one_clears_it() -> None:
    rows = months(1, 12, 100)
    rows[2]["status"] = "past_due"  # disputed in March, paid ever since
    rows[11]["status"] = "open"  # issued on 1 December: 30 days ago
    source = sourced(rows)
    assert lines(source) == [("2025-01-01", "2026-01-01", 100.0)]
    assert told(source) == {"unpaid_within_limit": (1, 100.0, "kept")}
    assert source.lines["churn_reason"].isna().all()


def test_an_invoice_never_paid_and_credited_in_full_was_not_sold() -> None:
    rows = [
        *months(1, 2, 100),
        bill(3, "2025-03-01", "2025-03-01", "2025-04-01", 100, status="open"),
        bill(4, "2025-03-05", "2025-03-01", "2025-04-01", -100),
    ]
    source = sourced(rows)
    assert lines(source) == [("2025-01-01", "2025-03-01", 100.0)]
    assert told(source)["credited_in_full"] == (1, 100.0, "dropped")


# --- P12: unpaid since the invoice of 1 June ---------------------------------------------------


@pytest.mark.parametrize(
    ("days", "end", "lost_in"),
    [
        (60, "2025-07-31", ["2025-07"]),
        (15, "2025-06-16", ["2025-06"]),  # ProfitWell
        (3_650, "2026-01-01", []),  # Stripe: as long as it is billed
    ],
)
def test_p12_an_unpaid_invoice_ends_the_service_at_the_limit(
    days: int, end: str, lost_in: list[str]
) -> None:
    rows = months(1, 12, 100)
    for row in rows[5:]:
        row["status"] = "past_due"
    source = sourced(rows, dunning_days=days)
    assert lines(source) == [("2025-01-01", end, 100.0)]
    assert months_with(book(source), "logo_churn") == lost_in
