"""The hours of the year with customers who pay."""

from cs_lib.steps.s02_as_is import activity
from tests.steps.s02_as_is.builders import activities, books, intake

ROWS = activities(
    ("2025-06-01", "A", "P1", "renewal", None, 90), ("2024-12-31", "A", "P1", "renewal", None, 60),
    ("2026-01-01", "A", "P1", "renewal", None, 60), ("2025-06-01", "Z", "P1", "renewal", None, 60),
    ("2025-06-01", "C", "P3", "nurturing", None, None),
)  # fmt: skip


def test_one_row_is_of_the_year_timed_and_of_a_customer() -> None:
    found = activity.logged(books(), intake(activities=ROWS))
    assert found[["customer_id", "segment", "hours"]].to_numpy().tolist() == [["A", "Large", 1.5]]


def test_without_a_log_there_are_no_rows() -> None:
    assert activity.logged(books(), intake()).empty
