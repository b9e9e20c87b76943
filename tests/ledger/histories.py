"""Small histories in a readable notation, and the ledger they make."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pandas as pd

from cs_lib import ledger
from cs_lib.engagement import Engagement

DATES = (
    "start", "end", "signed_on", "notice_date", "served_until", "recorded_on", "superseded_on",
    "paused_from", "paused_to", "parent_from", "parent_to", "month",
)  # fmt: skip


def line(customer: str, start: str, end: str | None, **fields: Any) -> dict[str, Any]:
    """One contract line; prices are a year's unless `billing_period` says otherwise."""
    return {"customer_id": customer, "start": start, "end": end, "billing_period": "year"} | fields


def seats(
    customer: str, start: str, end: str | None, qty: float, price: float, **fields: Any
) -> dict[str, Any]:
    """A line of product A (unless named) with seats, a list price and perhaps a discount."""
    return line(
        customer, start, end, **{"product_id": "A", "qty": qty, "list_price": price} | fields
    )


def table(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows))
    return frame.assign(**{c: pd.to_datetime(frame[c]) for c in DATES if c in frame})


def engagement(
    as_of: str,
    currency: str = "EUR",
    fiscal_year_start: int = 1,
    product_map: dict[str, str] | None = None,
    fiscal_week: dict[str, str] | None = None,
    **policies: Any,
) -> Engagement:
    return Engagement(
        client="Example",
        as_of=dt.date.fromisoformat(as_of),
        currency=currency,
        fiscal_year_start=fiscal_year_start,
        fiscal_week=fiscal_week,
        tables={"contracts": "contracts.csv", "fx": "fx.csv"},
        policies=policies,
        product_map=product_map or {},
    )


def ledger_of(
    lines: Iterable[dict[str, Any]],
    as_of: str,
    *,
    customers: Iterable[dict[str, Any]] | None = None,
    fx: Iterable[dict[str, Any]] | None = None,
    grain: str = "customer",
    **settings: Any,
) -> ledger.Ledger:
    return ledger.build(
        table(lines),
        None if customers is None else table(customers),
        None if fx is None else table(fx),
        engagement=engagement(as_of, **settings),
        grain=grain,
    )


def leaves(
    book: ledger.Ledger, end: str, kind: str = "month", segment: str | None = None
) -> dict[str, tuple[float, int]]:
    """leaf -> (amount in cents' precision, accounts) of the period that ends on `end`.

    Of the whole company, or of one segment.
    """
    rows = book.bridge()
    scope = rows["segment"].isna() if segment is None else rows["segment"] == segment
    rows = rows[(rows["period_kind"] == kind) & (rows["period_end"] == end) & scope]
    found = zip(rows["leaf"], rows["amount"].round(2), rows["accounts"], strict=True)
    return {leaf: (amount, accounts) for leaf, amount, accounts in found}


def months_with(book: ledger.Ledger, leaf: str) -> list[str]:
    """The months ("2025-03") in which the leaf occurs."""
    rows = book.bridge(segments=False)
    rows = rows[(rows["period_kind"] == "month") & (rows["leaf"] == leaf)]
    return [f"{end:%Y-%m}" for end in rows["period_end"]]


def closings(book: ledger.Ledger) -> dict[str, float]:
    """Month -> closing ARR."""
    rows = book.bridge(segments=False)
    rows = rows[(rows["period_kind"] == "month") & (rows["leaf"] == "closing")]
    return {
        f"{end:%Y-%m}": amount
        for end, amount in zip(rows["period_end"], rows["amount"], strict=True)
    }


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
