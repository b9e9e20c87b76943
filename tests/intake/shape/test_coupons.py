"""Coupons as Stripe's API has them, and what each leaves of a price, on which days.

Source of their meaning: docs.stripe.com/api, objects coupon (percent_off, amount_off, duration,
duration_in_months) and discount (start, end). The amounts are worked by hand.
"""

import json
from typing import Any

import pandas as pd
import pytest

from cs_lib.intake.scope import annual_value, live
from tests.intake.builders import note

KEYS = {
    "at": ["discounts", "discount"],
    "at_row": "items.data.discounts",
    "percent": ["coupon.percent_off", "source.coupon.percent_off"],
    "amount": "coupon.amount_off",
    "currency": "coupon.currency",
    "start": "start",
    "end": "end",
    "months": "coupon.duration_in_months",
    "duration": "coupon.duration",
    "anchor": "anchor",
    "products": "coupon.applies_to.products",
    "product": "items.data.product",
}
SOURCE = {
    "path": "a.jsonl",
    "row_for_each": "items.data",
    "columns": {"line_id": "items.data.id", "customer_id": "customer", "start": "from",
                "qty": "items.data.quantity", "list_price": "items.data.cents",
                "billing_period": "items.data.interval"},
    "constants": {"end": None, "currency": "EUR"},
    "scale": {"list_price": "minor"},
    "coupons": KEYS,
}  # fmt: skip


def item(name: str = "i1", cents: int = 10_000, **more: Any) -> dict[str, Any]:
    return {"id": name, "quantity": 1, "cents": cents, "interval": "month", "product": name} | more


def record(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = list(items) or [item()]
    return {"customer": "C1", "from": "2025-01-01", "items": {"data": given}} | more


def off(start: str = "2025-01-01", end: str | None = None, name: str = "di", **coupon: Any):
    return {"id": name, "start": start, "end": end, "coupon": coupon}


@pytest.fixture
def read(client):
    """The contracts of one record, and the door's whole answer."""

    def load(*records: dict[str, Any], **source: Any):
        client.write("a.jsonl", "\n".join(map(json.dumps, records)))
        return client.load(contracts=SOURCE | source)

    return load


def priced(loaded) -> list[tuple[str, str, str | None, float]]:
    """Line, first day, first day without, and what it is worth a month."""
    rows = loaded.tables["contracts"]
    ends = [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in rows["end"]]
    months = (annual_value("contracts", rows) / 12).round(6)
    starts = rows["start"].dt.strftime("%Y-%m-%d")
    return list(zip(rows["line_id"], starts, ends, months, strict=True))


def test_a_coupon_for_ever_lowers_the_price(read) -> None:
    """A quarter off 100."""
    loaded = read(record(discount=off(duration="forever", percent_off=25)))
    assert priced(loaded) == [("i1", "2025-01-01", None, 75)]
    assert "discount" in loaded.provided["contracts"]


def test_a_repeating_coupon_ends_the_line_and_begins_it_anew(read) -> None:
    """20 off 100 for January to March."""
    coupon = off(end="2025-04-01", duration="repeating", duration_in_months=3, amount_off=2000,
                 currency="eur")  # fmt: skip
    loaded = read(record(discounts=[coupon]))
    assert priced(loaded) == [
        ("i1", "2025-01-01", "2025-04-01", 80),
        ("i1", "2025-04-01", None, 100),
    ]
    assert "1 lines become 2" in note(loaded, "coupons")["detail"]


def test_without_its_end_the_months_say_it(read) -> None:
    coupon = off(duration="repeating", duration_in_months=3, percent_off=10)
    assert priced(read(record(discounts=[coupon])))[0] == ("i1", "2025-01-01", "2025-04-01", 90)


def test_a_coupon_for_one_bill_is_a_credit(read) -> None:
    loaded = read(record(discount=off(duration="once", percent_off=50)))
    assert priced(loaded) == [("i1", "2025-01-01", None, 100)]
    assert note(loaded, "coupon_once")["rows"] == 1
    assert note(loaded, "coupons") == {}


def test_a_year_that_was_billed_with_a_coupon_keeps_it(read) -> None:
    """Three months' coupon on a yearly bill of 1,200: the whole first year is billed at 900."""
    yearly = item(cents=120_000, interval="year")
    coupon = off(end="2025-04-01", duration="repeating", percent_off=25)
    assert priced(read(record(yearly, discounts=[coupon]))) == [
        ("i1", "2025-01-01", "2026-01-01", 75),
        ("i1", "2026-01-01", None, 100),
    ]


def test_one_that_comes_later_begins_with_the_next_bill(read) -> None:
    coupon = off(start="2025-02-10", end="2025-04-10", duration="repeating", percent_off=50)
    assert priced(read(record(discounts=[coupon]))) == [
        ("i1", "2025-01-01", "2025-03-01", 100),
        ("i1", "2025-03-01", "2025-05-01", 50),
        ("i1", "2025-05-01", None, 100),
    ]


def test_an_amount_is_shared_out_over_the_items_of_a_bill(read) -> None:
    """20 off a bill of 2 x 49 and 3 x 10: 128 are 108 for both, each at 108/128 of its price."""
    items = item("a", 4900, quantity=2), item("b", 1000, quantity=3)
    loaded = read(record(*items, discount=off(duration="forever", amount_off=2000)))
    worth = {line: month for line, _, _, month in priced(loaded)}
    assert worth == {"a": pytest.approx(98 * 108 / 128), "b": pytest.approx(30 * 108 / 128)}
    assert sum(worth.values()) == pytest.approx(108)


def test_one_of_an_item_lowers_that_item_alone(read) -> None:
    lowered = item("a", discounts=[off(duration="forever", amount_off=2500)])
    loaded = read(record(lowered, item("b")))
    assert [month for *_, month in priced(loaded)] == [75, 100]


def test_several_are_taken_off_one_after_the_other(read) -> None:
    """A tenth off the item's 100, then a fifth off those 90: 72."""
    lowered = item(discounts=[off(name="d1", duration="forever", percent_off=10)])
    whole = [off(name="d2", duration="forever", percent_off=20)]
    assert priced(read(record(lowered, discounts=whole))) == [("i1", "2025-01-01", None, 72)]


def test_one_that_stands_twice_counts_once(read) -> None:
    coupon = off(duration="forever", percent_off=25)
    loaded = read(record(discount=coupon, discounts=[coupon]))
    assert priced(loaded) == [("i1", "2025-01-01", None, 75)]


def test_one_for_some_products_lowers_those_alone(read) -> None:
    coupon = off(duration="forever", percent_off=50, applies_to={"products": ["b"]})
    loaded = read(record(item("a"), item("b"), discounts=[coupon]))
    assert [month for *_, month in priced(loaded)] == [100, 50]


def test_more_off_than_the_price_leaves_nothing(read) -> None:
    loaded = read(record(discount=off(duration="forever", amount_off=20_000)))
    assert priced(loaded) == [("i1", "2025-01-01", None, 0)]


@pytest.mark.parametrize(
    ("coupon", "named"),
    [
        ("di_9", "di_9"),
        ({"id": "di_9", "coupon": "HALF3", "start": "2025-01-01"}, "di_9"),
        (off(duration="forever", amount_off=500, currency="usd"), "di"),
        (off(start="soon", duration="forever", percent_off=5), "di"),
        (off(end="later", duration="repeating", percent_off=5), "di"),
    ],
)
def test_one_that_does_not_say_what_it_takes_off_is_told(read, coupon, named) -> None:
    loaded = read(record(discounts=[coupon]))
    assert priced(loaded) == [("i1", "2025-01-01", None, 100)]
    told = note(loaded, "discount_not_read")
    assert told["rows"] == 1
    assert f"'{named}'" in told["detail"]


def test_flattened_columns_are_put_together(client) -> None:
    keys = {key: value for key, value in KEYS.items() if key not in ("at_row", "product")}
    columns = {"line_id": "id", "customer_id": "customer", "start": "from", "list_price": "price"}
    head = "id,customer,from,price,discounts.0.id,discounts.0.coupon.percent_off,discounts.0.end\n"
    client.write("a.csv", head + "1,C1,2025-01-01,100,di,25,2025-03-01\n2,C1,2025-01-01,100,,,\n")
    given = {"path": "a.csv", "columns": columns, "constants": {"end": None}, "coupons": keys}
    assert priced(client.load(contracts=given)) == [
        ("1", "2025-01-01", "2025-03-01", 75),
        ("1", "2025-03-01", None, 100),
        ("2", "2025-01-01", None, 100),
    ]


def test_rows_of_a_bill_may_come_from_a_file_of_their_own(client) -> None:
    """20 off a bill of 98 and 30, whose items stand in two rows: 108 in all."""
    keys = {"at": "discount", "amount": "coupon.amount_off", "record": "sub"}
    head = "id,sub,customer_id,start,qty,list_price,discount\n"
    cell = '"{""id"": ""di"", ""coupon"": {""amount_off"": 20}}"'
    rows = f"a,s1,C1,2025-01-01,2,49,{cell}\nb,s1,C1,2025-01-01,3,10,{cell}\n"
    client.write("a.csv", head + rows)
    given = {"path": "a.csv", "columns": {"line_id": "id"}, "constants": {"end": None}}
    loaded = client.load(contracts=given | {"coupons": keys})
    assert sum(month for *_, month in priced(loaded)) == pytest.approx(108)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (
            {"columns": SOURCE["columns"] | {"mrr": "items.data.cents"}, "scale": {}},
            "coupons are taken off list_price, which is not given",
        ),
        (
            {"coupons": KEYS | {"at": ["rebates"], "at_row": []}},
            "the file has none of rebates, which coupons names",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(client, change, wrong) -> None:
    client.write("a.jsonl", json.dumps(record(discount=off(percent_off=5))))
    given = SOURCE | change
    given["columns"] = {
        name: theirs
        for name, theirs in given["columns"].items()
        if not (name == "list_price" and "mrr" in given["columns"])
    }
    (problem,) = client.refused(contracts=given).problems
    assert problem.wrong == wrong


def test_the_days_of_a_line_are_covered_once(read) -> None:
    """Whatever begins and ends within it, a line is live on each of its days, once."""
    coupons = [
        off("2025-02-01", "2025-05-01", "d1", percent_off=10),
        off("2025-03-01", "2025-04-01", "d2", percent_off=20),
        off("2025-12-01", None, "d3", percent_off=30),
    ]
    rows = read(record(discounts=coupons)).tables["contracts"]
    for day in pd.date_range("2025-01-01", "2026-02-01"):
        assert live(rows, day).sum() == 1
