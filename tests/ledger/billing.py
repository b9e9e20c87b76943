"""Small histories of invoices and snapshots, and the contract lines they make."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from cs_lib import ledger
from cs_lib.engagement import Engagement
from cs_lib.ledger.sources import Sourced, from_invoices, from_snapshots
from cs_lib.tables import TABLES
from cs_lib.tables.spec import DTYPES
from tests.ledger.histories import closings


def table(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows as they come from behind the door: every column of the contract, typed."""
    frame = pd.DataFrame(list(rows)).reindex(columns=list(TABLES[name].column_names))
    return frame.astype({column.name: DTYPES[column.type] for column in TABLES[name].columns})


def engagement(as_of: str, table: str = "invoices", **policies: Any) -> Engagement:
    return Engagement(
        client="Example",
        as_of=dt.date.fromisoformat(as_of),
        currency="EUR",
        tables={table: f"{table}.csv"},
        policies=policies,
    )


def bill(
    number: int, issued: str, start: str | None, end: str | None, amount: float, **fields: Any
) -> dict[str, Any]:
    """One invoice line of customer K and product A, unless named otherwise."""
    plain = {"customer_id": "K", "product_id": "A", "invoice_id": f"I{number:04d}"}
    return plain | {
        "issued": issued,
        "service_start": start,
        "service_end": end,
        "amount": amount,
        **fields,
    }


def months(first: int, count: int, amount: float, **fields: Any) -> list[dict[str, Any]]:
    """Invoices for `count` calendar months of 2025, from month `first`."""
    days = [f"{2025 + (m - 1) // 12}-{(m - 1) % 12 + 1:02d}-01" for m in range(first, 99)]
    return [bill(first + n, days[n], days[n], days[n + 1], amount, **fields) for n in range(count)]


def sourced(rows: Iterable[dict[str, Any]], as_of: str = "2025-12-31", **policies: Any) -> Sourced:
    return from_invoices(table("invoices", rows), engagement(as_of, **policies))


def lines(source: Sourced, *extra: str) -> list[tuple[Any, ...]]:
    """(start, end, mrr, ...) of every line in scope."""
    frame = source.lines[source.lines["line_type"] == "recurring"]
    found = []
    for row in frame.itertuples():
        more = (getattr(row, name) for name in extra)
        found.append((f"{row.start:%Y-%m-%d}", f"{row.end:%Y-%m-%d}", round(row.mrr, 2), *more))
    return found


def told(source: Sourced) -> dict[str, tuple[int, float, str]]:
    return {
        row["rule"]: (row["rows"], round(row["amount"], 2), row["action"])
        for row in source.quality.to_dict("records")
    }


def book(source: Sourced, as_of: str = "2025-12-31", **policies: Any) -> ledger.Ledger:
    return ledger.build(source.lines, None, None, engagement=engagement(as_of, **policies))


def live(frame: pd.DataFrame, ends: pd.DatetimeIndex) -> dict[Any, float]:
    """(month end, customer, product) -> MRR of the lines live that day."""
    days = frame.merge(ends.to_frame(name="day"), how="cross")
    there = days[(days["start"] <= days["day"]) & (days["end"] > days["day"])]
    keys = [there["day"], there["customer_id"], there["product_id"].fillna("")]
    return there.groupby(keys)["mrr"].sum().to_dict()


def snap(customer: str, month: str, mrr: float, **fields: Any) -> dict[str, Any]:
    end = pd.Timestamp(month) + pd.offsets.MonthEnd(0)
    return {"customer_id": customer, "month": end, "mrr": mrr} | fields


def snapshots(rows: Iterable[dict[str, Any]], as_of: str, **policies: Any) -> Sourced:
    return from_snapshots(
        table("mrr_snapshots", rows), engagement(as_of, "mrr_snapshots", **policies)
    )


terms = st.tuples(
    st.sampled_from("KLMNOPQR"),
    st.sampled_from("AB"),
    st.integers(0, 23),  # first month since January 2023
    st.integers(1, 4),  # periods
    st.sampled_from([1, 3, 12]),  # months in a period
    st.integers(1, 40).map(lambda n: n * 12.0),  # MRR
)


def _month(number: int) -> str:
    return f"{2023 + number // 12}-{number % 12 + 1:02d}-01"


def apart(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """One term at a time for a customer and product: overlapping ones are two contracts."""
    kept: list[tuple[Any, ...]] = []
    for term in found:
        start, end = term[2], term[2] + term[3] * term[4]
        if all(t[:2] != term[:2] or t[2] >= end or t[2] + t[3] * t[4] <= start for t in kept):
            kept.append(term)
    return kept


def both(found: list[Any], late: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The contracts of these terms, and their invoices, issued `late` months into service."""
    contracts = [
        {"customer_id": c, "product_id": p, "mrr": mrr, "start": _month(at)}
        | {"end": _month(at + count * size)}
        for c, p, at, count, size, mrr in found
    ]
    invoices = [
        bill(0, _month(first + late), _month(first), _month(first + size), mrr * size)
        | {"customer_id": c, "product_id": p, "invoice_id": f"{c}{p}{first}"}
        for c, p, at, count, size, mrr in found
        for first in range(at, at + count * size, size)
    ]
    return table("contracts", contracts), table("invoices", invoices)


Rows = list[dict[str, Any]]


def arr(rows: Rows, as_of: str, **policies: Any) -> dict[str, float]:
    return closings(book(sourced(rows, as_of, **policies), as_of, **policies))
