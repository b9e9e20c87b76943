"""Exports that need another of the same vendor's: named with what is lacking, or left alone."""

from pathlib import Path

import pytest

from cs_lib.intake.setup import propose

pytestmark = pytest.mark.slow

ITEMS = "id,subscription_id,quantity,price_id\nsi_1,sub_1,1,p_1\nsi_2,sub_1,2,p_2\n"
HEADS = (
    "id,customer_id,billing_cycle_anchor,status,start_date,currency\n"
    "sub_1,cus_1,2025-01-01,active,2025-01-01,usd\nsub_2,cus_2,2025-01-01,active,2025-01-01,usd\n"
)
PRICES = (
    "id,unit_amount,recurring_interval,recurring_interval_count\n"
    "p_1,1000,month,1\np_2,500,month,1\n"
)
OTHER = "customer_id,start,end,mrr\nC1,2025-01-01,,100\n"


def said(tmp_path: Path, **files: str) -> str:
    (tmp_path / "given").mkdir()
    for name, content in files.items():
        (tmp_path / "given" / f"{name}.csv").write_text(content, encoding="utf-8")
    return propose.new(tmp_path / "client", [tmp_path / "given"])


def test_items_find_their_subscription_and_their_price(tmp_path) -> None:
    made = said(tmp_path, items=ITEMS, heads=HEADS, prices=PRICES)
    assert "contracts: items.csv, 10 columns (Stripe subscription items)" in made
    assert "heads.csv: its customer_id, status, start_date, currency" in made


def test_items_alone_name_what_is_lacking(tmp_path) -> None:
    made = said(tmp_path, items=ITEMS, contracts=OTHER)
    assert "Stripe subscription items: lack what stands in subscriptions without" in made


def test_items_of_other_subscriptions_are_not_joined(tmp_path) -> None:
    strange = HEADS.replace("sub_", "other_")
    made = said(tmp_path, items=ITEMS, heads=strange, prices=PRICES, contracts=OTHER)
    assert "lack what stands in subscriptions without" in made
