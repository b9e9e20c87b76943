"""Invoices and snapshots as contract lines: each expected value worked by hand."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_lib import engagement as engagements
from cs_lib import intake, ledger
from cs_lib.engagement import Engagement
from cs_lib.errors import DataError
from cs_lib.intake import Intake
from cs_lib.ledger import Period
from cs_lib.ledger.sources import (
    Sourced,
    contract_lines,
    from_invoices,
    from_snapshots,
    reconcile,
)
from cs_lib.ledger.sources.reconciliation import ITEMS
from cs_lib.steps.review.books import Books, open_books
from cs_lib.tables import TABLES
from cs_lib.tables.frames import frame_schema
from cs_lib.tables.spec import DTYPES
from tests.ledger.histories import closings, leaves, months_with


def table(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows as they come from behind the door: every column of the contract, typed."""
    frame = pd.DataFrame(list(rows)).reindex(columns=list(TABLES[name].column_names))
    return frame.astype({column.name: DTYPES[column.type] for column in TABLES[name].columns})


def engagement(as_of: str, table: str = "invoices", **policies: Any) -> Engagement:
    return Engagement(
        client="Example",
        as_of=dt.date.fromisoformat(as_of),
        currency="EUR",
        tables={table: f"{table}.csv"},
        policies=policies,
    )


def bill(
    number: int, issued: str, start: str | None, end: str | None, amount: float, **fields: Any
) -> dict[str, Any]:
    """One invoice line of customer K and product A, unless named otherwise."""
    plain = {"customer_id": "K", "product_id": "A", "invoice_id": f"I{number:04d}"}
    return plain | {
        "issued": issued,
        "service_start": start,
        "service_end": end,
        "amount": amount,
        **fields,
    }


def months(first: int, count: int, amount: float, **fields: Any) -> list[dict[str, Any]]:
    """Invoices for `count` calendar months of 2025, from month `first`."""
    days = [f"{2025 + (m - 1) // 12}-{(m - 1) % 12 + 1:02d}-01" for m in range(first, 99)]
    return [bill(first + n, days[n], days[n], days[n + 1], amount, **fields) for n in range(count)]


def sourced(rows: Iterable[dict[str, Any]], as_of: str = "2025-12-31", **policies: Any) -> Sourced:
    return from_invoices(table("invoices", rows), engagement(as_of, **policies))


def lines(source: Sourced, *extra: str) -> list[tuple[Any, ...]]:
    """(start, end, mrr, ...) of every line in scope."""
    frame = source.lines[source.lines["line_type"] == "recurring"]
    found = []
    for row in frame.itertuples():
        more = (getattr(row, name) for name in extra)
        found.append((f"{row.start:%Y-%m-%d}", f"{row.end:%Y-%m-%d}", round(row.mrr, 2), *more))
    return found


def told(source: Sourced) -> dict[str, tuple[int, float, str]]:
    return {
        row["rule"]: (row["rows"], round(row["amount"], 2), row["action"])
        for row in source.quality.to_dict("records")
    }


def book(source: Sourced, as_of: str = "2025-12-31", **policies: Any) -> ledger.Ledger:
    return ledger.build(source.lines, None, None, engagement=engagement(as_of, **policies))


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
    frame_schema(TABLES["contracts"]).validate(source.lines)


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


def test_a_credit_without_a_period_belongs_to_the_invoice_before_it() -> None:
    rows = [*months(1, 3, 100), bill(9, "2025-02-20", None, None, -40)]
    source = sourced(rows)
    assert lines(source) == [
        ("2025-01-01", "2025-02-01", 100.0),
        ("2025-02-01", "2025-03-01", 60.0),
        ("2025-03-01", "2025-04-01", 100.0),
    ]


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


def test_service_billed_afterwards_is_told() -> None:
    rows = [
        bill(m, f"2025-{m + 1:02d}-02", f"2025-{m:02d}-01", f"2025-{m + 1:02d}-01", 100)
        for m in range(1, 12)
    ]
    assert told(sourced(rows))["billed_in_arrears"] == (11, 1_100.0, "kept")


# --- contracts and the invoices made of them -----------------------------------------------

terms = st.tuples(
    st.sampled_from("KLMNOPQR"),
    st.sampled_from("AB"),
    st.integers(0, 23),  # first month since January 2023
    st.integers(1, 4),  # periods
    st.sampled_from([1, 3, 12]),  # months in a period
    st.integers(1, 40).map(lambda n: n * 12.0),  # MRR
)


def _month(number: int) -> str:
    return f"{2023 + number // 12}-{number % 12 + 1:02d}-01"


def _apart(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """One term at a time for a customer and product: overlapping ones are two contracts."""
    kept: list[tuple[Any, ...]] = []
    for term in found:
        start, end = term[2], term[2] + term[3] * term[4]
        if all(t[:2] != term[:2] or t[2] >= end or t[2] + t[3] * t[4] <= start for t in kept):
            kept.append(term)
    return kept


def _both(found: list[Any], late: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The contracts of these terms, and their invoices, issued `late` months into service."""
    contracts = [
        {"customer_id": c, "product_id": p, "mrr": mrr, "start": _month(at)}
        | {"end": _month(at + count * size)}
        for c, p, at, count, size, mrr in found
    ]
    invoices = [
        bill(0, _month(first + late), _month(first), _month(first + size), mrr * size)
        | {"customer_id": c, "product_id": p, "invoice_id": f"{c}{p}{first}"}
        for c, p, at, count, size, mrr in found
        for first in range(at, at + count * size, size)
    ]
    return table("contracts", contracts), table("invoices", invoices)


def live(frame: pd.DataFrame, ends: pd.DatetimeIndex) -> dict[Any, float]:
    """(month end, customer, product) -> MRR of the lines live that day."""
    days = frame.merge(ends.to_frame(name="day"), how="cross")
    there = days[(days["start"] <= days["day"]) & (days["end"] > days["day"])]
    keys = [there["day"], there["customer_id"], there["product_id"].fillna("")]
    return there.groupby(keys)["mrr"].sum().to_dict()


@given(st.lists(terms, min_size=1, max_size=25).map(_apart), st.integers(0, 4))
@settings(max_examples=12, deadline=None)
def test_contracts_and_their_invoices_are_live_at_the_same_month_ends(
    found: list[Any], late: int
) -> None:
    contracts, invoices = _both(found, late)
    setting = engagement("2026-12-31")
    ours = contract_lines({"contracts": contracts, "invoices": invoices}, setting)
    theirs = contract_lines({"invoices": invoices}, setting)
    assert (ours.table, theirs.table) == ("contracts", "invoices")
    ends = pd.date_range("2023-01-31", "2026-12-31", freq="ME")
    assert live(ours.lines, ends) == live(theirs.lines, ends)


def test_contracts_and_their_invoices_make_the_same_bridge() -> None:
    found = [
        ("K", "A", 0, 3, 12, 120.0),
        ("K", "B", 5, 4, 3, 60.0),
        ("L", "A", 2, 4, 1, 48.0),
        ("L", "A", 14, 4, 3, 24.0),
    ]
    setting = engagement("2025-12-31")
    bridges = [
        ledger.build(contract_lines({name: frame}, setting).lines, None, None, engagement=setting)
        for name, frame in zip(("contracts", "invoices"), _both(found, 1), strict=True)
    ]
    pd.testing.assert_frame_equal(bridges[0].bridge(), bridges[1].bridge())
    assert closings(bridges[0])["2023-03"] == 12 * (120 + 48)


# --- snapshots -----------------------------------------------------------------------------


def snap(customer: str, month: str, mrr: float, **fields: Any) -> dict[str, Any]:
    end = pd.Timestamp(month) + pd.offsets.MonthEnd(0)
    return {"customer_id": customer, "month": end, "mrr": mrr} | fields


def snapshots(rows: Iterable[dict[str, Any]], as_of: str, **policies: Any) -> Sourced:
    return from_snapshots(
        table("mrr_snapshots", rows), engagement(as_of, "mrr_snapshots", **policies)
    )


def test_a_run_of_months_at_one_price_is_one_line() -> None:
    rows = [
        *(snap("K", f"2025-{m:02d}", 100) for m in (1, 2, 3)),
        snap("K", "2025-04", 150),
        snap("K", "2025-04", 10, product_id="B"),
        *(snap("L", f"2025-{m:02d}", 50, currency="USD") for m in (1, 2, 4)),
        snap("M", "2025-01", 0),
    ]
    source = snapshots(rows, "2025-04-30")
    frame = source.lines.fillna({"product_id": ""})
    found = zip(frame.customer_id, frame.product_id, frame.currency, lines(source), strict=True)
    assert list(found) == [
        ("K", "B", "EUR", ("2025-04-01", "2025-05-01", 10.0)),
        ("K", "", "EUR", ("2025-01-01", "2025-04-01", 100.0)),
        ("K", "", "EUR", ("2025-04-01", "2025-05-01", 150.0)),
        ("L", "", "USD", ("2025-01-01", "2025-03-01", 50.0)),
        ("L", "", "USD", ("2025-04-01", "2025-05-01", 50.0)),
    ]
    assert source.notes == ()
    frame_schema(TABLES["contracts"]).validate(source.lines)


def test_a_change_without_a_quantity_stays_unallocated() -> None:
    rows = [snap("K", "2025-01", 100), snap("K", "2025-02", 150)]
    shown = book(snapshots(rows, "2025-02-28"), "2025-02-28")
    assert leaves(shown, "2025-02-28")["unallocated_increase"] == (600, 1)


def test_a_missing_month_is_churn_unless_it_is_as_short_as_a_late_renewal() -> None:
    rows = [snap("L", f"2025-{m:02d}", 7) for m in range(1, 7)]
    march = [*rows, *(snap("K", f"2025-{m:02d}", 100) for m in (1, 2, 4, 5, 6))]
    april = [*rows, *(snap("K", f"2025-{m:02d}", 100) for m in (1, 2, 3, 5, 6))]
    assert months_with(book(snapshots(march, "2025-06-30"), "2025-06-30"), "logo_churn") == [
        "2025-03"
    ]
    short = snapshots(april, "2025-06-30")
    assert months_with(book(short, "2025-06-30"), "logo_churn") == []
    assert told(short) == {"short_gap_held": (1, 100.0, "estimated")}
    assert told(snapshots(april, "2025-06-30", reactivation_gap_days=0)) == {}


def test_what_the_table_lacks_and_has_too_much_of_is_told() -> None:
    rows = [snap("K", "2025-01", 100), snap("K", "2025-03", -5), snap("K", "2025-04", 100)]
    assert told(snapshots(rows, "2025-03-31"))["month_after_as_of"] == (1, 100.0, "dropped")
    quality = snapshots(rows, "2025-03-31").quality.set_index("rule")
    assert quality.loc["month_without_rows", "rows"] == 1
    assert quality.loc["negative_mrr", "amount"] == -5
    with pytest.raises(DataError, match=r"end with 2025-04, and the review is as of 2025-06-30"):
        snapshots(rows, "2025-06-30")


cells = st.dictionaries(
    st.tuples(
        st.sampled_from("KLMNO"),
        st.sampled_from([None, "A", "B"]),
        st.integers(1, 12),
    ),
    st.sampled_from([0.0, 1.0, 1.1, 99.99, 1234.56, 0.01, 1e6]),
    min_size=1,
    max_size=150,
)


def _table_of(found: dict[Any, float]) -> list[dict[str, Any]]:
    full = found | {("last", None, 12): 1.0}
    return [snap(c, f"2025-{m:02d}", mrr, product_id=p) for (c, p, m), mrr in full.items()]


@given(cells)
@settings(max_examples=12, deadline=None)
def test_lines_show_the_table_they_were_made_of(found: dict[Any, float]) -> None:
    rows = _table_of(found)
    given = {(r["month"], r["customer_id"], r["product_id"] or ""): r["mrr"] for r in rows}
    ends = pd.date_range("2025-01-31", "2025-12-31", freq="ME")
    shown = live(snapshots(rows, "2025-12-31").lines, ends)
    assert shown == {key: mrr for key, mrr in given.items() if mrr}


@given(cells)
@settings(max_examples=4, deadline=None)
def test_the_ledger_shows_the_table_it_was_given(found: dict[Any, float]) -> None:
    """At every month end, to the cent; a grace for gaps would hold what the table does not."""
    rows = _table_of(found)
    source = snapshots(rows, "2025-12-31", reactivation_gap_days=0)
    shown = closings(book(source, reactivation_gap_days=0))
    ends = pd.date_range("2025-01-31", "2025-12-31", freq="ME")
    expected = {
        f"{end:%Y-%m}": round(sum(12 * row["mrr"] for row in rows if row["month"] == end), 2)
        for end in ends
    }
    assert {month: shown.get(month, 0.0) for month in expected} == expected


def test_revenue_that_does_not_recur_is_an_error() -> None:
    with pytest.raises(DataError, match=r"no row is recurring revenue.*map line_type"):
        sourced([bill(1, "2025-01-01", None, None, 500, line_type="one_off")])
    with pytest.raises(DataError, match="no row is recurring revenue"):
        snapshots([snap("K", "2025-01", 0)], "2025-01-31")


def test_no_table_of_revenue_is_an_error() -> None:
    with pytest.raises(DataError, match="no table carries revenue"):
        contract_lines({}, engagement("2025-12-31"))


# --- from the file to the books ------------------------------------------------------------

WIDE = """\
customer_id,product_id,currency,2025-01,2025-02,2025-03
K,A,EUR,100,100,120
K,B,EUR,,50,50
K,A,USD,10,10,10
L,,EUR,7,0,7
"""
LONG = """\
customer_id,product_id,currency,month,mrr
K,A,EUR,2025-01,100
K,A,EUR,2025-02-28,100
K,A,EUR,2025-03-15,120
K,B,EUR,2025-02,50
K,B,EUR,2025-03,50
K,A,USD,2025-01,10
K,A,USD,2025-02,10
K,A,USD,2025-03,10
L,,EUR,2025-01,7
L,,EUR,2025-02,0
L,,EUR,2025-03,7
"""
RATES = "currency,month,rate\nUSD,2025-01,0.5\nUSD,2025-02,0.5\nUSD,2025-03,0.5\n"


def opened(folder: Path, as_of: str, **tables: str) -> tuple[Books, Intake]:
    """The books of an engagement with these tables, each given as the text of its file."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    file = folder / "engagement.yml"
    listed = "".join(f"  {name}: {name}.csv\n" for name in tables)
    head = f"client: Example\nas_of: {as_of}\ncurrency: EUR\ntables:\n"
    file.write_text(head + listed, encoding="utf-8")
    setting = engagements.load(file)
    found = intake.load(setting)
    return open_books(setting, found), found


def test_a_wide_sheet_makes_the_books_of_the_long_table(tmp_path: Path) -> None:
    books = {}
    for name, text in (("wide", WIDE), ("long", LONG)):
        (tmp_path / name).mkdir()
        books[name], _ = opened(tmp_path / name, "2025-03-31", mrr_snapshots=text, fx=RATES)
        assert books[name].source.table == "mrr_snapshots"
    wide, long = books["wide"], books["long"]
    pd.testing.assert_frame_equal(wide.source.lines, long.source.lines)
    pd.testing.assert_frame_equal(wide.bridge, long.bridge)
    # 12 x (100 + 10 / 2 + 7); L, gone for the 28 days of February, is held as a late renewal.
    assert closings(wide.main) == {
        "2025-01": 12 * 112.0,
        "2025-02": 12 * 162.0,
        "2025-03": 12 * 182.0,
    }
    assert wide.source.notes[0].rule == "short_gap_held"


def test_books_open_on_invoices_and_contracts_go_first(tmp_path: Path) -> None:
    invoices = (
        "invoice_id,customer_id,issued,amount,service_start,service_end\n"
        "1,K,2025-01-05,1200,2025-01-01,2026-01-01\n2,K,2025-01-07,500,,\n"
    )
    books, _ = opened(tmp_path, "2025-03-31", invoices=invoices)
    assert books.source.table == "invoices"
    assert books.stock(dt.date(2025, 1, 31)) == (1_200 + 6_000, 1)
    assert books.source.quality["rule"].tolist() == ["service_period_estimated"]
    contracts = "customer_id,start,end,mrr\nK,2025-01-01,,75\n"
    books, _ = opened(tmp_path, "2025-03-31", invoices=invoices, contracts=contracts)
    assert books.source.table == "contracts"
    assert books.stock(dt.date(2025, 3, 31)) == (900, 1)
    assert books.source.quality.empty


# --- ARR against billings ------------------------------------------------------------------


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
    contracts, invoices = _both(found, late)
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
