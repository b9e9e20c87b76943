"""Month-end snapshots as contract lines: each expected value worked by hand."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_lib.errors import DataError
from tests.ledger.billing import (
    book,
    lines,
    live,
    snap,
    snapshots,
    told,
)
from tests.ledger.histories import closings, leaves, months_with
from tests.tables.contract import schema

pytestmark = pytest.mark.slow


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
    # L misses March, and one month is a late renewal whatever its length.
    assert [note.rule for note in source.notes] == ["short_gap_held"]
    schema("contracts").validate(source.lines)


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
