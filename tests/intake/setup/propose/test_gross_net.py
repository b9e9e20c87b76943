"""Is a price before or after its discount: as billed, or asked; and what coupons take off."""

import pytest

pytestmark = pytest.mark.slow

CONTRACTS = """\
customer_id,start,end,mrr,discount_pct
C1,2025-01-01,,100,10
C2,2025-01-01,,200,0
C3,2025-01-01,,300,25
"""
HEAD = "invoice_id,customer_id,invoice_date,amount\n"


def bills(*amounts: float) -> str:
    rows = [
        f"I{place},C{place},2025-01-01,{amount}\n" for place, amount in enumerate(amounts, start=1)
    ]
    return HEAD + "".join(rows)


def test_a_price_billed_less_its_discount_is_a_list_price(make) -> None:
    # 100 less 10 % is 90, 300 less 25 % is 225
    made = make(subscriptions__csv=CONTRACTS, invoices__csv=bills(90, 200, 225))
    columns = made.columns("contracts")
    assert (columns["list_price"], "mrr" in columns) == ("mrr", False)
    assert made.table("contracts").keys["constants"]["billing_period"] == "month"
    (ask,) = made.asks("list_price", "contracts")
    assert "before it, as proposed: invoices bill 2 customers 'mrr' less their discount" in ask.text


def test_a_price_billed_as_it_stands_is_net_whatever_an_invoice_covers(make) -> None:
    # by the quarter 3 x 100 and 3 x 300
    made = make(subscriptions__csv=CONTRACTS, invoices__csv=bills(300, 600, 900))
    assert made.columns("contracts")["mrr"] == "mrr"
    (ask,) = made.asks("mrr", "contracts")
    assert (ask.blocking, "after it, as proposed" in ask.text) == (False, True)


@pytest.mark.parametrize("billed", [None, (90, 200, 300)])
def test_without_bills_that_agree_a_person_must_say(make, billed) -> None:
    more = {} if billed is None else {"invoices__csv": bills(*billed)}
    made = make(subscriptions__csv=CONTRACTS, **more)
    (ask,) = made.asks("mrr", "contracts")
    assert ask.blocking
    assert ask.text.startswith("is 'mrr' before or after 'discount_pct'?")
    assert "columns: {list_price: mrr, discount: discount_pct}" in ask.text


def test_no_discount_asks_nothing(make) -> None:
    none = CONTRACTS.replace(",10\n", ",0\n").replace(",25\n", ",0\n")
    assert not make(subscriptions__csv=none).asks("mrr", "contracts")


def test_coupons_are_asked_about_where_any_row_has_one(make) -> None:
    head = "invoice_id,customer_id,invoice_date,amount,coupon\n"
    rows = "I1,C1,2025-01-01,90,{}\nI2,C2,2025-01-01,80,\n"
    (ask,) = make(invoices__csv=head + rows.format("SAVE10")).asks("amount", "invoices")
    assert "1 of 2 rows have one (SAVE10)" in ask.text
    assert not make(invoices__csv=head + rows.format("")).asks("amount", "invoices")


@pytest.mark.parametrize(("price", "asked"), [("40", False), ("39", True)])
def test_a_unit_price_that_does_not_come_to_the_amount_is_asked(make, price, asked) -> None:
    head = "invoice_id,customer_id,invoice_date,amount,quantity,unit_price\n"
    made = make(invoices__csv=f"{head}I1,C1,2025-01-01,80,2,{price}\nI2,C2,2025-01-01,9,3,3\n")
    assert bool(made.asks("unit_price", "invoices")) is asked
