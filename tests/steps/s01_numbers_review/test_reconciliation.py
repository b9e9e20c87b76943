"""What agrees, what was not checked, and why invoices differ from contracts."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from cs_lib.steps.s01_numbers_review import reconciliation
from cs_lib.texts import Code, Count
from tests.steps.case import ENGAGEMENT, Case
from tests.steps.s01_numbers_review import reviewed

pytestmark = pytest.mark.slow


def given(*tables: str) -> SimpleNamespace:
    return SimpleNamespace(tables=dict.fromkeys(tables))


def test_every_check_agrees() -> None:
    checks = reviewed.review().workings.checks
    ids = {"M02", "R1", "R2", "R3", "R5", "R6", "R7", "R9", "R10", "M30"}
    assert {check.id for check in checks} == ids
    assert [check.id for check in checks if not check.holds] == []
    assert reviewed.review().reconciliation.title == "All ten internal checks agree to the cent"


def test_checks_that_differ_are_counted() -> None:
    good, *_ = reviewed.review().workings.checks
    bad = replace(good, holds=False)
    one = reconciliation.reconciliation.make((good, bad), given("contracts"))
    assert one.title == reconciliation.OneDiffers(Count(2))
    two = reconciliation.reconciliation.make((good, bad, bad), given("contracts"))
    assert two.title == reconciliation.SomeDiffer(Count(2), Count(3))
    assert two.frame["check_state"].tolist() == ["agrees", "differs", "differs"]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (("contracts",), reconciliation.NotAgainstInvoices),
        (("contracts", "invoices"), reconciliation.AgainstInvoices),
        (("invoices",), reconciliation.FromInvoices),
        (("mrr_snapshots",), reconciliation.FromSnapshots),
    ],
)
def test_internal_checks_are_not_said_to_be_more(tables, said) -> None:
    checks = reviewed.review().workings.checks
    assert reconciliation.reconciliation.make(checks, given(*tables)).say == (said(),)


INVOICES = """\
invoice_id,customer_id,issued,amount,service_start,service_end
I1,A,2025-10-01,900,2025-10-01,2026-01-01
"""
"""A contracts 1,200 a year, 300 a quarter, and is billed 900."""


def test_invoices_are_compared_with_the_quarters_share_of_arr(tmp_path) -> None:
    (tmp_path / "invoices.csv").write_text(INVOICES, encoding="utf-8")
    text = ENGAGEMENT.replace("  customers: customers.csv\n", "") + ""
    text = text.replace("tables:\n", f"tables:\n  invoices: {tmp_path / 'invoices.csv'}\n")
    lines = "line_id,customer_id,start,end,arr\n1,A,2024-01-01,,1200\n"
    _, intake, books = reviewed.opened(Case(text, lines))
    found = reconciliation.billings.make(books, intake)
    assert (found.title.billed.value, found.title.expected.value) == (900, 300)
    (largest,) = found.say
    assert largest.item == Code("billing_item", "price_difference")
    assert largest.amount.value == pytest.approx(600)
    rows = found.frame.set_index("billing_item")["amount"]
    assert rows.drop("billings").sum() == pytest.approx(rows["billings"])
