"""Invoices as contract lines: each expected value worked by hand."""

import datetime as dt

import pytest

from tests.ledger.billing import (
    bill,
    book,
    lines,
    months,
    sourced,
    told,
)
from tests.ledger.histories import closings, leaves, months_with
from tests.tables.contract import schema

pytestmark = pytest.mark.slow


def test_g6_an_annual_prepay_is_a_twelfth_in_each_of_its_months() -> None:
    source = sourced([bill(1, "2025-03-01", "2025-03-01", "2026-03-01", 12_000)], "2026-03-31")
    assert lines(source) == [("2025-03-01", "2026-03-01", 1_000.0)]
    assert source.notes == ()
    shown = closings(book(source, "2026-03-31"))
    assert list(shown) == [f"2025-{m:02d}" for m in range(3, 13)] + [
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    assert set(list(shown.values())[:12]) == {12_000.0}
    assert shown["2026-03"] == 0.0


def test_the_day_of_issue_does_not_matter() -> None:
    early = sourced([bill(1, "2024-12-10", "2025-03-01", "2026-03-01", 12_000)])
    assert lines(early) == [("2025-03-01", "2026-03-01", 1_000.0)]


def test_lines_keep_the_contract() -> None:
    source = sourced(
        [
            *months(1, 12, 100, qty=4, unit_price=25),
            bill(90, "2025-02-03", None, None, 7, line_type="one_off"),
        ]
    )
    schema("contracts").validate(source.lines)


def test_renewals_at_one_price_are_one_line_and_a_new_price_begins_another() -> None:
    source = sourced([*months(1, 6, 100), *months(7, 6, 120)])
    assert lines(source) == [
        ("2025-01-01", "2025-07-01", 100.0),
        ("2025-07-01", "2026-01-01", 120.0),
    ]
    assert source.notes == ()


def test_months_of_thirty_days_are_no_churn_and_no_change() -> None:
    """12 periods of 30 days from 1 January end on 27 December; each is worth one month."""
    starts = [dt.date(2025, 1, 1) + dt.timedelta(days=30 * n) for n in range(13)]
    rows = [bill(n, str(starts[n]), str(starts[n]), str(starts[n + 1]), 100) for n in range(12)]
    source = sourced(rows)
    assert lines(source) == [("2025-01-01", "2025-12-27", 100.0)]


@pytest.mark.parametrize("off", [-3, -1, 1, 3])
def test_periods_that_drift_by_days_go_on(off: int) -> None:
    """A gap is closed, and an overlap over a month's end is not counted twice."""
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2025-02-01", 100),
        bill(
            2,
            "2025-02-01",
            str(dt.date(2025, 2, 1 + off)) if off > 0 else f"2025-01-{32 + off}",
            "2025-03-03",
            100,
        ),
    ]
    source = sourced(rows)
    assert lines(source) == [("2025-01-01", "2025-03-03", 100.0)]
    expected = "end_looks_inclusive" if off == 1 else "periods_drift"
    assert told(source)[expected][0] == 1


def test_ends_that_name_the_last_day_are_bridged_and_told() -> None:
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2025-01-31", 100),
        bill(2, "2025-02-01", "2025-02-01", "2025-02-28", 100),
        bill(3, "2025-03-01", "2025-03-01", "2025-03-31", 100),
    ]
    source = sourced(rows)
    assert lines(source) == [("2025-01-01", "2025-03-31", 100.0)]
    assert told(source) == {"end_looks_inclusive": (2, 200.0, "kept")}
    assert "end_inclusive: true" in source.notes[0].detail


def test_a_gap_of_a_month_is_churn_and_return() -> None:
    """July is not billed: 31 days without service are more than the grace of 30."""
    source = sourced([*months(1, 6, 100), *months(8, 5, 100)])
    shown = book(source)
    assert (months_with(shown, "logo_churn"), months_with(shown, "reactivation")) == (
        ["2025-07"],
        ["2025-08"],
    )
    assert months_with(book(source, reactivation_gap_days=31), "logo_churn") == []


def test_void_free_and_non_recurring_lines() -> None:
    rows = [
        *months(1, 12, 100),
        bill(20, "2025-02-01", "2025-02-01", "2025-03-01", 500, status="void"),
        bill(21, "2025-02-01", "2025-02-01", "2025-03-01", 0, product_id="free"),
        bill(22, "2025-12-01", None, None, 900, product_id="set-up", line_type="one_off"),
        bill(23, "2025-12-01", "2025-12-01", "2026-01-01", 30, line_type="usage"),
        bill(
            24,
            "2025-12-01",
            "2025-01-01",
            "2026-01-01",
            600,
            line_type="usage_committed",
            product_id="U",
        ),
    ]
    source = sourced(rows)
    assert told(source) == {"void": (1, 500.0, "dropped"), "free_line": (1, 0.0, "dropped")}
    shown = book(source)
    assert shown.memo()["out_of_scope"] == [
        {"line_type": "one_off", "lines": 1, "arr": None},
        {"line_type": "usage", "lines": 1, "arr": 360.0},
    ]
    assert closings(shown)["2025-12"] == 12 * (100 + 50)


def test_quantities_and_prices_give_quantity_leaves() -> None:
    """10 seats at 40 a month; from July 12 seats, from October 12 seats at 45."""
    rows = [
        *months(1, 6, 400, qty=10, unit_price=40),
        *months(7, 3, 480, qty=12, unit_price=40),
        *months(10, 3, 540, qty=12, unit_price=45),
    ]
    shown = book(sourced(rows))
    assert leaves(shown, "2025-07-31")["quantity_increase"] == (12 * 80, 1)
    assert leaves(shown, "2025-10-31")["list_price_increase"] == (12 * 60, 1)


def test_a_yearly_unit_price_is_a_twelfth_a_month_and_less_than_list_is_a_discount() -> None:
    row = bill(1, "2025-01-01", "2025-01-01", "2026-01-01", 4_320, qty=10, unit_price=480)
    (line,) = lines(sourced([row]), "qty", "list_price")
    assert line == ("2025-01-01", "2026-01-01", 360.0, 10.0, 40.0)
