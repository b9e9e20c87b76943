"""How many months does a service period cover? One reading for the door and the ledger.

A contract names its end on purpose (`annual_price.term_months`); an invoice's period comes out of a
billing system, with ends a day short and months of 28 to 31 days, and is read with that in mind.
"""

from typing import Any

import numpy as np
import pandas as pd

from cs_lib.definitions.annual_price import MONTH, WEEK

DRIFT_DAYS = 3
"""Periods of 28 to 31 days drift from the calendar by up to this much, without any gap."""


def months_of(
    start: "pd.Series[Any]", end: "pd.Series[Any]", line: "pd.Series[Any] | None" = None
) -> "pd.Series[float]":
    """How many months lie between two days?

    Whole ones where the day of the month is the same (or both are the last), or where the days
    come so near to whole months that only the calendar or a "last day" end explains the rest. One
    or two weeks are 12/52 or 24/52, but for those that begin or end with a month where the `line`
    (what names it, by row) is billed so only once. All else is whole months and a part of a month
    by that month's days: half of February is half a month.
    """
    days = (end - start).dt.days.astype("float64")
    whole = (end.dt.year - start.dt.year) * 12 + end.dt.month - start.dt.month
    clipped = end.dt.is_month_end & ((start.dt.day > end.dt.day) | start.dt.is_month_end)
    aligned = ((start.dt.day == end.dt.day) | clipped) & (whole > 0)
    nearest = (days / MONTH).round().clip(lower=1)
    slack = np.where(nearest <= 3, DRIFT_DAYS + 0.5, 2 * DRIFT_DAYS)
    near = (days - nearest * MONTH).abs() <= slack
    weeks = days.isin([7.0, 14.0])
    if line is not None:
        rows = pd.DataFrame({"line": line, "days": days, "start": start})
        again = rows.groupby(["line", "days"])["start"].transform("nunique") > 1
        weeks &= again | ((start.dt.day != 1) & (end.dt.day != 1))
    found = (place(end) - place(start)).mask(weeks, days / 7 * WEEK).mask(near, nearest)
    return found.mask(aligned, whole).astype("float64")


def place(days: "pd.Series[Any]") -> "pd.Series[float]":
    """Days as months since year 0, each day of a month an equal part of it."""
    month = days.dt.year * 12 + days.dt.month - 1
    found: pd.Series[float] = month + (days.dt.day - 1) / days.dt.days_in_month
    return found
