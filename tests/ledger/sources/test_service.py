"""The days of service that an invoice bills, given or estimated."""

import pytest

from tests.ledger.billing import (
    bill,
    lines,
    sourced,
    told,
)

pytestmark = pytest.mark.slow


def test_the_rhythms_of_billing() -> None:
    """Week x 52/12, quarter / 3, half year / 6, two years / 24."""
    rows = [
        bill(1, "2025-01-06", "2025-01-06", "2025-01-13", 12, customer_id="week"),
        bill(2, "2025-01-01", "2025-01-01", "2025-04-01", 300, customer_id="quarter"),
        bill(3, "2025-01-15", "2025-01-15", "2025-07-15", 600, customer_id="half"),
        bill(4, "2025-02-28", "2025-02-28", "2027-02-28", 2_400, customer_id="two years"),
        bill(5, "2025-01-31", "2025-01-31", "2025-02-28", 100, customer_id="month end"),
    ]
    found = sourced(rows).lines.set_index("customer_id")["mrr"].round(6).to_dict()
    assert found == {"week": 52, "quarter": 100, "half": 100, "two years": 100, "month end": 100}


def test_a_missing_period_runs_to_the_next_invoice_of_the_product() -> None:
    rows = [
        bill(1, "2025-01-05", None, None, 100),
        bill(2, "2025-02-05", None, None, 100),
        bill(3, "2025-03-08", None, None, 100),
        bill(4, "2025-01-10", None, None, 300, product_id="B"),
        bill(5, "2025-04-10", None, None, 300, product_id="B"),
        bill(6, "2025-06-01", None, None, 70, product_id="C"),
        *(
            bill(7 + n, f"2025-01-{d:02d}", None, None, 12, product_id="W")
            for n, d in enumerate((6, 13, 20, 27))
        ),
    ]
    source = sourced(rows)
    assert lines(source, "product_id") == [
        ("2025-01-05", "2025-04-08", 100.0, "A"),  # monthly, one invoice three days late
        ("2025-01-10", "2025-07-10", 100.0, "B"),  # quarterly
        ("2025-06-01", "2025-07-01", 70.0, "C"),  # once: one month
        ("2025-01-06", "2025-02-03", 52.0, "W"),  # weekly: x 52 / 12
    ]
    assert told(source) == {"service_period_estimated": (10, 1_018.0, "estimated")}


def test_a_lapse_does_not_stretch_an_estimated_month() -> None:
    days = ["2025-01-05", "2025-02-05", "2025-03-05", "2025-09-05", "2025-10-05"]
    source = sourced([bill(n, day, None, None, 100) for n, day in enumerate(days)])
    assert lines(source) == [
        ("2025-01-05", "2025-04-05", 100.0),
        ("2025-09-05", "2025-11-05", 100.0),
    ]


def test_service_billed_afterwards_is_told() -> None:
    rows = [
        bill(m, f"2025-{m + 1:02d}-02", f"2025-{m:02d}-01", f"2025-{m + 1:02d}-01", 100)
        for m in range(1, 12)
    ]
    assert told(sourced(rows))["billed_in_arrears"] == (11, 1_100.0, "kept")
