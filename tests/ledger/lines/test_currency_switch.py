"""P19: a product goes on in another currency. 1 USD is 0.90 EUR in June 2025, 0.80 in July.

K pays 10 x 100 EUR until 1 July 2025, then in USD. L pays 1,000 USD throughout.
"""

from typing import Any

import pandas as pd
import pytest

from cs_lib.ledger import Ledger, retention
from tests.ledger.histories import day, leaves, ledger_of, seats

pytestmark = pytest.mark.slow

JULY = "2025-07-31"
FX = [
    {"currency": "USD", "month": month, "rate": 0.80 if month.month == 7 else 0.90}
    for month in pd.date_range("2025-01-31", JULY, freq="ME")
]


def lines(qty: float, price: float, **after: Any) -> list[dict[str, Any]]:
    before = {"tier": "basic"} if "tier" in after else {}
    return [
        seats("K", "2025-01-01", "2025-07-01", 10, 100, line_id="7", **before),
        seats("K", "2025-07-01", None, qty, price, currency="USD", line_id="7", **after),
        seats("L", "2025-01-01", None, 10, 100, currency="USD", product_id="C"),
    ]


def book(rows: list[dict[str, Any]], **policies: Any) -> Ledger:
    return ledger_of(rows, JULY, fx=FX, **policies)


def moved(ledger: Ledger) -> dict[str, tuple[float, int]]:
    found = leaves(ledger, JULY)
    return {leaf: found[leaf] for leaf in found if leaf not in ("opening", "closing")}


# L's exchange: 1,000 x -0.10 = -100; K's: its USD at the closing x -0.10.
@pytest.mark.parametrize(
    ("qty", "price", "after", "expected"),
    [
        (10, 120, {}, {"list_price_increase": (80, 1), "fx": (-220, 0)}),  # 1,080 - 1,000
        (10, 100, {}, {"list_price_decrease": (-100, 1), "fx": (-200, 0)}),  # 900 - 1,000
        (8, 150, {}, {"unallocated_increase": (80, 1), "fx": (-220, 0)}),
        (8, 100, {}, {"unallocated_decrease": (-280, 1), "fx": (-180, 0)}),
        (None, 1_200, {}, {"unallocated_increase": (80, 1), "fx": (-220, 0)}),
        (10, 120, {"tier": "pro"}, {"tier_upgrade": (80, 1), "fx": (-220, 0)}),
        (10, 100, {"tier": "pro"}, {"tier_downgrade": (-100, 1), "fx": (-200, 0)}),
        (10, 120, {"tier": "basic"}, {"list_price_increase": (80, 1), "fx": (-220, 0)}),
    ],
)
def test_both_legs_are_one_movement(qty, price, after, expected) -> None:
    ledger = book(lines(qty, price, **after))
    assert moved(ledger) == expected
    assert leaves(ledger, JULY)["opening"] == (1_900, 2)
    pair = ledger.pair(day("2025-06-30"), day(JULY))
    (leaf,) = set(expected) - {"fx"}
    row = pair.accounts.set_index("account").loc["K"]
    assert row[leaf] == pytest.approx(expected[leaf][0])
    assert row["v1"] - row["v0"] == pytest.approx(expected[leaf][0])
    assert row["product_drop"] == row["new_product"] == 0


def test_dropped_and_new_where_the_policy_says_so() -> None:
    ledger = book(lines(10, 120), currency_switch="drop_and_new")
    assert moved(ledger) == {
        "new_product": (1_080, 1),
        "product_drop": (-1_000, 1),
        "fx": (-220, 0),
    }


@pytest.mark.parametrize(("policy", "kept"), [("exchange", 1_900), ("drop_and_new", 900)])
def test_no_loss_at_the_level_of_products(policy: str, kept: float) -> None:
    pair = book(lines(10, 120), currency_switch=policy).pair(day("2025-06-30"), day(JULY))
    assert retention(pair, "product").grr == pytest.approx(kept / 1_900)
    assert retention(pair, "component").grr == pytest.approx(kept / 1_900)
    assert retention(pair).grr == pytest.approx(1)


def test_at_the_closing_rate_the_same_change_is_a_cut() -> None:
    found = moved(book(lines(10, 120), exchange_rate="closing"))  # 960 - 1,000; L: 900 -> 800
    assert found == {"list_price_decrease": (-40, 1), "fx": (-100, 0)}


def test_another_product_in_another_currency_is_no_switch() -> None:
    found = moved(book(lines(10, 120, product_id="B")))
    assert (found["product_drop"], found["new_product"]) == ((-1_000, 1), (1_080, 1))


def test_lines_without_a_product_change_currency_too() -> None:
    assert moved(book(lines(10, 120)[:1] + lines(10, 120)[2:]))["logo_churn"] == (-1_000, 1)
    nameless = [row | {"product_id": None} for row in lines(10, 120)[:2]]
    assert moved(book(nameless))["list_price_increase"] == (80, 1)


def test_a_switch_beside_a_change_of_tier_in_one_currency() -> None:
    """The EUR items of B change tier among themselves; only A changes its currency."""
    tiers = [
        seats("K", "2025-01-01", "2025-07-01", 1, 300, product_id="B", tier="basic"),
        seats("K", "2025-07-01", None, 1, 500, product_id="B", tier="pro"),
    ]
    found = moved(book(lines(10, 120) + tiers))
    assert (found["list_price_increase"], found["tier_upgrade"]) == ((80, 1), (200, 1))


def test_at_grain_product_what_is_counted_still_reconciles() -> None:
    ledger = book(lines(10, 120)).at("product")
    assert (ledger.residuals()["accounts_residual"] == 0).all()
    assert leaves(ledger, JULY)["closing"] == (1_760, 2)
