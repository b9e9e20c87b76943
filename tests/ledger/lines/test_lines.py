"""For any history and any choice of what counts, books close on what a plain recount finds."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib.ledger import MOVEMENTS, Ledger, retention
from cs_lib.ledger.terms import renewals as renewing
from tests.ledger.histories import ledger_of
from tests.ledger.random_histories import few, some

pytestmark = pytest.mark.slow
AS_OF, FIRST = "2026-03-31", dt.date(2025, 1, 1)
OPENING = dt.date(2025, 6, 30)
days = st.integers(0, 440).map(lambda n: FIRST + dt.timedelta(days=n))
policies = st.fixed_dictionaries(
    {
        "free_to_paid": st.sampled_from(["new", "expansion"]),
        "one_off": st.sampled_from(["exclude", "include"]),
        "usage": st.sampled_from(["separate", "include"]),
        "discounts": st.sampled_from(["net", "list"]),
        "pauses": st.sampled_from(["zero", "zero", "keep"]),
        "pause_after_days": st.sampled_from([0, 30, 90]),
        "reactivation_gap_days": st.just(0),  # a recount of the lines as they stand holds nothing
    }
)
TYPES = (
    "recurring", "recurring", "recurring", "usage_committed", "usage", "one_off", "services",
    "trial", "free",
)  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(days)
    length = draw(st.sampled_from([None, 31, 90, 181, 365]))
    since = draw(st.none() | days)
    pause = draw(st.sampled_from([None, 20, 45, 120]))
    return {
        "customer_id": draw(st.sampled_from(["C0", "C1", "C2", "C3"])),
        "start": start,
        "end": None if length is None else start + dt.timedelta(days=length),
        "line_id": draw(st.sampled_from([None, "1", "2"])),
        "product_id": draw(st.sampled_from(["A", "B"])),
        "tier": draw(st.sampled_from([None, None, "basic", "pro"])),
        "line_type": draw(st.sampled_from(TYPES)),
        "billing_period": "year",
        "qty": draw(st.sampled_from([None, 1, 4, 10])),
        "list_price": draw(st.sampled_from([0, 10, 100, 120])),
        "discount": draw(st.sampled_from([None, 0.25, 0.5, 1.0])),
        "paused_from": since,
        "paused_to": None if None in (since, pause) else since + dt.timedelta(days=pause),
    }


def recounted(rows: list[dict[str, Any]], on: dt.date, chosen: dict[str, Any]) -> float:
    """ARR at `on` out of the lines alone, as the policies are written down."""
    return sum(_worth(row, chosen) for row in rows if _live(row, on, chosen))


def _live(row: dict[str, Any], on: dt.date, chosen: dict[str, Any]) -> bool:
    """Does the line count, and is it worth something on the day?"""
    kinds = {"recurring", "usage_committed"}
    if chosen["usage"] == "include":
        kinds |= {"usage"}
    if chosen["one_off"] == "include" and row["end"] is not None:
        kinds |= {"one_off", "services"}
    end = row["end"] or dt.date.max
    served = row["line_type"] in kinds and row["start"] <= on < end
    if not served or chosen["pauses"] == "keep" or row["paused_from"] is None:
        return served
    until = row["paused_to"] or end
    long = (until - row["paused_from"]).days > chosen["pause_after_days"]
    return not (long and row["paused_from"] <= on < until)


def _worth(row: dict[str, Any], chosen: dict[str, Any]) -> float:
    listed = (row["qty"] or 1) * row["list_price"]
    return listed if chosen["discounts"] == "list" else listed * (1 - (row["discount"] or 0))


@few
@given(some(lines()), policies, st.sampled_from(["customer", "product"]))
def test_the_bridge_closes_on_the_recounted_lines(rows, chosen, grain) -> None:
    book = ledger_of(rows, AS_OF, grain=grain, **chosen)
    bridge, residuals = book.bridge(), book.residuals()
    assert (residuals["residual"].abs() < 1e-6).all()
    assert (residuals["accounts_residual"] == 0).all()
    closing = bridge[(bridge["leaf"] == "closing") & (bridge["period_kind"] == "month")]
    found = dict(zip(closing["period_end"].dt.date, closing["amount"], strict=True))
    assert found == pytest.approx({on: recounted(rows, on, chosen) for on in found}, abs=1e-5)
    if found:
        assert book.committed().arr == pytest.approx(closing["amount"].iloc[-1], abs=1e-5)
        check_accounts(book, bridge)


def check_accounts(book: Ledger, bridge: pd.DataFrame) -> None:
    """Accounts' leaves explain them, losses are capped by levels, and renewals tell the same."""
    counted = bridge[(bridge["leaf"] == "closing") & (bridge["period_kind"] == "month")]
    assert len(book.accounts(book.calendar.as_of)) == counted["accounts"].iloc[-1]
    if book.calendar.date(0) >= OPENING:
        return
    pair = book.pair(OPENING, book.calendar.as_of)
    explained = pair.accounts[[m for m in MOVEMENTS if m != "transfer"]].sum(axis=1)
    assert ((explained - (pair.accounts["v1"] - pair.accounts["v0"])).abs() < 1e-6).all()
    shares = [retention(pair, level).grr for level in ("component", "product", "account")]
    if shares[0] is not None:
        assert -1e-9 <= shares[0] <= shares[1] + 1e-9 <= shares[2] + 2e-9 <= 1 + 3e-9
    if book.grain == "customer":
        assert abs(renewing.bridge_to_grr(book.renewals(pair)).residual) < 1e-9
