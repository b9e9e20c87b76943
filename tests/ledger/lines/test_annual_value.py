"""Every form a price may come in, and what it is worth a year."""

from typing import Any

import pytest

from cs_lib import ledger
from cs_lib.errors import DataError
from tests.ledger.histories import closings, day, engagement, leaves, ledger_of, line, seats, table

YEAR = ("2025-01-01", "2026-01-01")
FORMS = [
    ("arr", {"arr": 1_200}, YEAR, 1_200),
    ("mrr", {"mrr": 100}, YEAR, 1_200),
    ("a week", {"amount": 10, "billing_period": "week"}, YEAR, 520),
    ("a month is the default", {"amount": 10, "billing_period": None}, YEAR, 120),
    ("a quarter", {"amount": 10, "billing_period": "quarter"}, YEAR, 40),
    ("half a year", {"amount": 10, "billing_period": "half_year"}, YEAR, 20),
    ("a year", {"amount": 10, "billing_period": "year"}, YEAR, 10),
    (
        "a term of a year",
        {"amount": 1_200, "billing_period": "term"},
        ("2022-06-01", "2023-06-01"),
        1_200,
    ),
    (
        "a term of six months",
        {"amount": 600, "billing_period": "term"},
        ("2022-06-01", "2022-12-01"),
        1_200,
    ),
    (
        "a term of three years",
        {"amount": 3_600, "billing_period": "term"},
        ("2022-06-15", "2025-06-15"),
        1_200,
    ),
    (
        "a term between month ends",
        {"amount": 100, "billing_period": "term"},
        ("2025-01-31", "2025-02-28"),
        1_200,
    ),
    (
        "a term of 73 days",
        {"amount": 100, "billing_period": "term"},
        ("2025-01-15", "2025-03-29"),
        100 * 365.25 / 73,
    ),
    (
        "list price and discount",
        {"qty": 5, "list_price": 10, "discount": 0.2, "billing_period": "month"},
        YEAR,
        480,
    ),
    ("a list price without a quantity", {"list_price": 10, "billing_period": "month"}, YEAR, 120),
    ("arr before mrr", {"arr": 1_000, "mrr": 100, "amount": 5}, YEAR, 1_000),
    ("mrr before amount", {"mrr": 100, "amount": 5}, YEAR, 1_200),
    ("net before list", {"amount": 700, "qty": 10, "list_price": 100}, YEAR, 700),
]


@pytest.fixture(scope="module")
def priced() -> dict[str, float]:
    """Each form's first closing, all in one ledger: a customer and product per form."""
    lines = [line(name, *term, **fields) for name, fields, term, _ in FORMS]
    book = ledger_of(lines, "2025-12-31")
    moves = book.movements(book.calendar.date(0), day("2025-12-31"))
    first = moves[moves["leaf"] == "new_logo"]
    return dict(zip(first["account"], first["amount"], strict=True))


@pytest.mark.parametrize(("name", "expected"), [(form[0], form[3]) for form in FORMS])
def test_price_form(priced: dict[str, float], name: str, expected: float) -> None:
    assert priced[name] == pytest.approx(expected, abs=1e-6)


def test_net_below_list_is_a_discount() -> None:
    lines = [
        line("K", "2025-01-01", "2025-02-01", qty=10, list_price=100, arr=1_000),
        line("K", "2025-02-01", None, qty=10, list_price=110, arr=1_000),
    ]
    book = ledger_of(lines, "2025-02-28")
    moved = book.movements(day("2025-01-31"), day("2025-02-28"))
    assert dict(zip(moved["leaf"], moved["amount"], strict=True)) == {
        "list_price_increase": 100.0,  # 10 x (110 - 100)
        "discount_increase": -100.0,
    }


def test_a_stated_discount_on_a_net_price_gives_the_list_price() -> None:
    lines = [
        line("K", "2025-01-01", "2025-02-01", qty=10, amount=800, discount=0.2),
        line("K", "2025-02-01", None, qty=10, amount=1_000, discount=0.0),
    ]
    moved = ledger_of(lines, "2025-02-28").movements(day("2025-01-31"), day("2025-02-28"))
    assert moved[["leaf", "amount"]].to_numpy().tolist() == [["discount_decrease", 200.0]]


def test_an_open_term_cannot_be_annualised() -> None:
    with pytest.raises(DataError, match="no price that can be annualised, of K") as found:
        ledger_of([line("K", "2025-01-01", None, amount=100, billing_period="term")], "2025-12-31")
    assert found.value.exit_code == 3


def test_a_line_is_live_from_its_start_to_before_its_end() -> None:
    lines = [
        line("to the last day", "2025-01-31", None, arr=1),
        line("the last day is not served", "2025-02-01", "2025-03-31", arr=10),
        line("two whole months", "2025-02-01", "2025-04-01", arr=100),
        line("one day that is a month end", "2025-02-28", "2025-03-01", arr=1_000),
        line("all but the month end", "2025-02-01", "2025-02-28", arr=10_000),
    ]
    assert closings(ledger_of(lines, "2025-04-30")) == {
        "2025-01": 1,
        "2025-02": 1_111,
        "2025-03": 101,
        "2025-04": 1,
    }


def test_the_callers_frames_stay_as_they_are() -> None:
    contracts: Any = table([line("K", "2025-01-01", None, arr=100)])
    before = contracts.copy()
    ledger.build(contracts, None, None, engagement=engagement("2025-01-31")).bridge()
    assert contracts.equals(before)


LARGE = 10**15


def test_amounts_of_ten_to_the_fifteenth_are_exact() -> None:
    """Books in rupiah: what is lost, won and left is told to the last one."""
    book = ledger_of(
        [
            line("A", "2024-01-01", None, arr=LARGE - 1),
            line("B", "2024-01-01", "2025-06-01", arr=LARGE),
            line("B", "2025-06-01", None, arr=LARGE - 7_000),
            line("C", "2024-01-01", "2025-03-01", arr=LARGE + 3),
            line("D", "2025-04-01", None, mrr=LARGE / 8),
            seats("S", "2024-01-01", "2025-01-01", 10_000_000, 10_000_000),
            seats("S", "2025-01-01", None, 12_000_000, 11_000_000, discount=0.1),
        ],
        "2025-12-31",
        currency="IDR",
    )
    rows = book.bridge(segments=False)
    year = rows[(rows["period_kind"] == "year") & (rows["period_end"] == "2025-12-31")]
    assert dict(zip(year["leaf"], year["amount"].tolist(), strict=True)) == {
        "opening": 3 * LARGE + 2 + 10**14,
        "new_logo": LARGE * 3 // 2,
        "quantity_increase": 2 * 10**13,
        "list_price_increase": 12 * 10**12,
        "logo_churn": -LARGE - 3,
        "discount_increase": -132 * 10**11,
        "unallocated_decrease": -7_000,
        "closing": 7 * LARGE // 2 - 7_001 + 1188 * 10**11,
    }


def test_cents_are_exact_beside_ten_to_the_thirteenth() -> None:
    book = ledger_of(
        [
            line("A", "2024-01-01", None, arr=12_345_678_901_234.56),
            line("B", "2024-01-01", None, arr=9.2e12),
        ],
        "2024-12-31",
    )
    found = book.accounts(day("2024-12-31"))["arr"].tolist()
    assert found == [12_345_678_901_234.56, 9_200_000_000_000.0]


def test_beyond_that_the_client_is_told_what_to_do() -> None:
    with pytest.raises(DataError, match="more than can be counted to the cent") as told:
        ledger_of([line("A", "2024-01-01", None, arr=1e17)], "2024-12-31")
    assert "in thousands" in str(told.value)


def test_a_price_that_becomes_a_quantity_has_no_known_cause() -> None:
    """One at 10^9 becomes 10^9 at one: no step of the split would fit."""
    book = ledger_of(
        [seats("A", "2024-01-01", "2025-01-01", 1, 1e9), seats("A", "2025-01-01", None, 1e9, 2)],
        "2025-01-31",
    )
    assert leaves(book, "2025-01-31")["unallocated_increase"] == (1e9, 1)
