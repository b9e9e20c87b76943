"""Invoices that do not add up."""

import pytest

from cs_lib import intake
from tests import published
from tests.intake.builders import note

INVOICES = "invoice_id,line_id,customer_id,issued,amount,invoice_total\n"


def billed(client, *rows: str):
    client.write("i.csv", INVOICES + "".join(f"{row}\n" for row in rows))
    return note(client.load(invoices="i.csv"), "invoice_total_differs", "invoices")


def test_lines_that_do_not_add_up_to_the_total(client) -> None:
    found = billed(
        client,
        "I1,1,C1,2026-01-01,100,150",
        "I1,2,C1,2026-01-01,40,150",
        "I2,1,C2,2026-01-01,100,100",
    )
    assert (found["rows"], found["accounts"], found["amount"]) == (2, 1, 10)
    assert found["examples"] == "I1/1 (row 2); I1/2 (row 3)"


def test_lines_that_name_several_totals(client) -> None:
    assert billed(client, "I1,1,C1,2026-01-01,60,100", "I1,2,C1,2026-01-01,40,110")["rows"] == 2


def test_a_cent_a_line_is_rounding_and_no_total_is_no_claim(client) -> None:
    assert not billed(
        client,
        "I1,1,C1,2026-01-01,33.33,100",
        "I1,2,C1,2026-01-01,33.33,100",
        "I1,3,C1,2026-01-01,33.33,100",
        "I2,1,C1,2026-01-01,5,",
    )


HEAD = "invoice_id,customer_id,issued,amount,product_id,service_start,service_end,status\n"


def doubled(client, *rows: str):
    client.write("i.csv", HEAD + "".join(f"{row}\n" for row in rows))
    return note(client.load(invoices="i.csv"), "double_invoice", "invoices")


SEPTEMBER = "C1,2026-09-01,100,basic,2026-09-01,2026-10-01"


def test_one_billing_under_two_numbers_is_named(client) -> None:
    found = doubled(
        client, f"I1,{SEPTEMBER},paid", f"I2,{SEPTEMBER},open", "I3,C2,2026-09-01,9,,,,"
    )
    assert (found["rows"], found["amount"], found["examples"]) == (1, 100, "I2 (row 3)")


def test_without_a_period_the_day_of_issue_tells(client) -> None:
    assert doubled(client, "I1,C1,2026-09-01,100,,,,", "I2,C1,2026-09-01,100,,,,")["rows"] == 1
    assert not doubled(client, "I1,C1,2026-09-01,100,,,,", "I2,C1,2026-09-02,100,,,,")


@pytest.mark.parametrize(
    "other",
    [
        f"I1,{SEPTEMBER},paid",  # two of a kind on one invoice
        f"I2,{SEPTEMBER},void",
        f"I2,{SEPTEMBER.replace('basic', 'other')},paid",
        f"I2,{SEPTEMBER.replace('100', '101')},paid",
        f"I2,{SEPTEMBER.replace('2026-10-01', '2026-11-01')},paid",
        f"I2,{SEPTEMBER.replace('C1', 'C2')},paid",
    ],
)
def test_another_billing_is_none(client, other: str) -> None:
    assert not doubled(client, f"I1,{SEPTEMBER},paid", other)


@pytest.mark.external
def test_a_double_invoice_is_named_and_lowers_the_grade() -> None:
    """p35: September billed twice; MRR 100, not 200."""
    engagement = published.outside_case("p35_double_invoice")
    found = intake.load(engagement)
    assert note(found, "double_invoice", "invoices")["rows"] == 1
    assert intake.grades(found, engagement).set_index("figure").loc["ARR", "grade"] == "C"
