"""Identities that hold for any history, on small random ones.

Each holds up to forty lines of six customers, with parents that change and two currencies.
"""

from typing import Any

import pandas as pd
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
    few,
    fewer,
    ledger,
    some,
)

pytestmark = pytest.mark.slow


histories = some(contract_lines())


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
        [bridge["period_kind"], bridge["period_end"], bridge["segment"]], dropna=False
    )
    assert (published.sum().abs() < 1e-4).all()
    check_segments(bridge)
    check_quarters(bridge)
    check_stocks(book, bridge)
    check_pair(book)
    transfers = bridge[(bridge["leaf"] == "transfer") & bridge["segment"].isna()]
    assert (transfers["amount"].abs() < 1e-4).all()
    assert grain == "parent" or transfers.empty


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


def of_side(bridge: pd.DataFrame, side: str, factor: int = 1) -> pd.DataFrame:
    """One side's bridge without what is below a cent, or `factor` cents, and touches nobody."""
    rows = bridge[bridge["segment"] == side]
    ends = rows["leaf"].isin(["opening", "closing"])
    seen = (rows["amount"].abs() >= 0.01 * factor) | (rows["accounts"] != 0) | ends
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
    base, changed = of_side(bridge, "base"), of_side(bridge, "changed", factor)
    scaled = (base["amount"] * factor).tolist()
    assert changed["amount"].tolist() == pytest.approx(scaled, abs=1e-3)
    same = ["period_kind", "period_end", "leaf", "accounts"]
    pd.testing.assert_frame_equal(changed[same], base[same])
