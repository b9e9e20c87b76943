"""What lines come to after their discounts; the sums are worked by hand."""

import pytest

from cs_lib import intake
from tests import published
from tests.intake.builders import note

HEAD = "line_id,customer_id,start,end,mrr,discount\n"
ROWS = "L1,C1,2025-01-01,,100,0.1\nL2,C2,2025-01-01,,50,\n"


def test_a_discount_beside_a_price_is_told_with_what_it_would_take_off(client) -> None:
    found = note(client.contracts(HEAD + ROWS), "discount_beside_price")
    assert (found["rows"], found["amount"]) == (1, pytest.approx(120))  # 10 % of 12 x 100


def test_a_discount_on_a_list_price_is_taken_off_and_no_doubt(client) -> None:
    rows = "customer_id,start,end,list_price,discount\nC1,2025-01-01,,100,0.1\n"
    assert not note(client.contracts(rows), "discount_beside_price")


@pytest.mark.parametrize(
    ("billed", "said"),
    [
        (90, "agree with the price less its discount"),
        (100, "agree with the price as it stands"),
        (70, "agree with neither of the two"),
    ],
)
def test_the_invoices_of_the_same_customers_decide(client, billed: int, said: str) -> None:
    client.write("contracts.csv", HEAD + ROWS)
    client.write(
        "i.csv",
        "invoice_id,customer_id,issued,amount,service_start,service_end\n"
        f"I1,C1,2026-09-01,{billed},2026-09-01,2026-10-01\n",
    )
    found = note(client.load(contracts="contracts.csv", invoices="i.csv"), "discount_beside_price")
    assert said in found["detail"]


@pytest.mark.parametrize("name", ["discount_pct", "Coupon", "promo code", "Rabatt (%)"])
def test_a_discount_that_is_not_read_is_never_silent(client, name: str) -> None:
    rows = f"customer_id,start,end,mrr,{name}\nC1,2025-01-01,,100,10\nC2,2025-01-01,,50,0\n"
    rows += "C3,2025-01-01,,50,\nC4,2025-01-01,,50,0.00%\n"
    found = note(client.contracts(rows), "discount_not_read")
    assert (found["rows"], found["amount"]) == (1, 1200)
    assert name in found["detail"]


def test_a_column_of_no_discounts_is_no_doubt(client) -> None:
    rows = "customer_id,start,end,mrr,discount_pct\nC1,2025-01-01,,100,0\nC2,2025-01-01,,50,\n"
    assert not note(client.contracts(rows), "discount_not_read")


def lines(client, *rows: str):
    head = "line_id,customer_id,product_id,start,end,mrr\n"
    return note(client.contracts(head + "".join(f"{row}\n" for row in rows)), "nothing_left")


def test_lines_that_come_to_nothing_or_less_are_named(client) -> None:
    found = lines(
        client,
        "K1,K,base,2025-01-01,,100",
        "D1,D,pro,2026-01-01,,49",
        "D2,D,pro,2026-01-01,2026-07-01,-50",
        "E1,E,pro,2025-01-01,,49",
        "E2,E,pro,2025-01-01,,-49",
    )
    assert (found["rows"], found["accounts"]) == (4, 2)
    assert found["amount"] == 12 * (49 + 49)


def test_a_discount_that_leaves_something_is_none(client) -> None:
    assert not lines(client, "D1,D,pro,2026-01-01,,49", "D2,D,pro,2026-01-01,2026-07-01,-48")


def test_a_discount_that_begins_when_the_line_is_over_takes_nothing_from_it(client) -> None:
    assert not lines(
        client, "D1,D,pro,2025-01-01,2026-01-01,49", "D2,D,pro,2026-01-01,2026-07-01,-50"
    )


@pytest.mark.external
def test_a_discount_above_the_price_is_named() -> None:
    """p09: a line of 49 and a discount of 50."""
    found = intake.load(published.outside_case("p09_discount_above_price"))
    assert note(found, "nothing_left")["accounts"] == 1
