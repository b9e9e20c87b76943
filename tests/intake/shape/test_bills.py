"""When the next bill is, on dates worked by hand from a calendar."""

import pandas as pd
import pytest

from cs_lib.intake.shape.bills import NO_END, next_bill


@pytest.mark.parametrize(
    ("day", "period", "count", "anchor", "expected"),
    [
        # Billed on the 15th of each month from 15 January.
        ("2025-01-15", "month", 1, None, "2025-01-15"),
        ("2025-04-15", "month", 1, None, "2025-04-15"),
        ("2025-04-16", "month", 1, None, "2025-05-15"),
        # Each three months: 15 January, April, July.
        ("2025-05-01", "month", 3, None, "2025-07-15"),
        # A year is billed at once, whatever ends within it.
        ("2025-04-15", "year", 1, None, "2026-01-15"),
        ("2026-01-16", "year", 2, None, "2027-01-15"),
        # Each two weeks: 15 and 29 January, 12 February.
        ("2025-01-30", "week", 2, None, "2025-02-12"),
        # On the first of the month from February: a part of January is billed before.
        ("2025-01-20", "month", 1, "2025-02-01", "2025-02-01"),
        ("2025-04-15", "month", 1, "2025-02-01", "2025-05-01"),
        # Before the line there is no bill; of no known period each day may have one.
        ("2024-06-01", "month", 1, None, "2025-01-15"),
        ("2025-03-03", "term", 1, None, "2025-03-03"),
    ],
)
def test_the_first_bill_from_a_day_on(day, period, count, anchor, expected) -> None:
    line = {"start": pd.Timestamp("2025-01-15"), "billing_period": period, "billing_count": count}
    first = pd.NaT if anchor is None else pd.Timestamp(anchor)
    assert next_bill(pd.Timestamp(day), line, first) == pd.Timestamp(expected)


def test_what_never_ends_stays_so() -> None:
    line = {"start": pd.Timestamp("2025-01-15"), "billing_period": None, "billing_count": None}
    assert next_bill(NO_END, line, pd.NaT) == NO_END


def test_the_last_day_of_a_month_stands_for_days_that_it_lacks() -> None:
    line = {"start": pd.Timestamp("2025-01-31"), "billing_period": "month", "billing_count": 1}
    assert next_bill(pd.Timestamp("2025-02-02"), line, pd.NaT) == pd.Timestamp("2025-02-28")
    assert next_bill(pd.Timestamp("2025-03-01"), line, pd.NaT) == pd.Timestamp("2025-03-31")
