"""Service periods of invoices, counted in months by hand."""

import pandas as pd
import pytest

from cs_lib.definitions.service_months import months_of


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2025-01-01", "2025-02-01", 1),
        ("2025-01-31", "2025-04-30", 3),  # both the last of their month
        ("2025-01-01", "2025-01-31", 1),  # the end names the last day of service
        ("2025-01-15", "2026-01-14", 12),
        ("2025-01-06", "2025-01-13", 12 / 52),
        ("2025-01-01", "2025-01-11", 10 / 31),
        ("2026-02-10", "2026-02-20", 10 / 28),
        ("2026-01-15", "2026-03-01", 1 + 17 / 31),
        ("2026-01-25", "2026-02-08", 14 / 7 * 12 / 52),
    ],
)
def test_months_of_a_service_period(start: str, end: str, months: float) -> None:
    found = months_of(pd.Series([pd.Timestamp(start)]), pd.Series([pd.Timestamp(end)]))
    assert found[0] == pytest.approx(months)


def test_two_weeks_are_a_part_of_a_month_where_the_line_is_not_billed_by_weeks() -> None:
    """Half of February is half a month; fourteen days billed again and again are 24/52."""
    starts = ["2026-02-15", "2026-02-01", "2026-02-15", "2026-03-01"]
    start = pd.Series(pd.to_datetime(starts))
    found = months_of(start, start + pd.Timedelta(days=14), pd.Series(["A", "B", "B", "B"]))
    assert found.tolist() == pytest.approx([0.5, *[24 / 52] * 3])
