"""P06: prepaid service in its months, or booked whole; worked by hand."""

import pytest

from tests.ledger.billing import arr, bill, book, lines, months, sourced
from tests.ledger.histories import closings, leaves, months_with

pytestmark = pytest.mark.slow


# --- P06: a year for 12,000, issued on 20 February for March to February -----------------------

YEARS = [
    bill(1, "2025-02-20", "2025-03-01", "2026-03-01", 12_000),
    bill(2, "2026-02-20", "2026-03-01", "2027-03-01", 12_600),
]


def test_p06_prepaid_service_counts_in_its_months() -> None:
    shown = arr(YEARS, "2026-04-30", prepaid="service_months")
    assert {month: shown[month] for month in ("2025-03", "2026-02", "2026-03")} == {
        "2025-03": 12_000, "2026-02": 12_000, "2026-03": 12_600,
    }  # fmt: skip
    assert "2025-02" not in shown


def test_p06_or_twelve_times_the_amount_in_the_month_of_issue() -> None:
    """Recurly's dbt package adds up invoices by month: 144,000, nothing for a year, 151,200."""
    ledger = book(sourced(YEARS, "2026-04-30", prepaid="invoice_month"), "2026-04-30")
    shown = closings(ledger)
    assert {month: amount for month, amount in shown.items() if amount} == {
        "2025-02": 144_000, "2026-02": 151_200,
    }  # fmt: skip
    assert leaves(ledger, "2025-03-31")["logo_churn"] == (-144_000, 1)
    assert months_with(ledger, "reactivation") == ["2026-02"]


def test_p06_each_of_several_invoices_for_one_period_has_its_own_month() -> None:
    """The same year in two halves, and 600 of it credited: 6,000 - 300 in each month of issue."""
    rows = [
        bill(1, "2025-03-01", "2025-03-01", "2026-03-01", 6_000, qty=5, unit_price=1_200),
        bill(2, "2025-09-10", "2025-03-01", "2026-03-01", 6_000, qty=5, unit_price=1_200),
        bill(3, "2025-10-01", "2025-03-01", "2026-03-01", -600),
    ]
    assert lines(sourced(rows, prepaid="invoice_month")) == [
        ("2025-03-01", "2025-04-01", 5_700.0),
        ("2025-09-01", "2025-10-01", 5_700.0),
    ]
    assert lines(sourced(rows)) == [("2025-03-01", "2026-03-01", 950.0)]


def test_p06_what_ends_a_service_is_credited_to_its_invoice() -> None:
    rows = [YEARS[0], bill(3, "2025-09-01", "2025-09-01", "2026-03-01", -6_000)]
    assert lines(sourced(rows)) == [("2025-03-01", "2025-09-01", 1_000.0)]
    in_the_month = sourced(rows, prepaid="invoice_month")
    assert lines(in_the_month) == [("2025-02-01", "2025-03-01", 6_000.0)]


def test_p06_monthly_invoices_are_the_same_either_way() -> None:
    assert arr(months(1, 12, 100), "2025-12-31", prepaid="invoice_month") == arr(
        months(1, 12, 100), "2025-12-31"
    )
