"""Lines below zero are discounts on other lines (P21)."""

from typing import Any

import pytest

from tests.ledger.histories import closings, day, leaves, ledger_of, line, months_with, seats

pytestmark = pytest.mark.slow

RUNS = seats("K", "2025-01-01", None, 10, 100)
OTHER = seats("L", "2025-01-01", None, 1, 50)


def rebate(start: str, end: str | None = None, **fields: Any) -> dict[str, Any]:
    return line("K", start, end, **{"product_id": "A", "amount": -150} | fields)


@pytest.mark.parametrize(
    "price",
    [
        {},
        {"amount": None, "arr": -150},
        {"amount": None, "mrr": -12.5},
        {"amount": None, "qty": 1, "list_price": -150},
        {"amount": None, "qty": -3, "list_price": 50},
        {"amount": 150, "qty": -1},
    ],
)
def test_a_negative_line_is_a_discount_on_its_product(price) -> None:
    book = ledger_of([RUNS, OTHER, rebate("2025-07-01", "2025-10-01", **price)], "2025-12-31")
    assert leaves(book, "2025-07-31") == {
        "opening": (1_050, 2),
        "discount_increase": (-150, 1),
        "closing": (900, 2),
    }
    assert leaves(book, "2025-10-31")["discount_decrease"] == (150, 1)
    assert book.accounts(day("2025-08-31"))["products"].tolist() == [1, 1]


def test_left_out_it_changes_nothing() -> None:
    lines = [RUNS, OTHER, rebate("2025-07-01")]
    book = ledger_of(lines, "2025-12-31", negative_lines="leave_out")
    assert set(closings(book).values()) == {1_050}
    assert months_with(book, "discount_increase") == []


def test_seats_under_a_discount_line_still_have_their_price() -> None:
    lines = [
        seats("K", "2025-01-01", "2025-07-01", 10, 100),
        seats("K", "2025-07-01", None, 12, 100),
        rebate("2025-01-01", None, amount=-200),
    ]
    book = ledger_of(lines, "2025-12-31")
    assert leaves(book, "2025-07-31") == {
        "opening": (800, 1),
        "quantity_increase": (160, 1),  # 2 seats at 100 less 20 %
        "discount_decrease": (40, 1),  # 200 off 1,200 is less than 20 %
        "closing": (1_000, 1),
    }


def test_it_ends_with_the_line_it_lowers_and_nobody_is_left_behind() -> None:
    lines = [OTHER, seats("K", "2025-01-01", "2025-07-01", 10, 100), rebate("2025-01-01")]
    book = ledger_of(lines, "2025-12-31")
    assert leaves(book, "2025-07-31") == {
        "opening": (900, 2),
        "logo_churn": (-850, 1),
        "closing": (50, 1),
    }
    assert book.committed().arr == 50


def test_a_gap_in_the_line_is_one_in_the_discount() -> None:
    lines = [
        seats("K", "2025-01-01", "2025-03-01", 10, 100),
        seats("K", "2025-06-01", None, 10, 100),
        rebate("2025-02-01"),
    ]
    assert list(closings(ledger_of(lines, "2025-07-31")).values()) == [
        1_000, 850, 0, 0, 0, 850, 850,
    ]  # fmt: skip


def test_a_late_renewal_keeps_the_discount_as_well() -> None:
    lines = [
        seats("K", "2025-01-01", "2025-03-20", 10, 100),
        seats("K", "2025-04-10", None, 10, 100),
        rebate("2025-01-01"),
    ]
    assert set(closings(ledger_of(lines, "2025-06-30")).values()) == {850}


def test_a_price_per_term_is_spread_over_the_whole_term() -> None:
    lines = [
        seats("K", "2025-01-01", "2025-07-01", 10, 100),
        rebate("2025-01-01", "2027-01-01", amount=-300, billing_period="term"),
    ]
    assert closings(ledger_of(lines, "2025-12-31"))["2025-03"] == 850


@pytest.mark.parametrize("fields", [{"product_id": "B"}, {"tier": "pro"}, {"product_id": None}])
def test_below_zero_beside_other_lines_is_a_change_of_unknown_cause(fields) -> None:
    book = ledger_of([RUNS, rebate("2025-07-01", "2025-10-01", **fields)], "2025-12-31")
    assert leaves(book, "2025-07-31") == {
        "opening": (1_000, 1),
        "unallocated_decrease": (-150, 1),
        "closing": (850, 1),
    }
    assert leaves(book, "2025-10-31")["unallocated_increase"] == (150, 1)
    pair = book.pair(day("2025-06-30"), day("2025-08-31"))
    assert pair.accounts["unallocated_decrease"].tolist() == [-150]
    assert (
        book.accounts(day("2025-08-31"))["arr"].sum()
        == book.at("product").accounts(day("2025-08-31"))["arr"].sum()
        == 850
    )


@pytest.mark.parametrize(("fields", "before"), [({}, 1_050), ({"customer_id": "nobody"}, 1_050)])
def test_without_any_line_to_lower_it_counts_for_nothing(fields, before) -> None:
    start = "2025-01-01" if fields else "2024-01-01"
    gone = "2024-06-01" if not fields else None
    book = ledger_of([RUNS, OTHER, rebate(start, gone, **fields)], "2025-12-31")
    assert closings(book)["2025-06"] == before
    assert len(book.accounts(day("2025-06-30"))) == 2


def test_what_is_out_of_scope_is_no_discount() -> None:
    lines = [RUNS, rebate("2025-01-01", None, line_type="one_off")]
    book = ledger_of(lines, "2025-06-30")
    assert closings(book)["2025-06"] == 1_000
    assert [found["lines"] for found in book.memo()["out_of_scope"]] == [1]


def test_bridges_close_at_every_grain() -> None:
    lines = [
        RUNS, OTHER, rebate("2025-03-01", "2025-09-01"),
        rebate("2025-02-01", "2025-11-01", product_id="B"),
        seats("K", "2025-04-01", "2025-06-01", 2, 30, product_id="B"),
    ]  # fmt: skip
    for grain in ("customer", "parent", "product"):
        book = ledger_of(lines, "2025-12-31", grain=grain)
        found = book.residuals()
        assert found["residual"].abs().max() < 1e-6
        assert (found["accounts_residual"] == 0).all()


def test_lines_that_come_to_nothing_make_no_customer() -> None:
    """49 a month, less 50 or 49 until July: no customer before that, and never less than one."""
    for lowered in (-50, -49):
        book = ledger_of(
            [
                line("K", "2025-01-01", None, arr=1_200),
                line("D", "2026-01-01", None, arr=588, product_id="pro"),
                line("D", "2026-01-01", "2026-07-01", arr=lowered * 12, product_id="pro"),
            ],
            "2026-08-31",
        )
        assert leaves(book, "2026-01-31") == {"opening": (1_200, 1), "closing": (1_200, 1)}
        assert leaves(book, "2026-07-31") == {
            "opening": (1_200, 1), "new_logo": (588, 1), "closing": (1_788, 2),
        }  # fmt: skip


def test_a_customer_is_lost_when_a_discount_takes_everything() -> None:
    """Lowered by another product's credit to 10, then to less than nothing, then whole again."""
    book = ledger_of(
        [
            line("D", "2025-01-01", None, arr=600, product_id="pro"),
            line("D", "2025-03-01", "2025-06-01", arr=-590, product_id="pro"),
            line("D", "2025-06-01", "2025-12-01", arr=-700, product_id="pro"),
        ],
        "2025-12-31",
    )
    assert leaves(book, "2025-03-31")["closing"] == (10, 1)
    assert leaves(book, "2025-06-30")["logo_churn"] == (-10, 1)
    assert leaves(book, "2025-12-31")["closing"] == (600, 1)
