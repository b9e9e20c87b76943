"""Days as numbers: the same as Python's calendar has them, on both engines of this process."""

import datetime as dt
from collections.abc import Callable

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.time.dates import date_of, dates_of, day_number, day_of

_YEARS = (1, 4, 100, 400, 1600, 1899, 1900, 1970, 1999, 2000, 2023, 2024, 2100, 2400, 9999)
DAYS = [
    dt.date(year, month, day)
    for year in _YEARS
    for month, day in ((1, 1), (2, 28), (3, 1), (6, 30), (12, 31))
] + [dt.date(2000, 2, 29), dt.date(2024, 2, 29)]


def _in_polars(frame: pl.DataFrame) -> Lazy:
    return nw.from_native(frame.lazy())


def _in_duckdb(frame: pl.DataFrame) -> Lazy:
    return nw.from_native(duckdb.connect().from_arrow(frame.to_arrow()))


@pytest.mark.parametrize("opened", [_in_polars, _in_duckdb])
def test_a_day_has_the_number_that_the_calendar_gives_it(
    opened: Callable[[pl.DataFrame], Lazy],
) -> None:
    """Leap years of every kind, centuries among them; a missing date has no number."""
    frame = opened(pl.DataFrame({"date": [*DAYS, None]}))
    told = frame.select("date", day=day_number(nw.col("date"))).collect("polars").to_native()
    found = dict(told.iter_rows())
    assert found == {None: None} | {day: day_of(day) for day in DAYS}
    assert [date_of(found[day]) for day in DAYS] == DAYS


def test_many_numbers_are_the_dates_of_each() -> None:
    column = pd.Series([*(float(day_of(day)) for day in DAYS), None], index=range(5, len(DAYS) + 6))
    found = dates_of(column)
    assert found.dt.date.tolist()[:-1] == DAYS
    assert pd.isna(found.iloc[-1])
    assert (found.index.tolist(), found.dtype) == (column.index.tolist(), "datetime64[us]")
