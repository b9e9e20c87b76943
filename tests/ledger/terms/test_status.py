"""Which ends are terms at all, and what every part of opening ARR is."""

from typing import Any

import pytest

from cs_lib.ledger import build
from cs_lib.ledger.terms.renewals import rates
from tests.ledger.histories import day, engagement, line, seats
from tests.ledger.histories import table as table_of
from tests.ledger.periods import YEAR, known, renewals_of, steps, yearly

pytestmark = pytest.mark.slow


def test_every_part_of_opening_arr_is_named() -> None:
    year = renewals_of(YEAR, "2025-12-31", "2026-12-31")
    stock = year.stock.set_index("status")["arr"].to_dict()
    assert stock == {
        "due": 3_500, "moved": 0, "later": 1_000, "late": 0, "rolling": 120, "ended": 0,
        "open": 300,
    }  # fmt: skip
    assert year.stock["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("gone", [1, 6, 10])
def test_g25_yearly_lines_without_an_end_are_not_due_because_some_left(gone: int) -> None:
    """However many leave: the day they left was agreed with nobody."""
    lines = yearly(*["2026-03-01"] * gone, *[None] * (10 - gone))
    found = renewals_of(lines, "2025-12-31", "2026-12-31")
    assert known(found) == (None, None, None)
    stock = found.stock.set_index("status")["arr"]
    assert (stock["ended"], stock["open"], stock["due"]) == (gone * 1_000, 10_000 - gone * 1_000, 0)
    assert steps(found)["elsewhere"] == -gone * 1_000


def test_a_leaver_was_due_where_those_who_stay_have_terms() -> None:
    """Ten yearly lines, nine renewed and one gone: what G25 is with ends that were agreed."""
    again = [row | {"start": "2026-03-01", "end": "2027-03-01"} for row in yearly(*[None] * 9)]
    found = renewals_of([*yearly(*["2026-03-01"] * 10), *again], "2025-12-31", "2026-12-31")
    assert known(found) == (10_000, pytest.approx(0.9), pytest.approx(0.9))


def test_lines_are_judged_by_those_that_are_billed_like_them() -> None:
    """Monthly lines left after a year to the day; no other monthly line has an end."""
    monthly = yearly("2026-03-01", None, None, billing_period="month")
    due = [seats("Y", "2025-05-01", "2026-05-01", 10, 1_000, line_id="y"),
           seats("Y", "2026-05-01", "2027-05-01", 9, 1_000, line_id="z")]  # fmt: skip
    found = renewals_of([*monthly, *due], "2025-12-31", "2026-12-31")
    assert known(found) == (10_000, pytest.approx(0.9), pytest.approx(0.9))
    assert found.stock.set_index("status")["arr"]["ended"] == 1_000


def test_where_terms_cover_less_than_half_of_opening_arr_nothing_is_known() -> None:
    terms = [line("T", "2025-03-01", "2026-03-01", arr=1_000),
             line("T", "2026-03-01", "2027-03-01", arr=1_000)]  # fmt: skip
    for rolling, atr in ((1_000, 1_000), (1_001, None)):
        lines = [*terms, line("R", "2024-01-01", None, arr=rolling, billing_period="month")]
        assert known(renewals_of(lines, "2025-12-31", "2026-12-31"))[0] == atr


def test_lines_of_snapshots_have_no_terms() -> None:
    """Twelve months at one price, then twelve at another: no term ended between them."""
    lines = [
        line("K", "2024-06-01", "2025-06-01", mrr=100, billing_period="month"),
        line("K", "2025-06-01", "2026-06-01", mrr=110, billing_period="month"),
        line("L", "2024-06-01", "2025-12-01", mrr=100, billing_period="month"),
    ]
    book = build(table_of(lines), None, None, engagement=engagement("2026-05-31"),
                 made_of="mrr_snapshots")  # fmt: skip
    found = book.renewals(book.pair(day("2025-05-31"), day("2026-05-31")))
    assert known(found) == (None, None, None)
    assert book.due(day("2026-05-31"), day("2027-05-31")).empty


MONTHLY = [
    line("stays", "2024-05-01", None, mrr=100, line_id="1", billing_period="month"),
    line("left", "2024-05-01", "2026-04-16", mrr=50, line_id="2", billing_period="month"),
    line("grew", "2024-05-01", "2026-06-01", mrr=30, line_id="3", billing_period="month"),
    line("grew", "2026-06-01", None, mrr=40, line_id="3", billing_period="month"),
    seats("term", "2025-03-01", "2026-03-01", 30, 100, line_id="4"),
    seats("term", "2026-03-01", "2027-03-01", 30, 100, line_id="5"),
]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("outside", (3_000, 1.0, 1.0)),
        # All of 3,000 + 1,200 + 600 + 360 is due; 600 are not renewed, 120 are won.
        ("due", (5_160, 4_560 / 5_160, 4_680 / 5_160)),
    ],
)
def test_lines_without_a_term_are_due_where_the_policy_says_so(choice: str, expected: Any) -> None:
    found = renewals_of(MONTHLY, "2025-12-31", "2026-12-31", rolling=choice)
    assert known(found) == pytest.approx(expected)
    assert steps(found)["grr"] == 4_560
    assert rates(found).due == pytest.approx(found.due["arr"].sum())
