"""P09: usage beyond what is committed, beside ARR and never in it."""

from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cs_lib.errors import DataError
from cs_lib.ledger.exchange_rates import Rates
from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.time.calendar import Calendar
from cs_lib.ledger.time.dates import day_of

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


def beside(outside: Lazy, arr: float, index: int, calendar: Calendar, rates: Rates) -> UsageBeside:
    """How much usage do the three months up to a snapshot hold, a year?

    `outside` are lines with line_type and currency. A line counts with the share of each month's
    days that it covers: one of a whole month with its amount. Months without usage are 0.
    """
    number = calendar.first_month + index
    months = {
        f"in_{n}": (day_of(calendar.grid.start(n)), day_of(calendar.grid.end(n)) + 1)
        for n in range(number - MONTHS + 1, number + 1)
    }
    first = day_of(calendar.grid.start(number - MONTHS + 1))
    after = day_of(calendar.grid.end(number)) + 1
    usage = outside.filter(
        (nw.col("line_type") == "usage")
        & (nw.col("start_day") < after)
        & (nw.col("end_day") > first)
    )
    covered = usage.with_columns(
        **{
            name: nw.col("value").cast(nw.Float64) * _overlap(*days)
            for name, days in months.items()
        }
    ).group_by("currency")
    sums = [nw.col(name).fill_null(0).sum().cast(nw.Int64) for name in months]
    rows = fetch(covered.agg(nw.len().alias("lines"), *sums), ["currency"])
    shares = [rows[name] / (end - start) for name, (start, end) in months.items()]
    yearly = pd.concat(shares, axis=1).sum(axis=1) / MONTHS
    lines = int(rows["lines"].sum())
    try:
        found = float(rates.convert(yearly, rows["currency"], index).sum())
    except DataError:
        return UsageBeside(arr, None, lines)
    return UsageBeside(arr, found, lines)


def _overlap(first: int, after: int) -> nw.Expr:
    """How many days from `first` to before `after` does the line cover?"""
    start, end, none = (nw.lit(day).cast(nw.Int64) for day in (first, after, 0))
    begun = nw.max_horizontal(nw.col("start_day").cast(nw.Int64), start)
    over = nw.min_horizontal(nw.col("end_day").cast(nw.Int64), end)
    return nw.max_horizontal(over - begun, none)
