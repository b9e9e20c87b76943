"""How many months does a service period cover, and which day is so many months later?"""

from typing import Any

import numpy as np
import pandas as pd

MONTH = 365.25 / 12
"""Days of an average month."""
WEEK = 12 / 52
"""Months of a week: M01 counts 52 weeks to the year."""
DRIFT_DAYS = 3
"""Periods of 28 to 31 days drift from the calendar by up to this much, without any gap."""


def months_of(start: "pd.Series[Any]", end: "pd.Series[Any]") -> "pd.Series[float]":
    """How many months lie between two days?

    Whole ones where the day of the month is the same (or both are the last), or where the days
    come so near to whole months that only the calendar or a "last day" end explains the rest;
    weeks as 12/52; else days of an average month.
    """
    days = (end - start).dt.days.astype("float64")
    whole = (end.dt.year - start.dt.year) * 12 + end.dt.month - start.dt.month
    clipped = end.dt.is_month_end & ((start.dt.day > end.dt.day) | start.dt.is_month_end)
    aligned = ((start.dt.day == end.dt.day) | clipped) & (whole > 0)
    nearest = (days / MONTH).round().clip(lower=1)
    slack = np.where(nearest <= 3, DRIFT_DAYS + 0.5, 2 * DRIFT_DAYS)
    near = (days - nearest * MONTH).abs() <= slack
    weeks = days.isin([7.0, 14.0])
    found = (days / MONTH).mask(weeks, days / 7 * WEEK).mask(near, nearest)
    return found.mask(aligned, whole).astype("float64")


def months_later(start: "pd.Series[Any]", months: "pd.Series[Any] | float") -> "pd.Series[Any]":
    """The same day so many whole months later, or the last of a month that has no such day."""
    count = np.broadcast_to(np.asarray(months, dtype="int64"), len(start))
    target = start.to_numpy().astype("datetime64[M]") + count
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype("int64")
    day = np.minimum(start.dt.day.to_numpy(), length) - 1
    return pd.Series((target.astype("datetime64[D]") + day).astype("datetime64[us]"), start.index)


def place(days: "pd.Series[Any]") -> "pd.Series[float]":
    """Days as months since year 0, each day of a month an equal part of it."""
    month = days.dt.year * 12 + days.dt.month - 1
    found: pd.Series[float] = month + (days.dt.day - 1) / days.dt.days_in_month
    return found
