"""What a forecast starts from, on three accounts: nothing of a later day is known."""

import pytest

from cs_lib.steps.s01_numbers_review import forecast_basis
from tests.ledger.histories import line
from tests.steps.s01_numbers_review.small_books import opened

pytestmark = pytest.mark.slow

LINES = [
    line("A", "2023-01-01", "2024-01-01", line_id="1", arr=600),
    line("A", "2024-01-01", "2026-01-01", line_id="2", arr=900),
    line("B", "2023-01-01", "2025-07-01", line_id="3", arr=300, notice_date="2025-03-15"),
    line("C", "2023-06-01", "2023-09-01", line_id="4", arr=50),
]
"""A grew by half in 2024; B gave notice in March 2025 for July; C left in September 2023."""


@pytest.fixture(scope="module")
def basis():
    return forecast_basis.of(opened(LINES))


def at(basis, year: int, month: int) -> int:
    calendar = basis.books.main.calendar
    return year * 12 + month - 1 - calendar.first_month


def test_a_year_of_losses_and_gains(basis):
    found = basis.known_at(at(basis, 2024, 6)).accounts.set_index("account")
    assert found.loc["A", ["arr", "before", "lost", "gained"]].tolist() == [900, 600, 0, 300]
    assert found.loc["C", ["arr", "before", "lost", "gained"]].tolist() == [0, 50, 50, 0]


def test_a_notice_is_known_from_its_day_on(basis):
    before, after = (basis.known_at(at(basis, 2025, month)) for month in (2, 3))
    assert before.events.empty
    assert before.terms["arr"].sum() == 1_200
    assert after.events[["month", "amount"]].to_numpy().tolist() == [[4, -300]]
    assert after.terms["arr"].tolist() == [900]


def test_terms_have_their_length_and_the_months_to_their_end(basis):
    terms = basis.known_at(at(basis, 2025, 3)).terms
    assert terms[["first", "length"]].to_numpy().tolist() == [[10, 24]]


def test_the_same_customers_later(basis):
    assert basis.later(at(basis, 2023, 8), at(basis, 2024, 6)) == 1_200


def test_a_short_history_has_no_forecast():
    assert forecast_basis.made(opened([line("A", "2025-01-01", None, arr=10)])) is None
