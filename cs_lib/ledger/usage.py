"""P09: usage beyond what is committed, beside ARR and never in it."""

from dataclasses import dataclass

import narwhals as nw

from cs_lib.errors import DataError
from cs_lib.ledger.calendar import Calendar
from cs_lib.ledger.dates import day_of, month_start
from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.money import Rates

MONTHS = 3
"""Usage swings from month to month; three are averaged (definitions, P09)."""


@dataclass(frozen=True)
class UsageBeside:
    """`arr` (the closing ARR), `usage` (12 x the trailing average a month), `lines` behind it.

    `usage` is None where an exchange rate is missing that only usage needs.
    """

    arr: float
    usage: float | None
    lines: int

    @property
    def total(self) -> float | None:
        """ARR incl. usage: a figure of its own, in no rate and no bridge."""
        return None if self.usage is None else self.arr + self.usage


def beside(outside: Lazy, arr: float, month: int, calendar: Calendar, rates: Rates) -> UsageBeside:
    """How much usage do the three months up to `month` (a month number) hold, a year?

    `outside` are lines with line_type and currency. A line counts with the share of each month's
    days that it covers: one of a whole month with its amount. Months without usage are 0.
    """
    usage = outside.filter(nw.col("line_type") == "usage")
    months = range(month - MONTHS + 1, month + 1)
    first, after = (day_of(month_start(m)) for m in (months[0], month + 1))
    seen = usage.filter((nw.col("start_day") < after) & (nw.col("end_day") > first))
    days = {f"in_{m}": nw.col("value") * _overlap(m) for m in months}
    by_currency = seen.with_columns(**days).group_by("currency")
    rows = fetch(
        by_currency.agg(
            nw.len().alias("lines"), *[nw.col(c).fill_null(0).sum().cast(nw.Int64) for c in days]
        ),
        ["currency"],
    )
    yearly = sum(
        rows[f"in_{m}"] / (day_of(month_start(m + 1)) - day_of(month_start(m))) for m in months
    )
    rows["value"] = yearly / MONTHS
    at = month - calendar.first_month
    try:
        found = float(rates.convert(rows["value"], rows["currency"], at).sum())
    except DataError:
        return UsageBeside(arr, None, int(rows["lines"].sum()))
    return UsageBeside(arr, found, int(rows["lines"].sum()))


def _overlap(month: int) -> nw.Expr:
    """How many days of this month does the line cover?"""
    first, after = (nw.lit(day_of(month_start(m))).cast(nw.Int64) for m in (month, month + 1))
    start = nw.max_horizontal(nw.col("start_day").cast(nw.Int64), first)
    end = nw.min_horizontal(nw.col("end_day").cast(nw.Int64), after)
    return nw.max_horizontal(end - start, nw.lit(0).cast(nw.Int64))
