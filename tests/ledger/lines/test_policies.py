"""When a line counts: until notice or its end (P02), served unsigned (P14), as known (P22)."""

from typing import Any

import pytest

from cs_lib.ledger import Ledger
from cs_lib.ledger.restated import restatement
from tests.ledger.histories import closings, day, leaves, ledger_of, months_with, seats

pytestmark = pytest.mark.slow

STAYS = seats("S", "2025-01-01", None, 1, 50)


def parts(book: Ledger) -> dict[str, float]:
    """Part of CARR -> amount, where there is any."""
    amounts = book.committed().parts.set_index("part")["amount"]
    return {str(part): amount for part, amount in amounts.items() if amount}


# ---------------------------------------------------------------- P02: notice

NOTICED = [
    STAYS,
    seats("K", "2025-01-01", "2026-01-01", 10, 100, line_id="1", notice_date="2025-09-10"),
]


def test_by_default_churn_counts_when_service_ends() -> None:
    book = ledger_of(NOTICED, "2026-01-31")
    assert months_with(book, "logo_churn") == ["2026-01"]


def test_churn_at_notice_counts_in_the_month_of_notice() -> None:
    book = ledger_of(NOTICED, "2026-01-31", churn_date="notice")
    assert leaves(book, "2025-09-30") == {
        "opening": (1_050, 2),
        "logo_churn": (-1_000, 1),
        "closing": (50, 1),
    }
    assert months_with(book, "logo_churn") == ["2025-09"]


@pytest.mark.parametrize(
    ("churn_date", "arr", "ahead"),
    [("service_end", 1_050, {"notified": -1_000}), ("notice", 50, {})],
)
def test_committed_arr_is_the_same_whenever_churn_counts(churn_date, arr, ahead) -> None:
    book = ledger_of(NOTICED, "2025-10-31", churn_date=churn_date)
    assert (book.committed().arr, parts(book), book.committed().carr) == (arr, ahead, 50)


def test_notice_to_come_has_not_been_given() -> None:
    book = ledger_of(NOTICED, "2025-08-31", churn_date="notice")
    assert (book.committed().arr, parts(book)) == (1_050, {})


def test_an_open_line_ends_by_notice_too() -> None:
    open_ended = seats("K", "2025-01-01", None, 10, 100, notice_date="2025-09-10")
    assert months_with(ledger_of([STAYS, open_ended], "2025-12-31"), "logo_churn") == []
    book = ledger_of([STAYS, open_ended], "2025-12-31", churn_date="notice")
    assert months_with(book, "logo_churn") == ["2025-09"]


def test_notice_that_was_withdrawn_by_a_renewal_ends_nothing() -> None:
    renewed = seats("K", "2026-01-01", None, 10, 100, line_id="2")
    book = ledger_of([*NOTICED, renewed], "2026-01-31", churn_date="notice")
    assert (months_with(book, "logo_churn"), closings(book)["2025-12"]) == ([], 1_050)


def test_notice_on_each_row_of_a_line_ends_it_once() -> None:
    noticed: dict[str, Any] = {"line_id": "1", "notice_date": "2025-05-10"}
    steps = [
        seats("K", "2025-01-01", "2025-07-01", 10, 100, **noticed),
        seats("K", "2025-07-01", "2026-01-01", 10, 110, **noticed),
    ]
    book = ledger_of([STAYS, *steps], "2026-01-31", churn_date="notice")
    assert months_with(book, "logo_churn") == ["2025-05"]
    assert closings(book)["2025-07"] == 50


def test_a_price_per_term_stays_that_of_the_signed_term() -> None:
    whole = {"amount": 2_400, "billing_period": "term", "notice_date": "2025-09-10"}
    line = {"customer_id": "K", "start": "2025-01-01", "end": "2027-01-01", **whole}
    book = ledger_of([line], "2025-10-31", churn_date="notice")
    assert closings(book) == {f"2025-{m:02d}": 1_200 if m < 9 else 0 for m in range(1, 11)}


def test_what_is_due_for_renewal_goes_by_the_signed_end() -> None:
    book = ledger_of(NOTICED, "2025-08-31", churn_date="notice")
    due = book.due(day("2025-08-31"), day("2026-01-31"))
    assert due.loc[due["customer"] == "K", "end"].dt.strftime("%Y-%m-%d").tolist() == ["2026-01-01"]


# ---------------------------------------------------------------- P14: served unsigned


def served(until: str, **fields: Any) -> dict[str, Any]:
    return seats("K", "2025-01-01", "2025-06-20", 10, 100, served_until=until, **fields)


@pytest.mark.parametrize(
    ("days", "until", "gone"),
    [
        (30, "2025-12-15", "2025-07"),  # 20 June + 30 days = 20 July
        (0, "2025-12-15", "2025-06"),
        (3650, "2025-12-15", "2025-12"),
        (30, "2025-07-05", "2025-07"),
        (30, "2025-06-25", "2025-06"),
        (3650, "2025-06-01", "2025-06"),  # service stopped before the end: the end holds
    ],
)
def test_service_beyond_the_end_counts_up_to_the_grace(days, until, gone) -> None:
    book = ledger_of([STAYS, served(until)], "2025-12-31", unsigned_grace_days=days)
    assert months_with(book, "logo_churn") == [gone]


@pytest.mark.parametrize(
    ("as_of", "days", "unsigned"),
    [
        ("2025-05-31", 30, (0, 0)),
        ("2025-06-30", 30, (1, 1_000)),
        ("2025-07-31", 30, (0, 0)),
        ("2025-07-31", 90, (1, 1_000)),
        ("2025-06-30", 0, (0, 0)),
    ],
)
def test_unsigned_arr_is_told(as_of, days, unsigned) -> None:
    book = ledger_of([STAYS, served("2025-12-15")], as_of, unsigned_grace_days=days)
    found = book.memo()["unsigned"]
    assert (found["count"], found["arr"]) == unsigned
    assert book.committed().arr == book.accounts(day(as_of))["arr"].sum()


def test_nothing_is_unsigned_where_the_client_says_nothing() -> None:
    assert ledger_of([STAYS], "2025-06-30").memo()["unsigned"] == {"count": 0, "arr": 0.0}


def test_a_renewal_ends_the_unsigned_time_and_nothing_counts_twice() -> None:
    renewed = seats("K", "2025-07-10", None, 12, 100)
    lines = [STAYS, served("2025-12-15"), renewed]
    book = ledger_of(lines, "2025-12-31", unsigned_grace_days=60)
    assert {month: arr for month, arr in closings(book).items() if month >= "2025-06"} == {
        "2025-06": 1_050, "2025-07": 1_250, "2025-08": 1_250, "2025-09": 1_250,
        "2025-10": 1_250, "2025-11": 1_250, "2025-12": 1_250,
    }  # fmt: skip
    assert leaves(book, "2025-07-31")["quantity_increase"] == (200, 1)
    assert book.memo()["late_renewals"]["count"] == 0


def test_another_product_is_no_renewal() -> None:
    other = seats("K", "2025-06-25", None, 1, 300, product_id="B")
    book = ledger_of([STAYS, served("2025-07-10"), other], "2025-12-31")
    assert closings(book)["2025-06"] == 1_350
    assert leaves(book, "2025-07-31")["product_drop"] == (-1_000, 1)


def test_unsigned_time_is_no_term() -> None:
    line = served("2025-12-15") | {"start": "2024-06-20"}
    book = ledger_of([STAYS, line], "2025-12-31", unsigned_grace_days=3650)
    pair = book.pair(day("2025-05-31"), day("2025-08-31"))
    assert book.renewals(pair).due["end"].dt.strftime("%Y-%m-%d").tolist() == ["2025-06-20"]


# ---------------------------------------------------------------- P22: as known

CORRECTED = [
    STAYS,
    seats(
        "K", "2025-01-01", None, 10, 100, line_id="1",
        recorded_on="2025-01-05", superseded_on="2025-07-12",
    ),
    seats("K", "2025-01-01", "2025-06-01", 10, 100, line_id="1", recorded_on="2025-07-12"),
]  # fmt: skip


def test_by_default_what_holds_now_counts() -> None:
    book = ledger_of(CORRECTED, "2025-06-30")
    assert closings(book)["2025-06"] == 50
    assert months_with(book, "logo_churn") == ["2025-06"]


def test_as_of_counts_what_was_known_on_the_last_day() -> None:
    known = ledger_of(CORRECTED, "2025-06-30", known_at="as_of")
    assert (closings(known)["2025-06"], months_with(known, "logo_churn")) == (1_050, [])
    later = ledger_of(CORRECTED, "2025-07-31", known_at="as_of")
    assert (closings(later)["2025-06"], months_with(later, "logo_churn")) == (50, ["2025-06"])


def test_the_day_of_recording_is_known_and_the_day_of_correction_is_not() -> None:
    one = seats("K", "2025-01-01", None, 1, 10, recorded_on="2025-06-30")
    other = seats("K", "2025-01-01", None, 1, 20, superseded_on="2025-06-30")
    book = ledger_of([one, other], "2025-06-30", known_at="as_of")
    assert closings(book)["2025-06"] == 10


def test_g23_two_views_of_one_table_make_the_restatement() -> None:
    then = ledger_of(CORRECTED, "2025-06-30", known_at="as_of").bridge()
    now = ledger_of(CORRECTED, "2025-07-31", known_at="as_of").bridge()
    rows = restatement(then, now).rows
    months = rows[rows["period_kind"] == "month"]
    told = [
        (f"{end:%Y-%m}", leaf, change)
        for end, leaf, change in zip(
            months["period_end"], months["leaf"], months["change"], strict=True
        )
    ]
    assert told == [("2025-06", "logo_churn", -1_000), ("2025-06", "closing", -1_000)]


# ---------------------------------------------------------------- P14: lines that renew themselves

ITSELF = seats("K", "2024-03-01", "2025-03-01", 10, 100, line_id="1", auto_renew=True)


def kept(*lines: dict[str, Any], **policies: Any) -> float:
    """ARR of July 2025 beyond that of who stays, months after K's end."""
    return closings(ledger_of([STAYS, *lines], "2025-07-31", **policies))["2025-07"] - 50


def test_a_line_that_renews_itself_goes_on_where_nothing_says_stop() -> None:
    assert kept(ITSELF) == 1_000
    assert kept(ITSELF, auto_renewals="end") == 0
    book = ledger_of([STAYS, ITSELF], "2025-07-31")
    found = book.renewals(book.pair(day("2024-12-31"), day("2025-07-31")))
    assert (found.accounts["due"].sum(), found.accounts["renewed"].sum()) == (1_000, 1_000)


@pytest.mark.parametrize(
    "fields",
    [
        {"auto_renew": False},
        {"auto_renew": None},
        {"notice_date": "2025-01-10"},
        {"churn_reason": "price"},
        {"churn_flag": True},
        {"end": "2025-01-20"},  # within a term
        {"end": "2026-03-01", "expected": 1_000},  # still ahead
    ],
)
def test_what_says_stop_ends_the_line(fields: dict[str, Any]) -> None:
    expected = fields.pop("expected", 0)
    assert kept(ITSELF | fields) == expected


def test_who_signed_something_else_has_not_renewed_the_old() -> None:
    other = seats("K", "2025-03-01", "2026-03-01", 2, 100, line_id="2", product_id="B")
    assert kept(ITSELF, other) == 200
