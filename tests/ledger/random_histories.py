"""Small random histories, and what must hold of any."""

import datetime as dt
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from cs_lib.ledger import MOVEMENTS, Ledger, retention
from tests.ledger.histories import ledger_of

AS_OF = "2026-03-31"
FIRST = dt.date(2025, 1, 1)
CUSTOMERS = [f"C{i}" for i in range(6)]
FX = [
    {"currency": "USD", "month": month, "rate": round(0.90 + 0.013 * (i % 5), 4)}
    for i, month in enumerate(pd.date_range("2024-12-31", AS_OF, freq="ME"))
]
few = settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take minutes
)
fewer = settings(few, max_examples=2)

days = st.integers(0, 460).map(lambda n: FIRST + dt.timedelta(days=n))
money = st.integers(1, 50_000).map(lambda cents: cents / 100)


def some(lines: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Up to three of them, or so many that they meet each other.

    A ledger costs most of a second whatever it holds, so examples are few, and full.
    """
    return st.lists(lines, min_size=1, max_size=3) | st.lists(lines, min_size=12, max_size=40)


@st.composite
def contract_lines(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(days)
    length = draw(st.sampled_from([None, 0, 9, 20, 31, 59, 90, 181, 365]))
    row: dict[str, Any] = {
        "customer_id": draw(st.sampled_from(CUSTOMERS)),
        "start": start,
        "end": None if length is None else start + dt.timedelta(days=length),
        "product_id": draw(st.sampled_from(["A", "B", None])),
        "family": draw(st.sampled_from([None, None, "core"])),
        "tier": draw(st.sampled_from([None, "basic", "pro"])),
        "currency": draw(st.sampled_from(["EUR", "EUR", "USD"])),
        "line_type": draw(st.sampled_from(["recurring", None, "usage_committed", "one_off"])),
        "billing_period": draw(st.sampled_from(["month", "quarter", "year"])),
        "qty": draw(st.sampled_from([None, 1, 2, 5, 10, 25])),
        "list_price": None, "discount": None, "amount": None, "arr": None,
    }  # fmt: skip
    if draw(st.booleans()):
        return row | {
            "list_price": draw(money),
            "discount": draw(st.sampled_from([None, 0.1, 0.25])),
        }
    return row | {draw(st.sampled_from(["amount", "arr"])): draw(money)}


@st.composite
def customer_tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for customer in CUSTOMERS:
        size = draw(st.sampled_from(["S", "M", None]))
        before, after = (draw(st.sampled_from([None, "G1", "G2", "C0"])) for _ in range(2))
        moved = draw(days)
        common = {"customer_id": customer, "size": size, "name": f"{customer} Ltd"}
        rows.append(common | {"parent_id": before, "parent_from": None, "parent_to": moved})
        rows.append(common | {"parent_id": after, "parent_from": moved, "parent_to": None})
    return rows


def ledger(lines: list[dict[str, Any]], customers: list[dict[str, Any]], **settings: Any) -> Ledger:
    return ledger_of(lines, AS_OF, customers=customers, fx=FX, **settings)


def near(found: float, expected: float = 0.0) -> bool:
    return abs(found - expected) < 1e-4


def check_segments(bridge: pd.DataFrame) -> None:
    """Segments sum to the total."""
    keys = ["period_kind", "period_end", "leaf"]
    total = bridge[bridge["segment"].isna()].set_index(keys)[["amount", "accounts"]]
    parts = bridge[bridge["segment"].notna()].groupby(keys)[["amount", "accounts"]].sum()
    if len(parts):
        gap = total.sub(parts, fill_value=0)
        assert (gap["amount"].abs() < 1e-4).all()
        assert (gap["accounts"] == 0).all()


def check_quarters(bridge: pd.DataFrame) -> None:
    """Four quarters add up to their year, leaf by leaf."""
    moved = bridge[bridge["segment"].isna() & ~bridge["leaf"].isin(["opening", "closing"])]
    years = moved[moved["period_kind"] == "year"]
    for (start, end), year in years.groupby(["period_start", "period_end"]):
        inside = (moved["period_kind"] == "quarter") & moved["period_end"].between(start, end)
        quarters = moved[inside].groupby("leaf")["amount"].sum()
        gap = year.set_index("leaf")["amount"].sub(quarters, fill_value=0)
        assert (gap.abs() < 1e-4).all()


def check_stocks(book: Ledger, bridge: pd.DataFrame) -> None:
    """The list of accounts at a snapshot is what the bridge closes with."""
    closing = bridge[
        (bridge["leaf"] == "closing")
        & (bridge["period_kind"] == "month")
        & bridge["segment"].isna()
    ]
    last = closing.iloc[-1]
    accounts = book.accounts(last["period_end"].date())
    assert accounts["account"].is_unique
    assert len(accounts) == last["accounts"]
    assert near(accounts["arr"].sum(), last["amount"])


def check_pair(book: Ledger) -> None:
    """Leaves explain every account's change, and a finer level never shows a better GRR."""
    pair = book.pair(book.calendar.date(book.calendar.last // 2), book.calendar.as_of)
    accounts = pair.accounts
    explained = accounts[[m for m in MOVEMENTS if m != "transfer"]].sum(axis=1)
    gap = explained - (accounts["v1"] - accounts["v0"])
    assert (gap.abs() < 1e-6).all()
    shares = [retention(pair, level).grr for level in ("component", "product", "account")]
    if shares[0] is not None:
        assert 0 <= shares[0] <= shares[1] + 1e-9 <= shares[2] + 2e-9 <= 1 + 3e-9
