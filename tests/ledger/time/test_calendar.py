"""Fiscal years of weeks, held against calendars that were published.

The 4-5-4 calendar of the National Retail Federation: years of Saturdays nearest to 31 January, of
53 weeks in 2012, 2017 and 2023 (named there by the year they start in). Apple's fiscal years end
on the last Saturday of September (annual reports): 2017 and 2023 had 53 weeks.
"""

import datetime as dt
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pytest

from cs_lib.engagement.fiscal import FiscalWeek, Grid, grid
from cs_lib.errors import UsageError
from cs_lib.ledger import Calendar
from cs_lib.ledger.time.periods import months_of, moved, numbered
from tests.ledger.histories import day

RETAIL = grid("4-5-4", 2, FiscalWeek(ends_on="saturday", rule="nearest"))
APPLE = grid("4-4-5", 10, FiscalWeek(ends_on="saturday", rule="last"))


def _year_end(periods: Grid, nominal: str) -> str:
    """The end of the fiscal year whose last month, by name, holds `nominal`."""
    month = day(nominal)
    return str(periods.end(month.year * 12 + month.month - 1))


@pytest.mark.parametrize(
    ("nominal", "end"),
    [
        ("2012-01-31", "2012-01-28"),
        ("2013-01-31", "2013-02-02"),  # 53 weeks
        ("2017-01-31", "2017-01-28"),
        ("2018-01-31", "2018-02-03"),  # 53 weeks
        ("2023-01-31", "2023-01-28"),
        ("2024-01-31", "2024-02-03"),  # 53 weeks
        ("2025-01-31", "2025-02-01"),
    ],
)
def test_a_retail_year_ends_on_the_saturday_nearest_to_the_end_of_january(
    nominal: str, end: str
) -> None:
    assert _year_end(RETAIL, nominal) == end


def test_only_the_published_retail_years_have_53_weeks() -> None:
    ends = {year: day(_year_end(RETAIL, f"{year + 1}-01-31")) for year in range(2009, 2026)}
    assert [year for year in range(2010, 2026) if (ends[year] - ends[year - 1]).days == 371] == [
        2012, 2017, 2023,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "end"),
    [
        (2016, "2016-09-24"), (2017, "2017-09-30"), (2018, "2018-09-29"), (2022, "2022-09-24"),
        (2023, "2023-09-30"), (2024, "2024-09-28"),
    ],
)  # fmt: skip
def test_a_year_may_end_on_the_last_such_day_of_its_month(year: int, end: str) -> None:
    assert _year_end(APPLE, f"{year}-09-30") == end


PUBLISHED = [
    "2023-02-25", "2023-04-01", "2023-04-29", "2023-05-27", "2023-07-01", "2023-07-29",
    "2023-08-26", "2023-09-30", "2023-10-28", "2023-11-25", "2023-12-30", "2024-02-03",
    "2024-03-02", "2024-04-06", "2024-05-04", "2024-06-01", "2024-07-06", "2024-08-03",
    "2024-08-31", "2024-10-05", "2024-11-02", "2024-11-30", "2025-01-04", "2025-02-01",
]  # fmt: skip


def test_the_periods_of_two_retail_years_are_the_published_ones() -> None:
    """4-5-4 weeks a quarter; the 53rd week of 2023 is in January, the year's last period."""
    calendar = Calendar(2023 * 12, day("2025-02-01"), RETAIL)
    assert [str(calendar.date(index)) for index in range(1, calendar.last + 1)] == PUBLISHED
    assert [(p.label, str(p.start), str(p.end)) for p in calendar.years] == [
        ("2024", "2023-01-29", "2024-02-03"),  # by the year they end in, as every fiscal year here
        ("2025", "2024-02-04", "2025-02-01"),
    ]
    assert [(p.label, str(p.end)) for p in calendar.quarters[:4]] == [
        ("2024Q1", "2023-04-29"), ("2024Q2", "2023-07-29"), ("2024Q3", "2023-10-28"),
        ("2024Q4", "2024-02-03"),
    ]  # fmt: skip
    assert [p.label for p in calendar.months[:2]] == ["2024P01", "2024P02"]


def test_month_ends_are_no_snapshots_of_fiscal_weeks() -> None:
    calendar = Calendar(2023 * 12, day("2024-02-03"), RETAIL)
    assert calendar.index(day("2023-04-01")) == 2
    with pytest.raises(UsageError, match=r"2023-03-31 is not a snapshot.*fiscal period ends from"):
        calendar.index(day("2023-03-31"))


@pytest.mark.parametrize(("pattern", "weeks"), [("4-4-5", (4, 4, 5)), ("5-4-4", (5, 4, 4))])
def test_the_pattern_cuts_every_quarter_alike(pattern: str, weeks: tuple[int, ...]) -> None:
    periods = grid(pattern, 2, FiscalWeek(ends_on="saturday", rule="nearest"))
    first = 2024 * 12 + 1  # the fiscal February of 2024 opens a year of 52 weeks
    lengths = [(periods.end(n) - periods.end(n - 1)).days // 7 for n in range(first, first + 12)]
    assert lengths == [*weeks] * 4


@pytest.mark.parametrize("start", [1, 2, 3, 10, 12])
@pytest.mark.parametrize("rule", ["last", "nearest"])
def test_engine_and_dates_agree_on_every_day(start: int, rule: Any) -> None:
    """Also on the calendar month of a day, and on the period three calendar months later."""
    periods = grid("4-4-5", start, FiscalWeek(ends_on="saturday", rule=rule))
    days = pd.date_range("2015-12-20", "2029-01-10")
    rows = nw.from_native(duckdb.connect().from_df(pd.DataFrame({"at": days})))
    told = numbered(rows.with_columns(nw.col("at").cast(nw.Date)), periods, period="at")
    told = told.with_columns(
        day=(nw.col("at") - dt.date(1970, 1, 1)).cast(nw.Int64), three=nw.lit(3)
    )
    told = moved(told, periods, "later", "day", "period", "three")
    found = months_of(told, periods, month=("day", "period")).collect("pandas").to_native()
    found = found.sort_values("at")
    assert list(found["period"]) == [periods.number(d.date()) for d in days]
    assert list(found["month"]) == [d.year * 12 + d.month - 1 for d in days]
    assert list(found["later"]) == [
        periods.number((d + pd.DateOffset(months=3)).date()) for d in days
    ]


def test_a_missing_date_lies_in_no_period() -> None:
    rows = nw.from_native(duckdb.connect().sql("select null::date as at"))
    assert numbered(rows, RETAIL, period="at").collect("pandas")["period"].is_null().all()
