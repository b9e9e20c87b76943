"""Stripe's subscriptions as its API writes them, in six dresses: their worth and their ends.

Source: docs.stripe.com/api (subscription, subscription_item, price, discount, coupon). A year's
revenue is worked by hand from the cents of each item.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from cs_lib import engagement, intake
from cs_lib.intake.scope import annual_value, in_scope
from cs_lib.intake.setup import propose

pytestmark = pytest.mark.slow


def at(*day: int) -> int:
    """Seconds since 1970, ten in the morning of that day."""
    return int(dt.datetime(*day, 10, tzinfo=dt.UTC).timestamp())


def item(name: str, cents: int, quantity: int | None = 1, **recurring: Any) -> dict[str, Any]:
    said = {"interval": "month", "interval_count": 1, "usage_type": "licensed"} | recurring
    price = {"id": f"price_{name}", "unit_amount": cents, "recurring": said,
             "billing_scheme": "per_unit", "product": f"prod_{name}"}  # fmt: skip
    return {"id": f"si_{name}", "object": "subscription_item", "quantity": quantity, "price": price}


def subscription(name: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": f"sub_{name}", "object": "subscription", "customer": f"cus_{name}",
        "billing_cycle_anchor": at(2025, 1, 1), "start_date": at(2025, 1, 1), "currency": "usd",
        "status": "active", "ended_at": None, "cancel_at": None, "canceled_at": None,
        "cancel_at_period_end": False, "current_period_start": at(2026, 9, 1),
        "current_period_end": at(2026, 10, 1), "discounts": [],
        "items": {"object": "list", "data": list(items), "has_more": False},
    } | more  # fmt: skip


def discount(name: str, end: int | None = None, **coupon: Any) -> dict[str, Any]:
    return {"id": f"di_{name}", "object": "discount", "start": at(2025, 1, 1), "end": end,
            "coupon": {"id": name, "object": "coupon", **coupon}}  # fmt: skip


CLICK = at(2026, 8, 20)
SUBSCRIPTIONS = [
    subscription("plain", item("plain", 3_000)),
    subscription("quarter", item("quarter", 9_000, interval_count=3)),
    subscription("two_years", item("two_years", 240_000, interval="year", interval_count=2)),
    subscription("several", item("one", 4_900, 2), item("other", 1_000, 3)),
    subscription("metered", item("metered", 5, None, usage_type="metered"), item("base", 1_000)),
    subscription(
        "forever", item("forever", 10_000),
        discounts=[discount("forever", duration="forever", percent_off=25)],
    ),
    subscription(
        "repeating", item("repeating", 10_000),
        discounts=[discount("repeating", at(2025, 4, 1), duration="repeating",
                            duration_in_months=3, amount_off=2_000, currency="usd")],
    ),
    subscription("once", item("once", 10_000),
                 discounts=[discount("once", duration="once", percent_off=50)]),
    subscription("past_due", item("past_due", 5_000), status="past_due"),
    subscription("unpaid", item("unpaid", 5_000), status="unpaid"),
    subscription("click", item("click", 5_000), canceled_at=CLICK),
    subscription("at_period_end", item("at_period_end", 5_000), canceled_at=CLICK,
                 cancel_at_period_end=True),
    subscription("at_a_day", item("at_a_day", 5_000), canceled_at=CLICK,
                 cancel_at=at(2026, 12, 1)),
    subscription("gone", item("gone", 5_000), canceled_at=at(2026, 5, 12),
                 ended_at=at(2026, 6, 1), status="canceled"),
]  # fmt: skip
YEARLY = {
    "plain": 12 * 30, "quarter": 4 * 90, "two_years": 2_400 / 2, "several": 12 * (2 * 49 + 3 * 10),
    "metered": 12 * 10, "forever": 12 * 75, "repeating": 12 * 100, "once": 12 * 100,
    "past_due": 12 * 50, "unpaid": 12 * 50, "click": 12 * 50, "at_period_end": 12 * 50,
    "at_a_day": 12 * 50, "gone": 12 * 50,
}  # fmt: skip
"""What each is worth a year at its last price: an item of 49 twice and one of 10 three times ..."""
ENDS = {
    "unpaid": "2026-09-01", "at_period_end": "2026-10-01", "at_a_day": "2026-12-01",
    "gone": "2026-06-01",
}  # fmt: skip
"""The others go on, one whose canceled_at is but a click among them."""


def flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(
        value, list) else None  # fmt: skip
    if inside is None:
        yield name, value
        return
    for key, each in inside:
        yield from flat(each, f"{name}.{key}" if name else str(key))


def lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(map(json.dumps, rows))


def as_json_lines() -> dict[str, str]:
    return {"subs.jsonl": lines(SUBSCRIPTIONS)}


def as_an_answer() -> dict[str, str]:
    return {"subs.json": json.dumps({"object": "list", "data": SUBSCRIPTIONS, "has_more": False})}


def as_pages() -> dict[str, str]:
    """Coupons stand on the first page alone."""
    pages = SUBSCRIPTIONS[:8], SUBSCRIPTIONS[8:]
    return {
        f"subs_{place}.json": json.dumps({"object": "list", "data": page})
        for place, page in enumerate(pages)
    }


def as_flat_columns() -> dict[str, str]:
    frame = pd.DataFrame([dict(flat(each)) for each in SUBSCRIPTIONS], dtype=object)
    return {"subs.csv": frame.to_csv(index=False)}


def as_two_files() -> dict[str, str]:
    items = [
        inner | {"subscription": each["id"]}
        for each in SUBSCRIPTIONS
        for inner in each["items"]["data"]
    ]
    heads = [{key: each[key] for key in each if key != "items"} for each in SUBSCRIPTIONS]
    return {"subscription_items.jsonl": lines(items), "subscriptions.jsonl": lines(heads)}


def as_three_files() -> dict[str, str]:
    """As warehouses copy them: a table each for subscriptions, items and prices."""
    heads = [{key: each[key] for key in each if key != "items"} for each in SUBSCRIPTIONS]
    items, prices = [], []
    for each in SUBSCRIPTIONS:
        for inner in each["items"]["data"]:
            price = inner["price"]
            items.append({"id": inner["id"], "subscription_id": each["id"],
                          "quantity": inner["quantity"], "price_id": price["id"]})  # fmt: skip
            recurring = {f"recurring_{key}": value for key, value in price["recurring"].items()}
            prices.append({"id": price["id"], "unit_amount": price["unit_amount"],
                           "product_id": price["product"], **recurring})  # fmt: skip
    return {
        "subscription_item.csv": pd.DataFrame(items, dtype=object).to_csv(index=False),
        "price.csv": pd.DataFrame(prices, dtype=object).to_csv(index=False),
        "subscription.jsonl": lines(heads),
    }


@pytest.fixture(
    params=[as_json_lines, as_an_answer, as_pages, as_flat_columns, as_two_files, as_three_files]
)
def made(request, tmp_path: Path) -> tuple[str, Path]:
    (tmp_path / "given").mkdir()
    for name, content in request.param().items():
        (tmp_path / "given" / name).write_text(content, encoding="utf-8")
    said = propose.new(tmp_path / "client", [tmp_path / "given"], today=dt.date(2026, 10, 3))
    return said, tmp_path / "client" / "engagement.yml"


def test_every_fact_of_a_subscription_is_read(made) -> None:
    said, file = made
    assert "(blocking)" not in said
    rows = intake.load(engagement.load(file)).tables["contracts"]
    rows = rows[in_scope(rows)].sort_values(["line_id", "start"])
    last = rows.drop_duplicates("line_id", keep="last")
    worth = annual_value("contracts", last).groupby(last["customer_id"]).sum().round(6)
    assert worth.to_dict() == {f"cus_{name}": float(each) for name, each in YEARLY.items()}
    ended = last[last["end"].notna()]
    days = zip(ended["customer_id"], ended["end"].dt.strftime("%Y-%m-%d"), strict=True)
    assert dict(days) == {f"cus_{name}": day for name, day in ENDS.items()}
    first = rows[rows["customer_id"] == "cus_repeating"].iloc[0]
    assert (f"{first['end']:%Y-%m-%d}", first["discount"]) == ("2025-04-01", pytest.approx(0.2))
    reasons = rows.set_index("customer_id")["churn_reason"].dropna()
    assert reasons.to_dict() == {"cus_unpaid": "payment_failed"}


def test_the_file_says_how(made) -> None:
    source = yaml.safe_load(made[1].read_text("utf-8"))["tables"]["contracts"]
    assert {"first_of", "coupons", "scale"} <= set(source)
    assert "billing_count" in source["columns"]
    assert ("row_for_each" in source) != ("lookup" in source)
