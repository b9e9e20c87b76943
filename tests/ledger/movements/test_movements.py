"""The identities of `random_histories` hold whatever the policies are."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.random_histories import (
    CUSTOMERS,
    check_pair,
    check_quarters,
    check_segments,
    check_stocks,
    contract_lines,
    customer_tables,
    days,
    few,
    ledger,
    some,
)

pytestmark = pytest.mark.slow
policies = st.fixed_dictionaries(
    {
        "exchange_rate": st.sampled_from(["opening", "closing"]),
        "intra_month_logos": st.sampled_from(["net_out", "count"]),
        "currency_switch": st.sampled_from(["exchange", "drop_and_new"]),
        "hierarchy": st.sampled_from(["dated", "latest"]),
        "escalators": st.sampled_from(["count", "leave_out"]),
        "reactivation_gap_days": st.sampled_from([0, 30]),
    }
)


@st.composite
def switches(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A line that goes on in the other currency, perhaps at another tier or with other seats."""
    before = draw(contract_lines()) | {"line_type": "recurring", "escalator": 0.05}
    day = before["start"] + dt.timedelta(days=draw(st.sampled_from([40, 100])))
    other = "EUR" if before["currency"] == "USD" else "USD"
    after = before | {
        "start": day,
        "end": None,
        "currency": other,
        "tier": draw(st.sampled_from([before["tier"], "pro"])),
        "qty": draw(st.sampled_from([before["qty"], 3])),
    }
    return [before | {"end": day}, after]


@st.composite
def visits(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A line that no snapshot sees."""
    start = draw(days).replace(day=3)
    line = draw(contract_lines()) | {"customer_id": draw(st.sampled_from([*CUSTOMERS, "V"]))}
    return [line | {"start": start, "end": start + dt.timedelta(days=9)}]


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    lines = draw(some(contract_lines()))
    more = draw(st.lists(st.one_of(switches(), visits()), min_size=2, max_size=8))
    return [*lines, *(line for part in more for line in part)]


@few
@given(histories(), customer_tables(), st.sampled_from(["customer", "parent", "product"]), policies)
def test_every_bridge_closes_and_accounts_reconcile(lines, customers, grain, chosen) -> None:
    book = ledger(lines, customers, grain=grain, **chosen)
    bridge, residuals = book.bridge(), book.residuals()
    assert (residuals["residual"].abs() < 1e-6).all()
    assert (residuals["accounts_residual"] == 0).all()
    sign = bridge["leaf"].map({"closing": -1}).fillna(1)
    keys = [bridge["period_kind"], bridge["period_end"], bridge["segment"]]
    assert ((bridge["amount"] * sign).groupby(keys, dropna=False).sum().abs() < 1e-4).all()
    check_segments(bridge)
    check_quarters(bridge)
    check_stocks(book, bridge)
    check_pair(book)
    if chosen["hierarchy"] == "latest":
        assert "transfer" not in set(bridge["leaf"])
