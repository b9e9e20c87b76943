"""Identities that hold for any history, on small random ones.

An example costs most of a second of database set-up, so there are few and each holds up to thirty
lines of six customers, with parents that change and two currencies.
"""

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cs_lib.ledger import MOVEMENTS, Ledger, retention
from tests.ledger.histories import ledger_of

pytestmark = pytest.mark.slow
AS_OF = "2026-03-31"
FIRST = dt.date(2025, 1, 1)
CUSTOMERS = [f"C{i}" for i in range(6)]
FX = [
    {"currency": "USD", "month": month, "rate": round(0.90 + 0.013 * (i % 5), 4)}
    for i, month in enumerate(pd.date_range("2024-12-31", AS_OF, freq="ME"))
]
few = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take minutes
)
fewer = settings(few, max_examples=4)

days = st.integers(0, 460).map(lambda n: FIRST + dt.timedelta(days=n))
money = st.integers(1, 50_000).map(lambda cents: cents / 100)


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


histories = st.lists(contract_lines(), min_size=1, max_size=30)


def ledger(lines: list[dict[str, Any]], customers: list[dict[str, Any]], **settings: Any) -> Ledger:
    return ledger_of(lines, AS_OF, customers=customers, fx=FX, **settings)


def near(found: float, expected: float = 0.0) -> bool:
    return abs(found - expected) < 1e-4


@few
@given(
    histories,
    customer_tables(),
    st.sampled_from(["customer", "parent", "product"]),
    st.sampled_from([1, 4, 7]),
)
def test_every_bridge_closes_and_adds_up(lines, customers, grain, year_start) -> None:
    book = ledger(lines, customers, grain=grain, fiscal_year_start=year_start)
    bridge, residuals = book.bridge(), book.residuals()
    assert (residuals["residual"].abs() < 1e-6).all()
    assert (residuals["accounts_residual"] == 0).all()
    sign = bridge["leaf"].map({"closing": -1}).fillna(1)
    published = (bridge["amount"] * sign).groupby(
        [bridge["period_kind"], bridge["period_end"], bridge["segment"]]
    )
    assert (published.sum().abs() < 1e-4).all()
    check_segments(bridge)
    check_quarters(bridge)
    check_stocks(book, bridge)
    check_pair(book)
    transfers = bridge[(bridge["leaf"] == "transfer") & (bridge["segment"] == "all")]
    assert (transfers["amount"].abs() < 1e-4).all()
    assert grain == "parent" or transfers.empty


def check_segments(bridge: pd.DataFrame) -> None:
    """Segments sum to the total."""
    keys = ["period_kind", "period_end", "leaf"]
    total = bridge[bridge["segment"] == "all"].set_index(keys)[["amount", "accounts"]]
    parts = bridge[bridge["segment"] != "all"].groupby(keys)[["amount", "accounts"]].sum()
    if len(parts):
        gap = total.sub(parts, fill_value=0)
        assert (gap["amount"].abs() < 1e-4).all()
        assert (gap["accounts"] == 0).all()


def check_quarters(bridge: pd.DataFrame) -> None:
    """Four quarters add up to their year, leaf by leaf."""
    moved = bridge[(bridge["segment"] == "all") & ~bridge["leaf"].isin(["opening", "closing"])]
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
        & (bridge["segment"] == "all")
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


@fewer
@given(histories, customer_tables())
def test_arr_is_the_same_at_every_grain(lines, customers) -> None:
    closings = []
    book = ledger(lines, customers)
    for grain in ("customer", "parent", "product"):
        bridge = book.at(grain).bridge(segments=False)
        closings.append(bridge[bridge["leaf"] == "closing"]["amount"].tolist())
    assert closings[0] == closings[1] == closings[2]


def halves(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The line as two, with one seat in the second; without seats, with half the price each."""
    if row["qty"] is not None and row["qty"] > 1 and row["list_price"] is not None:
        return [row | {"qty": row["qty"] - 1}, row | {"qty": 1}]
    priced = [f for f in ("amount", "arr", "list_price") if row[f] is not None]
    half = {f: row[f] / 2 for f in priced} | {"qty": None if row["qty"] is None else row["qty"] / 2}
    half |= {"list_price": row["list_price"]} if row["qty"] is not None else {}
    return [row | half, row | half]


def twin(lines: list[dict[str, Any]], side: str) -> list[dict[str, Any]]:
    return [row | {"customer_id": f"{side} {row['customer_id']}"} for row in lines]


def of_side(bridge: pd.DataFrame, side: str) -> pd.DataFrame:
    """One side's bridge without what is below a cent and touches nobody."""
    rows = bridge[bridge["segment"] == side]
    ends = rows["leaf"].isin(["opening", "closing"])
    seen = (rows["amount"].abs() >= 0.01) | (rows["accounts"] != 0) | ends
    return rows[seen].drop(columns="segment").reset_index(drop=True)


@few
@given(histories, st.sampled_from(["split", "scale"]))
def test_splitting_a_line_changes_nothing_and_scaling_prices_scales(lines, change) -> None:
    """Both histories in one ledger, each a segment of its own."""
    if change == "split":
        factor, other = 1, [part for row in lines for part in halves(row)]
    else:
        factor, prices = 8, ("list_price", "amount", "arr")  # a power of two scales floats exactly
        other = [
            row | {p: None if row[p] is None else row[p] * factor for p in prices} for row in lines
        ]
    both = twin(lines, "base") + twin(other, "changed")
    owners = [
        {"customer_id": f"{side} {customer}", "size": side}
        for side in ("base", "changed")
        for customer in CUSTOMERS
    ]
    bridge = ledger(both, owners).bridge()
    base, changed = of_side(bridge, "base"), of_side(bridge, "changed")
    scaled = (base["amount"] * factor).tolist()
    assert changed["amount"].tolist() == pytest.approx(scaled, abs=1e-3)
    same = ["period_kind", "period_end", "leaf", "accounts"]
    pd.testing.assert_frame_equal(changed[same], base[same])
