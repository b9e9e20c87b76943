"""P13: a paused line is worth nothing, and its customer is not lost. Worked by hand."""

from typing import Any

import pytest

from cs_lib.ledger import Ledger, retention
from cs_lib.ledger.terms import renewals as renewing
from tests.ledger.histories import closings, day, leaves, ledger_of, months_with, seats

pytestmark = pytest.mark.slow

OTHER = seats("L", "2024-01-01", None, 5, 100)  # 500 a year


def paused(since: str, until: str | None, **fields: Any) -> dict[str, Any]:
    """K's ten seats at 100, paused."""
    dates = {"paused_from": since, "paused_to": until}
    return seats("K", "2025-01-01", None, 10, 100, **dates) | fields


def book_of(*lines: dict[str, Any], as_of: str = "2025-12-31", **more: Any) -> Ledger:
    book = ledger_of([OTHER, *lines], as_of, **more)
    assert (book.residuals()[["residual", "accounts_residual"]].abs() < 1e-6).all(axis=None)
    return book


def test_a_pause_is_headwind_and_its_end_is_no_tailwind() -> None:
    book = book_of(paused("2025-04-01", "2025-07-01"))
    assert leaves(book, "2025-04-30") == {
        "opening": (1_500, 2), "paused": (-1_000, 1), "closing": (500, 2),
    }  # fmt: skip
    assert leaves(book, "2025-07-31") == {
        "opening": (500, 2), "resumed": (1_000, 1), "closing": (1_500, 2),
    }  # fmt: skip
    rows = book.bridge(segments=False).drop_duplicates("leaf").set_index("leaf")["rollup"]
    assert (rows["paused"], rows["resumed"]) == ("headwind", "reactivation")
    assert len(book.accounts(day("2025-05-31"))) == 2


@pytest.mark.parametrize(
    ("policies", "months"),
    [
        ({}, ["2025-04"]),
        ({"pauses": "keep"}, []),
        ({"pause_after_days": 60}, ["2025-04"]),
        ({"pause_after_days": 61}, []),  # April and May are 61 days
    ],
)
def test_a_pause_counts_when_it_is_longer_than_the_limit(policies, months) -> None:
    book = book_of(paused("2025-04-01", "2025-06-01"), **policies)
    assert months_with(book, "paused") == months


def test_without_an_end_a_pause_lasts_as_long_as_the_line() -> None:
    book = book_of(paused("2025-04-10", None, end="2025-09-01"))
    assert closings(book)["2025-04"] == 500
    # What the pause took is not lost again: the logo is.
    assert leaves(book, "2025-09-30") == {
        "opening": (500, 2), "logo_churn": (0, 1), "closing": (500, 1),
    }  # fmt: skip
    assert months_with(book, "resumed") == []


def test_one_of_two_lines_of_an_item_is_paused() -> None:
    beside = seats("K", "2025-01-01", None, 6, 100)
    book = book_of(paused("2025-04-01", "2025-07-01"), beside)
    assert leaves(book, "2025-04-30")["paused"] == (-1_000, 1)
    assert leaves(book, "2025-07-31")["resumed"] == (1_000, 1)
    assert len(leaves(book, "2025-04-30")) == len(leaves(book, "2025-07-31")) == 3


def test_the_paused_one_of_two_lines_ends_without_a_second_loss() -> None:
    beside = seats("K", "2025-01-01", None, 6, 100)
    book = book_of(paused("2025-04-01", None, end="2025-09-01"), beside)
    assert leaves(book, "2025-09-30") == {"opening": (1_100, 2), "closing": (1_100, 2)}
    year = retention(book.pair(day("2025-03-31"), day("2025-12-31")))
    assert (year.opening, year.closing, year.lost_logos) == (2_100, 1_100, 0)


def test_both_lines_of_an_item_end_and_one_was_paused() -> None:
    more = seats("K", "2025-01-01", None, 3, 100)
    ending = seats("K", "2025-01-01", "2025-09-01", 4, 100)
    book = book_of(paused("2025-04-01", None, end="2025-09-01"), ending, more)
    assert leaves(book, "2025-09-30") == {
        "opening": (1_200, 2), "quantity_decrease": (-400, 1), "closing": (800, 2),
    }  # fmt: skip


def test_a_price_that_rises_on_resumption_is_told_apart_from_it() -> None:
    book = book_of(
        paused("2025-04-01", None, end="2025-07-01"),
        seats("K", "2025-07-01", None, 10, 110),
    )
    assert leaves(book, "2025-07-31") == {
        "opening": (500, 2),
        "resumed": (1_000, 1),
        "list_price_increase": (100, 1),
        "closing": (1_600, 2),
    }


def test_a_change_without_quantities_beside_a_pause_keeps_its_own_leaf() -> None:
    unknown = {"qty": None, "list_price": None}
    book = book_of(
        paused("2025-04-01", "2025-07-01", arr=1_000, **unknown),
        seats("K", "2025-01-01", "2025-07-01", 1, 1, arr=200) | unknown,
    )
    assert leaves(book, "2025-07-31") == {
        "opening": (700, 2),
        "resumed": (1_000, 1),
        "unallocated_decrease": (-200, 1),
        "closing": (1_500, 2),
    }


def test_a_paused_product_lets_the_rest_of_the_account_pay() -> None:
    book = book_of(
        paused("2025-04-01", "2025-07-01"), seats("K", "2025-01-01", None, 1, 70, product_id="B")
    )
    assert leaves(book, "2025-04-30")["paused"] == (-1_000, 1)
    product = book.at("product")
    assert leaves(product, "2025-04-30")["closing"] == (570, 3)
    assert (product.residuals()["accounts_residual"] == 0).all()


def test_a_pause_carries_over_a_renewal_of_the_line() -> None:
    first = paused("2025-04-01", "2025-09-01", end="2025-07-01")
    then = paused("2025-04-01", "2025-09-01") | {"start": "2025-07-01"}
    book = book_of(first, then)
    assert (months_with(book, "paused"), months_with(book, "resumed")) == (["2025-04"], ["2025-09"])


def test_retention_of_who_was_paused_at_the_opening() -> None:
    """Back after the opening: a logo of the base, no ARR of it, and no gain on it."""
    book = book_of(paused("2025-04-01", "2025-09-01"))
    pair = book.pair(day("2025-05-31"), day("2025-12-31"))
    found = retention(pair)
    assert (found.opening, found.closing, found.opening_logos) == (500, 500, 2)
    assert (found.grr, found.nrr, found.net_churn) == (1.0, 1.0, 0)
    back = pair.accounts.set_index("account").loc["K"]
    assert (back["status"], back["v0"], back["v1"]) == ("stayed", 0, 1_000)
    assert (back["resumed"], back["tailwind"], back["headwind"]) == (1_000, 0, 0)


def test_what_resumes_hides_no_loss_at_any_level() -> None:
    # At the opening 6 seats pay and 10 are paused; then 4 of the 6 leave and the 10 are back.
    book = book_of(
        paused("2025-04-01", "2025-09-01"),
        seats("K", "2025-01-01", "2025-10-01", 4, 100),
        seats("K", "2025-01-01", None, 2, 100),
    )
    pair = book.pair(day("2025-05-31"), day("2025-12-31"))
    assert [retention(pair, level).grr for level in ("account", "product", "component")] == (
        pytest.approx([700 / 1_100] * 3)
    )
    due = book.renewals(pair)
    assert abs(renewing.bridge_to_grr(due).residual) < 1e-9


def test_a_pause_that_is_over_within_a_pair_leaves_no_trace_in_it() -> None:
    book = book_of(paused("2025-04-01", "2025-07-01"))
    accounts = book.pair(day("2025-03-31"), day("2025-12-31")).accounts
    assert (accounts["paused"].sum(), accounts["resumed"].sum()) == (0, 0)


def test_a_paused_line_is_one_term() -> None:
    line = paused("2025-04-01", "2025-07-01", end="2026-01-01", line_id="1")
    book = book_of(line, as_of="2026-03-31")
    due = book.due(day("2025-02-28"), day("2026-01-31"))
    told = due[["line_id", "arr"]].to_numpy().tolist()
    assert (told, f"{due['start'][0]:%F} {due['end'][0]:%F}") == (
        [["1", 1_000]],
        "2025-01-01 2026-01-01",
    )
    asleep = book.due(day("2025-05-31"), day("2026-01-31"))
    assert asleep["arr"].tolist() == [0]
    rates = renewing.rates(book.renewals(book.pair(day("2025-02-28"), day("2026-02-28"))))
    # nothing took its place, so nobody knows whether the end was agreed
    assert (rates.atr, rates.renewed) == (None, 0)


@pytest.mark.parametrize("line_id", ["1", None])
def test_the_end_of_a_pause_is_a_known_step_of_the_term(line_id) -> None:
    book = book_of(paused("2025-11-01", "2026-02-01", end="2026-06-01", line_id=line_id))
    found = book.committed()
    assert found.arr == closings(book)["2025-12"] == 500
    parts = found.parts.set_index("part")["amount"]
    assert parts["known_expiry"] == (1_000 if line_id else 0)  # steps are known by their line_id


def test_cohorts_keep_a_paused_account_as_a_logo() -> None:
    book = book_of(paused("2025-04-01", "2025-09-01"))
    found = book.cohorts("quarter").set_index(["cohort_end", "age"])
    assert found.loc[("2025-03-31", 1), ["arr", "logos"]].tolist() == [0, 1]
    assert found.loc[("2025-03-31", 3), ["arr", "logos"]].tolist() == [1_000, 1]


def test_accounts_move_between_parents_while_they_are_paused() -> None:
    customers = [
        {"customer_id": "K", "parent_id": "P", "parent_from": None, "parent_to": "2025-05-01"},
        {"customer_id": "K", "parent_id": "Q", "parent_from": "2025-05-01", "parent_to": None},
    ]
    book = book_of(paused("2025-04-01", "2025-09-01"), customers=customers, grain="parent")
    assert leaves(book, "2025-09-30")["resumed"] == (1_000, 1)
    assert book.accounts(day("2025-09-30"))["account"].tolist() == ["L", "Q"]


def test_a_pause_begins_and_ends_in_fiscal_periods_of_weeks() -> None:
    weeks = {
        "fiscal_periods": "4-4-5",
        "fiscal_week": {"ends_on": "saturday", "rule": "nearest"},
        "fiscal_year_start": 2,
    }
    line = paused("2023-03-26", "2023-05-27", start="2023-01-01")
    book = ledger_of([line], "2023-05-27", **weeks)  # the last periods end on 29 April and 27 May
    ends = ("2023-03-25", "2023-04-29", "2023-05-27")
    assert [leaves(book, end)["closing"][0] for end in ends] == [1_000, 0, 1_000]
