"""Days and months as plain integers, the same on every engine.

A day is the number of days since 1970-01-01, a month is 12 x year + month - 1. Wherever the ledger
counts in months it counts snapshot periods, which are fiscal ones where the engagement says so
(`ledger.periods`). Engines differ
in what subtracting two dates gives; integers leave no room for that.
"""

import datetime as dt

import narwhals as nw
import numpy as np
import pandas as pd

_EPOCH = dt.date(1970, 1, 1).toordinal()


def day_number(date: nw.Expr) -> nw.Expr:
    """Days since 1970-01-01 of a date column (proleptic Gregorian calendar)."""
    # Floats hold all of these exactly, and cost one cast in the end.
    past = date.dt.year().cast(nw.Float64) - 1.0
    days = (past * 365.25).floor() - (past / 100.0).floor() + (past / 400.0).floor()
    return (days + date.dt.ordinal_day().cast(nw.Float64) - float(_EPOCH)).cast(nw.Int64)


def first_day(calendar_year: nw.Expr, month: nw.Expr) -> nw.Expr:
    """The day number of the first day of a month (1 to 12) of a year."""
    before_march = (month <= 2).cast(nw.Int64)
    year, months = calendar_year - before_march, month + before_march * 12 - 3
    leap_days = quotient(year, 4) - quotient(year, 100) + quotient(year, 400)
    return year * 365 + leap_days + quotient(months * 153 + 2, 5) - 719468


def quotient(number: nw.Expr, by: float) -> nw.Expr:
    """Floor division; `//` takes an engine ten times as long, for signs that no date has."""
    return (number.cast(nw.Float64) / by).floor().cast(nw.Int64)


def month_number(date: nw.Expr) -> nw.Expr:
    """12 x year + month - 1 of a date column."""
    return date.dt.year().cast(nw.Int64) * 12 + date.dt.month().cast(nw.Int64) - 1


def day_of(date: dt.date) -> int:
    """The day number of one date."""
    return date.toordinal() - _EPOCH


def date_of(day: int) -> dt.date:
    """The date of one day number."""
    return dt.date.fromordinal(day + _EPOCH)


def dates_of(days: "pd.Series[float]") -> "pd.Series[pd.Timestamp]":
    """The dates of a column of day numbers; missing where these are."""
    known = days.notna().to_numpy()
    found = np.full(len(days), np.datetime64("NaT"), dtype="datetime64[us]")
    found[known] = days.to_numpy()[known].astype("int64").astype("datetime64[D]")
    return pd.Series(found, index=days.index)


def month_of(date: dt.date) -> int:
    """The month number of one date."""
    return date.year * 12 + date.month - 1


def month_start(month: int) -> dt.date:
    """The first day of a month number."""
    return dt.date(month // 12, month % 12 + 1, 1)


# Stands for "no end": later than any contract, and still a date.
OPEN_DAY = day_of(dt.date(9999, 12, 31))
OPEN_MONTH = month_of(dt.date(9999, 12, 31))
