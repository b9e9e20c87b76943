"""What the bridge leaves out, so that the client's counts can still be reconciled."""

from typing import Any

import narwhals as nw
import pandas as pd

from cs_lib.errors import DataError
from cs_lib.ledger.exchange_rates import Rates
from cs_lib.ledger.frames import Lazy, distinct, fetch
from cs_lib.ledger.lines import visits
from cs_lib.ledger.time.calendar import Calendar
from cs_lib.ledger.time.dates import day_of

# A one-off or a piece of services has a price, but no annual value.
_ANNUAL = ("usage", "trial", "free")


def intra_month_logos(held: Lazy, calendar: Calendar) -> int:
    """How many customers came and went inside one month, unseen by any snapshot (P03)?

    Counted once per customer and month in which no longer line of the customer is at hand.
    """
    brief = visits.brief(held, calendar).select("customer", nw.col("index").alias("month"))
    brief = distinct(brief, "customer", "month").with_columns(
        month=nw.col("month") + calendar.first_month
    )
    longer = held.filter(nw.col("start_month") < nw.col("end_month")).select(
        "customer", "start_month", "end_month"
    )
    beside = (
        brief.join(longer, on="customer")
        .filter(
            (nw.col("start_month") <= nw.col("month")) & (nw.col("month") <= nw.col("end_month"))
        )
        .select("customer", "month")
        .unique(subset=["customer", "month"])
    )
    return len(
        fetch(brief.join(beside, on=["customer", "month"], how="anti"), ["customer", "month"])
    )


def _last(calendar: Calendar) -> int:
    return calendar.first_month + calendar.last


def held_over(held: Lazy, calendar: Calendar, rates: Rates) -> dict[str, Any]:
    """How many late renewals were held over a month's end, and how much ARR (P01)?"""
    crossed = held.filter(
        (nw.col("ended_month") < nw.col("end_month")) & (nw.col("ended_month") <= _last(calendar))
    ).with_columns(index=nw.col("ended_month") - calendar.first_month)
    by_customer = crossed.group_by("customer", "currency", "index", "end_day").agg(
        nw.col("value").sum().cast(nw.Int64)
    )
    rows = fetch(by_customer, ["customer", "end_day", "currency"])
    arr = rates.convert(rows["value"], rows["currency"], rows["index"]).sum() if len(rows) else 0.0
    return {"count": len(rows[["customer", "end_day"]].drop_duplicates()), "arr": float(arr)}


def unsigned(lines: Lazy | None, calendar: Calendar, rates: Rates) -> dict[str, Any]:
    """How many lines are served on at `as_of` although nothing is signed, and for how much (P14)?

    `lines` as `History.unsigned` has them: count, arr.
    """
    if lines is None:
        return {"count": 0, "arr": 0.0}
    today = day_of(calendar.as_of)
    running = lines.filter((nw.col("signed_end_day") <= today) & (nw.col("end_day") > today))
    summed = running.group_by("currency").agg(
        nw.len().alias("lines"), nw.col("value").sum().cast(nw.Int64)
    )
    rows = fetch(summed, ["currency"])
    arr = float(rates.convert(rows["value"], rows["currency"], calendar.last).sum())
    return {"count": int(rows["lines"].sum()), "arr": arr}


def out_of_scope(outside: Lazy, calendar: Calendar, rates: Rates) -> list[dict[str, Any]]:
    """Which live lines at `as_of` are no recurring revenue (P07-P09)? line_type, lines, arr.

    `arr` is None where an annual value makes no sense (one_off, services) or a rate is missing.
    """
    today = day_of(calendar.as_of)
    live = outside.filter((nw.col("start_day") <= today) & (nw.col("end_day") > today))
    summed = live.group_by("line_type", "currency").agg(
        nw.len().alias("lines"), nw.col("value").fill_null(0).sum().cast(nw.Int64)
    )
    rows = fetch(summed, ["line_type", "currency"])
    return [
        {
            "line_type": str(kind),
            "lines": int(part["lines"].sum()),
            "arr": _annual(str(kind), part, calendar, rates),
        }
        for kind, part in rows.groupby("line_type")
    ]


def _annual(kind: str, part: pd.DataFrame, calendar: Calendar, rates: Rates) -> float | None:
    if kind not in _ANNUAL:
        return None
    try:
        return float(rates.convert(part["value"], part["currency"], calendar.last).sum())
    except DataError:
        return None
