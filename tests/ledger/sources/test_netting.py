"""Credits, refunds and prorations, as each choice counts them: worked by hand."""

import pytest

from tests.ledger.billing import Rows, arr, bill, book, lines, months, sourced, told
from tests.ledger.histories import leaves, months_with

pytestmark = pytest.mark.slow


# --- P04: 310 a month; on 15 January 31 more a month, 17 of January's 31 days: 17.00 -----------

ADDED = [
    bill(0, "2024-12-01", "2024-12-01", "2025-01-01", 310),
    bill(1, "2025-01-01", "2025-01-01", "2025-02-01", 310),
    bill(2, "2025-01-15", "2025-01-15", "2025-02-01", 17),
    bill(3, "2025-02-01", "2025-02-01", "2025-03-01", 341),
]
REMOVED = [
    *ADDED[:2],
    bill(2, "2025-01-15", "2025-01-15", "2025-02-01", -17),
    bill(3, "2025-02-01", "2025-02-01", "2025-03-01", 279),
]


@pytest.mark.parametrize(
    ("rows", "choice", "january", "february"),
    [
        (ADDED, "exclude", 3_720, 4_092),
        (ADDED, "include", 4_092, 4_092),
        (REMOVED, "exclude", 3_720, 3_348),
        (REMOVED, "include", 3_348, 3_348),
    ],
)
def test_p04_a_proration_moves_the_change_into_its_month(
    rows: Rows, choice: str, january: float, february: float
) -> None:
    shown = arr(rows, "2025-02-28", prorations=choice)
    assert shown == {"2024-12": 3_720, "2025-01": january, "2025-02": february}


def test_p04_the_movement_is_that_of_the_month_it_covers() -> None:
    changed = {
        choice: [
            leaves(book(sourced(REMOVED, prorations=choice)), end).get("unallocated_decrease")
            for end in ("2025-01-31", "2025-02-28")
        ]
        for choice in ("exclude", "include")
    }
    assert changed == {"exclude": [None, (-372, 1)], "include": [(-372, 1), None]}


def test_p04_what_became_of_a_proration_is_told() -> None:
    assert told(sourced(ADDED)) == {"proration": (1, 17.0, "dropped")}
    assert told(sourced(ADDED, prorations="include")) == {"proration": (1, 17.0, "kept")}
    assert told(sourced(REMOVED)) == {"proration": (1, -17.0, "dropped")}
    assert told(sourced(REMOVED, prorations="include")) == {"proration": (1, -17.0, "kept")}


def test_p04_a_credited_seat_is_a_deeper_discount_of_the_days_it_covers() -> None:
    """A year of 365 days at 3,650 for 10 seats; 73 days from 1 June give back 73: 1 a day."""
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2026-01-01", 3_650, qty=10, unit_price=365),
        bill(2, "2025-06-01", "2025-06-01", "2025-08-13", -73),
    ]
    assert lines(sourced(rows, prorations="include"), "qty") == [
        ("2025-01-01", "2025-06-01", 304.17, 10.0),
        ("2025-06-01", "2025-08-13", 273.75, 10.0),  # (3,650 - 365) / 12
        ("2025-08-13", "2026-01-01", 304.17, 10.0),
    ]
    assert [line[2] for line in lines(sourced(rows))] == [304.17]


# --- P11: 100 a month, and credits --------------------------------------------------------------

GOODWILL = [*months(1, 3, 100), bill(9, "2025-02-20", None, None, -40)]
TWO_MONTHS = [*months(1, 3, 100), bill(9, "2025-02-20", "2025-01-01", "2025-03-01", -50)]
MIDDLE = [*months(1, 3, 100), bill(9, "2025-02-10", "2025-02-01", "2025-03-01", -40)]


@pytest.mark.parametrize(
    ("rows", "ignore", "net"),
    [
        # For no period: a gift; netted, it is February's.
        (GOODWILL, [1_200, 1_200, 1_200], [1_200, 720, 1_200]),
        # For two months that were billed apart: 25 of each.
        (TWO_MONTHS, [1_200, 1_200, 1_200], [900, 900, 1_200]),
        # For exactly February: its price was 60 whatever the choice.
        (MIDDLE, [1_200, 720, 1_200], [1_200, 720, 1_200]),
    ],
)
def test_p11_a_one_time_credit(rows: Rows, ignore: list[float], net: list[float]) -> None:
    assert list(arr(rows, "2025-03-31", credits="ignore").values()) == ignore
    assert list(arr(rows, "2025-03-31", credits="net").values()) == net


def test_p11_what_became_of_a_credit_is_told() -> None:
    assert told(sourced(GOODWILL)) == {"credit_one_time": (1, -40.0, "dropped")}
    assert told(sourced(GOODWILL, credits="net")) == {
        "credit_netted": (1, -40.0, "kept"),
        "credit_one_time": (1, -40.0, "kept"),
    }
    assert told(sourced(TWO_MONTHS, credits="net")) == {"credit_unmatched": (1, -50.0, "kept")}


def test_p11_a_credit_of_a_whole_invoice_corrects_it_though_it_names_no_period() -> None:
    """100 taken back and billed again as 80; then a month is refunded, which changes nothing."""
    rows = [
        bill(1, "2025-01-01", "2025-01-01", "2025-02-01", 100),
        bill(2, "2025-01-03", None, None, -100),
        bill(3, "2025-01-03", "2025-01-01", "2025-02-01", 80),
        bill(4, "2025-02-01", "2025-02-01", "2025-03-01", 80),
        bill(5, "2025-02-09", None, None, -80),
    ]
    assert lines(sourced(rows)) == [("2025-01-01", "2025-03-01", 80.0)]


def test_p11_a_credit_lowers_no_more_than_was_billed() -> None:
    """More than February is given back for 18 of its days: nothing is left of these."""
    rows = [*months(1, 3, 100), bill(9, "2025-02-20", "2025-02-02", "2025-02-20", -500)]
    source = sourced(rows, credits="net")
    assert lines(source) == [
        ("2025-01-01", "2025-02-02", 100.0),
        ("2025-02-20", "2025-04-01", 100.0),
    ]
    assert told(source)["credited_away"][::2] == (1, "dropped")


def test_p11_a_credit_for_days_that_were_not_billed_is_told() -> None:
    rows = [*months(1, 3, 100), bill(9, "2025-06-20", "2025-06-01", "2025-07-01", -50)]
    for choice in ("ignore", "net"):
        source = sourced(rows, credits=choice)
        assert lines(source) == [("2025-01-01", "2025-04-01", 100.0)]
        assert told(source) == {"credit_without_service": (1, -50.0, "dropped")}


# --- P20: a year from 1 May is given back on 12 June, and nothing follows ----------------------


@pytest.mark.parametrize(
    ("choice", "end", "lost_in"),
    [("service_end", "2026-05-01", []), ("refund_date", "2025-06-12", ["2025-06"])],
)
def test_p20_service_refunded_and_not_renewed_ends(
    choice: str, end: str, lost_in: list[str]
) -> None:
    rows = [
        *months(1, 4, 100),
        bill(5, "2025-05-01", "2025-05-01", "2026-05-01", 1_200),
        bill(6, "2025-06-12", "2025-05-01", "2026-05-01", -1_200),
    ]
    source = sourced(rows, refund_ends=choice)
    assert lines(source) == [("2025-01-01", end, 100.0)]
    assert months_with(book(source), "logo_churn") == lost_in


def test_p20_a_refund_after_the_service_prolongs_nothing() -> None:
    rows = [*months(1, 4, 100), bill(6, "2025-06-12", "2025-04-01", "2025-05-01", -100)]
    for choice in ("service_end", "refund_date"):
        assert lines(sourced(rows, refund_ends=choice)) == [("2025-01-01", "2025-05-01", 100.0)]
