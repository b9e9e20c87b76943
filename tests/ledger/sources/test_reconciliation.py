"""ARR against billings: every difference has its own line, and they add up."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_lib.ledger import Period
from cs_lib.ledger.sources import reconcile
from cs_lib.ledger.sources.reconciliation import ITEMS
from tests.ledger.billing import (
    bill,
    both,
    engagement,
    months,
    table,
    terms,
)

pytestmark = pytest.mark.slow


def reconciled(
    contracts: list[dict[str, Any]], invoices: list[dict[str, Any]], fx: Any = None
) -> dict[str, tuple[float, int]]:
    """The second quarter of 2025, and that it adds up."""
    period = Period("quarter", "2025Q2", dt.date(2025, 4, 1), dt.date(2025, 6, 30), 0, 3)
    frame = reconcile(
        table("contracts", contracts),
        table("invoices", invoices),
        period,
        engagement=engagement("2025-06-30"),
        fx=fx,
    )
    cents = (frame["amount"] * 100).round().astype("int64")
    assert cents.iloc[:-1].sum() == cents.iloc[-1]
    assert frame["item"].tolist() == list(ITEMS)
    found = zip(frame["item"], frame["amount"], frame["count"], strict=True)
    return {item: (amount, count) for item, amount, count in found if amount or count}


def contract(customer: str, mrr: float, **fields: Any) -> dict[str, Any]:
    return {"customer_id": customer, "start": "2025-01-01", "product_id": "A", "mrr": mrr} | fields


def test_what_is_billed_each_month_needs_no_explanation() -> None:
    assert reconciled([contract("K", 100)], months(1, 12, 100)) == {
        "run_rate": (300.0, 1),
        "billings": (300.0, 3),
    }


def test_a_year_billed_in_advance_is_timing() -> None:
    """K pays 1,200 on 1 April for a year: 300 is the quarter's. L paid in January: -300."""
    rows = [
        bill(1, "2025-04-01", "2025-04-01", "2026-04-01", 1_200),
        bill(2, "2025-01-01", "2025-01-01", "2026-01-01", 1_200, customer_id="L"),
    ]
    contracts = [contract("K", 100, start="2025-04-01"), contract("L", 100)]
    assert reconciled(contracts, rows) == {
        "run_rate": (600.0, 2),
        "billed_in_advance": (900.0 - 300.0, 2),
        "billings": (1_200.0, 1),
    }


def test_service_billed_afterwards_is_timing() -> None:
    """March is billed on 1 April, and June on 1 July: the quarter is April to June."""
    rows = [
        bill(m, f"2025-{m + 1:02d}-01", f"2025-{m:02d}-01", f"2025-{m + 1:02d}-01", 100 + m)
        for m in (3, 4, 5, 6)
    ]
    contracts = [
        contract("K", 104, end="2025-05-01"),
        contract("K", 105, start="2025-05-01", end="2025-06-01"),
        contract("K", 106, start="2025-06-01"),
    ]
    assert reconciled(contracts, rows) == {
        "run_rate": (318.0, 1),
        "in_period": (-3.0, 1),
        "billed_in_arrears": (103.0 - 106.0, 2),
        "billings": (103.0 + 104.0 + 105.0, 3),
    }


def test_every_reason_has_its_own_line() -> None:
    rows = [
        *months(4, 3, 110, customer_id="dearer"),
        *months(4, 3, 50, customer_id="stranger"),
        *months(4, 2, 30, customer_id="part"),
        *months(4, 3, 10, customer_id="abroad", currency="USD"),
        bill(40, "2025-05-10", "2025-05-01", "2025-06-01", -20, customer_id="dearer"),
        bill(41, "2025-05-10", None, None, 7, customer_id="dearer", line_type="usage"),
        bill(42, "2025-05-10", None, None, 500, customer_id="dearer", line_type="services"),
        bill(43, "2025-05-10", None, None, 9_999, status="void"),
    ]
    contracts = [
        contract("dearer", 100),
        contract("silent", 40),
        contract("part", 30),
        contract("abroad", 10, currency="USD"),
    ]
    rates = {"2025-04-30": 0.90, "2025-05-31": 0.92, "2025-06-30": 0.95}
    fx = pd.DataFrame([{"currency": "USD", "month": m, "rate": r} for m, r in rates.items()])
    assert reconciled(contracts, rows, fx) == {
        "run_rate": (3 * (100 + 40 + 30 + 9.5), 4),
        "no_billing": (-120.0, 1),
        "no_contract": (150.0, 1),
        "price_difference": (30.0, 1),
        "other_days": (-30.0, 1),
        "credits": (-20.0, 1),
        "usage": (7.0, 1),
        "one_off": (500.0, 1),
        "fx": (-0.8, 2),  # 10 x (0.90 - 0.95) + 10 x (0.92 - 0.95)
        "billings": (330 + 150 + 60 + 9 + 9.2 + 9.5 - 20 + 7 + 500, 14),
    }


@given(st.lists(terms, min_size=1, max_size=20), st.integers(0, 4), st.integers(-28, 28))
@settings(max_examples=6, deadline=None)
def test_a_reconciliation_adds_up_whatever_was_billed(
    found: list[Any], late: int, off: int
) -> None:
    contracts, invoices = both(found, late)
    moved = invoices.assign(
        issued=invoices["issued"] + pd.Timedelta(days=off),
        amount=invoices["amount"] / 7,
        invoice_id=[str(n) for n in range(len(invoices))],
    )
    period = Period("quarter", "2024Q2", dt.date(2024, 4, 1), dt.date(2024, 6, 30), 0, 3)
    frame = reconcile(contracts, moved, period, engagement=engagement("2024-06-30"))
    cents = (frame["amount"] * 100).round().astype("int64")
    assert cents.iloc[:-1].sum() == cents.iloc[-1]
    now = moved["issued"].between("2024-04-01", "2024-06-30")
    assert cents.iloc[-1] == round(moved.loc[now, "amount"].sum() * 100)
    # Nothing is left to chance: what is unexplained is days that do not agree, or a cent a line.
    agree = frame.set_index("item")
    assert agree.loc["unexplained", "count"] > 0 or abs(agree.loc["unexplained", "amount"]) < 0.1
