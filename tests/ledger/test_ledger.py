"""The ledger's edges: calendar, segments, missing tables, frames of an engine, wrong questions."""

import duckdb
import narwhals as nw
import pandas as pd
import pytest

from cs_lib import ledger
from cs_lib.engagement.fiscal import MonthGrid
from cs_lib.errors import DataError, UsageError
from cs_lib.ledger import LEAVES, MOVEMENTS, Calendar, retention
from tests.ledger.histories import closings, day, engagement, leaves, ledger_of, line, seats, table


def test_calendar_names_fiscal_periods_by_the_year_they_end_in() -> None:
    may_2024 = 2024 * 12 + 4
    calendar = Calendar.since(may_2024, day("2025-06-30"), MonthGrid(year_start=4))
    assert (calendar.date(0), calendar.last) == (day("2024-04-30"), 14)
    assert [(p.label, p.opening, p.closing) for p in calendar.quarters] == [
        ("2025Q1", 0, 2),  # May and June: the history begins inside it
        ("2025Q2", 2, 5),
        ("2025Q3", 5, 8),
        ("2025Q4", 8, 11),
        ("2026Q1", 11, 14),
    ]
    assert [(p.label, str(p.start), str(p.end)) for p in calendar.years] == [
        ("2025", "2024-04-01", "2025-03-31")
    ]
    assert calendar.months[0].label == "2024-05"


def test_calendar_leaves_out_a_last_quarter_cut_short() -> None:
    calendar = Calendar.since(2025 * 12, day("2025-05-31"))
    assert [p.label for p in calendar.quarters] == ["2025Q1"]
    assert calendar.years == ()


def test_a_date_without_a_snapshot_is_refused() -> None:
    book = ledger_of([line("K", "2025-01-01", None, arr=1)], "2025-03-31")
    with pytest.raises(UsageError, match=r"2025-02-15 is not a snapshot.*2024-12-31 to 2025-03-31"):
        book.accounts(day("2025-02-15"))
    with pytest.raises(UsageError, match="must lie before"):
        book.pair(day("2025-03-31"), day("2025-01-31"))


def test_movements_may_be_asked_for_some_leaves_only() -> None:
    book = ledger_of(
        [
            line("K", "2025-01-01", "2025-02-01", arr=12),
            line("L", "2025-01-01", None, arr=24, product_id="A"),
            line("L", "2025-02-01", None, arr=6, product_id="B"),
        ],
        "2025-03-31",
    )
    whole = book.movements(day("2024-12-31"), day("2025-03-31"))
    assert sorted(whole["leaf"]) == ["logo_churn", "new_logo", "new_logo", "new_product"]
    some = book.movements(day("2024-12-31"), day("2025-03-31"), ["logo_churn"])
    assert some[["account", "amount"]].values.tolist() == [["K", -12.0]]


def test_an_unknown_grain_is_refused() -> None:
    with pytest.raises(
        UsageError, match="unknown grain 'logo'; allowed: parent, customer, product"
    ):
        ledger_of([line("K", "2025-01-01", None, arr=1)], "2025-03-31", grain="logo")


def test_a_history_without_a_live_line_is_empty_not_wrong() -> None:
    book = ledger_of([line("K", "2025-01-01", None, arr=0)], "2025-03-31")
    assert leaves(book, "2025-03-31") == {"opening": (0, 0), "closing": (0, 0)}
    pair = book.pair(day("2025-02-28"), day("2025-03-31"))
    assert retention(pair).grr is None
    assert book.accounts(day("2025-03-31")).empty
    assert book.memo() == {
        "intra_month_logos": 0,
        "late_renewals": {"count": 0, "arr": 0.0},
        "unsigned": {"count": 0, "arr": 0.0},
        "out_of_scope": [],
    }


FX = [
    {"currency": "USD", "month": "2025-01-31", "rate": 0.9},
    {"currency": "USD", "month": "2025-03-31", "rate": 0.8},
]


def test_a_missing_rate_is_refused_with_currency_and_month() -> None:
    with pytest.raises(
        DataError, match=r"fx\.csv, table fx, column rate: no rate for USD in 2025-02"
    ) as found:
        ledger_of([line("K", "2025-01-10", None, arr=1, currency="USD")], "2025-03-31", fx=FX)
    assert len(found.value.problems) == 1


def test_a_foreign_currency_without_a_table_is_refused() -> None:
    with pytest.raises(DataError, match=r"no rate for USD in 2023-04, .* and 12 more months"):
        ledger_of([line("K", "2023-04-01", None, arr=1, currency="USD")], "2025-03-31")


def test_a_rate_is_needed_only_while_something_is_held() -> None:
    lines = [
        line("K", "2025-01-01", None, arr=10),
        line("K", "2025-03-05", None, arr=100, currency="USD"),
    ]
    book = ledger_of(lines, "2025-03-31", fx=FX[1:])
    assert leaves(book, "2025-03-31") == {
        "opening": (10, 1),
        "new_product": (80, 1),
        "closing": (90, 1),
    }
    assert book.pair(day("2025-01-31"), day("2025-03-31")).accounts["v1"].tolist() == [90.0]


def test_segments_come_from_the_customers_and_the_rest_is_unassigned() -> None:
    lines = [line("K", "2025-01-01", None, arr=10), line("L", "2025-01-01", None, arr=20)]
    book = ledger_of(
        lines,
        "2025-01-31",
        customers=[{"customer_id": "K", "name": "Kay", "region": "DACH"}],
        segment_by="region",
    )
    accounts = book.accounts(day("2025-01-31"))
    assert accounts[["account", "name", "segment"]].to_numpy().tolist() == [
        ["K", "Kay", "DACH"],
        ["L", "L", "(unassigned)"],
    ]
    assert leaves(book, "2025-01-31", segment="DACH")["closing"] == (10, 1)


def test_a_parent_takes_the_segment_most_of_its_children_have() -> None:
    children = [("a", "M"), ("b", "S"), ("c", "S"), ("d", "M"), ("e", "S")]
    customers = [{"customer_id": c, "parent_id": "G", "size": s} for c, s in children]
    customers += [
        {"customer_id": "f", "parent_id": "H", "size": "S"},
        {"customer_id": "g", "parent_id": "H", "size": "M"},
    ]
    customers += [
        {"customer_id": "h", "parent_id": "I", "size": "S"},
        {"customer_id": "I", "parent_id": None, "size": "L"},
    ]
    lines = [line(c["customer_id"], "2025-01-01", None, arr=1) for c in customers]
    accounts = ledger_of(lines, "2025-01-31", customers=customers, grain="parent").accounts(
        day("2025-01-31")
    )
    assert dict(zip(accounts["account"], accounts["segment"], strict=True)) == {
        "G": "S",
        "H": "M",
        "I": "L",
    }


def test_accounts_of_a_leaf_are_distinct_within_a_quarter() -> None:
    lines = [
        seats("K", "2025-01-01", "2025-05-01", 10, 100),
        seats("K", "2025-05-01", "2025-06-01", 9, 100),
        seats("K", "2025-06-01", None, 8, 100),
    ]
    found = leaves(ledger_of(lines, "2025-06-30"), "2025-06-30", kind="quarter")
    assert found["quantity_decrease"] == (-200, 1)


def test_an_account_that_leaves_twice_in_a_year_counts_twice() -> None:
    lines = [
        line("K", "2025-01-01", "2025-03-01", arr=10),
        line("K", "2025-06-01", "2025-08-01", arr=10),
        line("L", "2025-01-01", None, arr=1),
    ]
    found = leaves(ledger_of(lines, "2025-12-31"), "2025-12-31", kind="year")
    assert (found["new_logo"], found["reactivation"], found["logo_churn"]) == (
        (11, 2),
        (10, 1),
        (-20, 2),
    )


def test_product_grain_counts_items() -> None:
    lines = [
        line("K", "2025-01-01", None, arr=10, product_id="A"),
        line("K", "2025-01-01", "2025-02-01", arr=5, product_id="B"),
    ]
    book = ledger_of(lines, "2025-02-28", grain="product")
    assert leaves(book, "2025-02-28") == {
        "opening": (15, 2),
        "product_drop": (-5, 1),
        "closing": (10, 1),
    }
    assert book.accounts(day("2025-02-28"))["account"].tolist() == ["K / A / EUR"]


def test_lazy_frames_of_another_connection_are_taken() -> None:
    rows = [seats("K", "2025-01-01", None, 10, 100), seats("L", "2025-02-01", None, 1, 10)]
    connection = duckdb.connect()
    frames = [
        nw.from_native(connection.from_df(table(part)))
        for part in (rows, [{"customer_id": "K", "size": "S"}])
    ]
    book = ledger.build(frames[0], frames[1], None, engagement=engagement("2025-02-28"))
    assert closings(book) == {"2025-01": 1_000.0, "2025-02": 1_010.0}
    assert leaves(book, "2025-02-28", segment="S")["closing"] == (1_000, 1)


@pytest.mark.slow
def test_the_order_of_rows_and_an_idle_customer_change_nothing() -> None:
    lines = [
        seats(f"C{i % 7}", f"2025-0{i % 6 + 1}-11", None, i + 1, 99.99, product_id=f"P{i % 3}")
        for i in range(40)
    ]
    customers = [{"customer_id": f"C{i}", "size": "SML"[i % 3]} for i in range(7)]
    first = ledger_of(lines, "2025-12-31", customers=customers)
    idle = [{"customer_id": "idle", "size": "S"}]
    second = ledger_of(lines[::-1], "2025-12-31", customers=customers[::-1] + idle)
    start, end = day("2024-12-31"), day("2025-12-31")
    assert len(first.bridge()) > 100
    for ask in (
        lambda book: book.bridge(),
        lambda book: book.movements(start, end),
        lambda book: book.accounts(end),
        lambda book: book.pair(day("2025-03-31"), end).accounts,
    ):
        pd.testing.assert_frame_equal(ask(first), ask(second), check_exact=True)


@pytest.mark.slow
def test_another_grain_of_the_same_history_is_as_if_built_anew() -> None:
    lines = [seats("a", "2025-01-01", None, 10, 100), seats("b", "2025-02-01", "2025-03-01", 1, 10)]
    customers = [{"customer_id": c, "parent_id": "G", "size": "S"} for c in "ab"]
    first = ledger_of(lines, "2025-03-31", customers=customers)
    again = first.at("parent")
    anew = ledger_of(lines, "2025-03-31", customers=customers, grain="parent")
    pd.testing.assert_frame_equal(again.bridge(), anew.bridge(), check_exact=True)
    assert first.at("customer") is first
    with pytest.raises(UsageError, match="unknown grain"):
        first.at("logo")


def test_many_pairs_at_once_are_the_pairs_one_by_one() -> None:
    lines = [
        seats("a", "2025-01-01", "2025-03-01", 10, 100),
        seats("a", "2025-03-01", None, 8, 110),
        seats("b", "2025-02-01", "2025-03-01", 1, 10),
        seats("c", "2025-03-01", None, 1, 10),
    ]
    book = ledger_of(lines, "2025-03-31")
    spans = [(day("2025-01-31"), day("2025-03-31")), (day("2025-02-28"), day("2025-03-31"))]
    for together, (opening, closing) in zip(book.pairs(spans), spans, strict=True):
        alone = book.pair(opening, closing)
        assert (together.opening, together.closing) == (alone.opening, alone.closing)
        pd.testing.assert_frame_equal(together.accounts, alone.accounts, check_exact=True)
        pd.testing.assert_frame_equal(together.items, alone.items, check_exact=True)


def test_every_leaf_of_a_bridge_stands_in_the_register() -> None:
    assert set(MOVEMENTS) | {"opening", "fx", "closing"} == set(LEAVES)
    assert LEAVES["win_back"].rollup == "new"
