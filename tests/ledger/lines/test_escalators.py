"""P10: what a contract had agreed is no news. Opening 30 June 2025, closing 30 June 2026.

K pays 10 x 100 with 3 % a year agreed, and 10 x 105 from 2026: a rise of 50, of which 30 were
sold with the contract. L has 10 % agreed and pays no more. M pays 10 % more without a word.
"""

from typing import Any

import pytest

from cs_lib.ledger import Pair, retention
from tests.ledger.histories import day, ledger_of, seats

pytestmark = pytest.mark.slow

LINES = [
    seats("K", "2024-01-01", "2026-01-01", 10, 100, escalator=0.03),
    seats("K", "2026-01-01", "2027-01-01", 10, 105, escalator=0.03),
    seats("L", "2024-01-01", None, 10, 100, escalator=0.10),
    seats("M", "2024-01-01", "2026-01-01", 10, 100),
    seats("M", "2026-01-01", None, 10, 110),
]


def pair(lines: list[dict[str, Any]] = LINES, opening: str = "2025-06-30", **policies: Any) -> Pair:
    return ledger_of(lines, "2026-06-30", **policies).pair(day(opening), day("2026-06-30"))


def pre_sold(found: Pair) -> dict[str, float]:
    return dict(zip(found.accounts["account"], found.accounts["pre_sold"].round(6), strict=True))


def test_a_rise_is_pre_sold_as_far_as_the_contract_goes() -> None:
    found = pair()
    assert pre_sold(found) == {"K": 30, "L": 0, "M": 0}
    kept = retention(found)
    assert kept.nrr == pytest.approx(3_150 / 3_000)
    assert kept.nrr_ex_pre_sold == pytest.approx(3_120 / 3_000)
    assert kept.nrr_ex_price == pytest.approx(1)


def test_left_out_it_is_not_in_nrr_and_in_nothing_else() -> None:
    kept, before = retention(pair(escalators="leave_out")), retention(pair())
    assert kept.nrr == kept.nrr_ex_pre_sold == pytest.approx(3_120 / 3_000)
    assert (kept.grr, kept.closing, kept.net_churn) == (before.grr, 3_150, before.net_churn)


def test_two_years_compound() -> None:
    two = [LINES[0], seats("K", "2026-01-01", None, 10, 120)]
    assert pre_sold(pair(two, "2024-06-30")) == {"K": 60.9}  # 1,000 x (1.03 x 1.03 - 1)


def test_a_rise_below_the_cap_is_pre_sold_whole_and_items_stand_alone() -> None:
    lines = [
        seats("K", "2025-01-01", "2026-01-01", 10, 100, escalator=0.10),
        seats("K", "2026-01-01", None, 10, 104),
        seats("K", "2025-01-01", "2026-01-01", 10, 100, product_id="B"),
        seats("K", "2026-01-01", None, 10, 150, product_id="B"),
    ]
    assert pre_sold(pair(lines)) == {"K": 40}


def test_two_lines_of_one_item_may_add_what_each_may() -> None:
    lines = [
        seats("K", "2025-01-01", "2026-01-01", 10, 100, escalator=0.10),
        seats("K", "2025-01-01", "2026-01-01", 10, 100),
        seats("K", "2026-01-01", None, 20, 120),
    ]
    assert pre_sold(pair(lines)) == {"K": 100}


def test_a_line_held_over_the_opening_is_still_under_its_contract() -> None:
    lines = [
        seats("K", "2024-06-20", "2025-06-20", 10, 100, escalator=0.03),
        seats("K", "2025-07-05", None, 10, 110),
    ]
    assert pre_sold(pair(lines)) == {"K": 30}


def test_without_the_column_nothing_is_pre_sold() -> None:
    lines = [{k: v for k, v in row.items() if k != "escalator"} for row in LINES]
    assert pre_sold(pair(lines)) == {"K": 0, "L": 0, "M": 0}


def test_in_the_money_of_the_report_and_under_the_parent_of_the_closing() -> None:
    fx = [
        {"currency": "USD", "month": f"{y}-{m:02d}-28", "rate": 0.5}
        for y in (2024, 2025, 2026)
        for m in range(1, 13)
    ]
    lines = [row | {"currency": "USD"} for row in LINES[:2]]
    customers = [{"customer_id": "K", "parent_id": "G"}]
    assert pre_sold(pair(lines, fx=fx, customers=customers, grain="parent")) == {"G": 15}
