"""What keys and cells say of a column: small sheets, each with the answer a person would give."""

from pathlib import Path

import pandas as pd
import pytest

from cs_lib.engagement import TableSource
from cs_lib.intake.setup.profiles import Sheet, profile
from cs_lib.intake.setup.recognise import recognise
from cs_lib.intake.setup.recognise.fit import fit
from cs_lib.intake.setup.recognise.structure import MEASURES, keyed, tells_apart, unique
from cs_lib.tables import TABLES


def sheet(file: str, /, **columns: list[str | None]) -> Sheet:
    """A file of this name with these columns."""
    frame = pd.DataFrame(columns, dtype="str")
    found = {each: profile(each, frame[each]) for each in frame}
    return Sheet(Path(file), TableSource(path=file), found, len(frame))


def columns(each: Sheet, table: str) -> dict[str, str]:
    guess = fit(each, TABLES[table])
    return {name: choice.column for name, choice in guess.columns.items()}


DAYS = ["2025-01-01", "2025-01-01", "2025-02-01"]


def test_on_lines_a_bare_id_is_the_line_and_on_heads_the_invoice() -> None:
    shared = {"customer_id": ["a", "b", "a"], "date": DAYS, "amount": ["1", "2", "3"]}
    lines = sheet("invoice_lines.csv", id=["1x", "2x", "3x"], invoice_id=["I", "J", "K"], **shared)
    found = columns(lines, "invoices")
    assert (found["invoice_id"], found["line_id"]) == ("invoice_id", "id")
    heads = sheet("invoices.csv", id=["1x", "2x", "3x"], invoice_id=["I", "J", "K"], **shared)
    found = columns(heads, "invoices")
    assert (found["invoice_id"], "line_id" in found) == ("id", False)


def test_a_total_is_the_invoice_s_where_invoices_have_lines() -> None:
    def found(numbers: list[str]) -> dict[str, str]:
        each = sheet(
            "invoices.csv",
            invoice_number=numbers,
            customer_id=["a", "a", "b"],
            date=DAYS,
            line_amount=["1", "2", "3"],
            total_amount=["3", "3", "3"],
        )
        return columns(each, "invoices")

    assert found(["I", "I", "J"])["invoice_total"] == "total_amount"
    assert found(["I", "I", "J"])["amount"] == "line_amount"
    assert "invoice_total" not in found(["I", "J", "K"])


def test_money_and_days_are_no_keys() -> None:
    assert {"amount", "date", "price"} <= MEASURES
    each = sheet(
        "invoices.csv",
        invoice_id=["I", "J", "K"],
        customer_id=["a", "b", "c"],
        date=DAYS,
        amount=["1", "2", "3"],
        line_amount=["7", "8", "9"],
    )
    assert "line_id" not in columns(each, "invoices")


def test_a_line_is_named_by_what_tells_rows_apart() -> None:
    each = sheet(
        "charges.csv",
        account_id=["a", "a", "b"],
        subscription_id=["S", "S", "T"],
        charge_number=["1c", "2c", "3c"],
        start_date=DAYS,
        end_date=["2026-01-01"] * 3,
        mrr=["1", "2", "3"],
    )
    assert columns(each, "contracts")["line_id"] == "charge_number"
    assert tells_apart(each.columns["subscription_id"]) == pytest.approx(2 / 3)
    assert unique(each.columns["charge_number"])


def test_amounts_by_month_and_customer_are_no_exchange_rates() -> None:
    each = sheet(
        "export.csv",
        month=["2025-01", "2025-01", "2025-02"],
        org_id=["a", "b", "a"],
        subtotal=["1", "2", "3"],
        currency=["USD", "USD", "USD"],
    )
    (found,), _ = recognise([each])
    assert found.table == "mrr_snapshots"
    assert found.columns["mrr"].column == "subtotal"
    twice = fit(each, TABLES["fx"]).columns | {"currency": found.columns["currency"]}
    twice |= {"month": found.columns["month"]}
    assert not keyed(each, TABLES["fx"], twice)


def test_an_id_of_something_is_no_source_of_customers() -> None:
    each = sheet(
        "customers.csv", id=["a", "b", "c"], name=["A", "B", "C"], source_id=["x", "y", "x"]
    )
    assert "acquired_via" not in columns(each, "customers")


def test_an_empty_column_needs_its_whole_name() -> None:
    nothing: list[str | None] = [None, None, None]
    shared = {"id": ["a", "b", "c"], "account_id": ["x", "y", "z"], "email": ["1@e", "2@e", "3@e"]}
    found = columns(sheet("contacts.csv", nick_name=nothing, **shared), "contacts")
    assert "name" not in found
    found = columns(sheet("contacts.csv", full_name=nothing, **shared), "contacts")
    assert found["name"] == "full_name"


def test_a_measure_is_no_key_of_a_lookup() -> None:
    """Two quantities that both files hold do not make one the other's price list."""
    subscriptions = sheet(
        "subscriptions.csv",
        id=["s1", "s2"],
        customer_id=["a", "b"],
        start_date=["2025-01-01", "2025-02-01"],
        quantity=["4", "5"],
    )
    items = sheet("items.csv", quantity=["4", "5"], amount=["21", "65"], plan_id=["p", "q"])
    guesses, _ = recognise([subscriptions, items])
    assert [guess for guess in guesses if guess.sheet.lookups] == []


def test_lines_stand_for_their_heads_only_where_they_add_up_to_them() -> None:
    def table(second: str) -> str:
        heads = sheet(
            "invoices.csv",
            invoice_id=["I1", "I2"],
            customer_id=["a", "b"],
            invoice_date=["2025-01-01", "2025-02-01"],
            amount=["30", "50"],
        )
        lines = sheet(
            "invoice_lines.csv",
            line_id=["1x", "2x", "3x"],
            invoice_id=["I1", "I1", "I2"],
            product=["p", "q", "p"],
            quantity=["1", "1", "1"],
            amount=["10", "20", second],
        )
        (found,), _ = recognise([heads, lines])
        return found.sheet.file.name

    assert table("50") == "invoice_lines.csv"
    assert table("49") == "invoices.csv"


def test_a_history_without_a_sheet_of_the_present_is_taken() -> None:
    shared = {"id": ["a", "b", "c"], "name": ["A", "B", "C"], "country": ["DE", "FR", "DE"]}
    alone = sheet("account_history.csv", **shared)
    (found,), _ = recognise([alone])
    assert found.table == "customers"
    present = sheet("account.csv", **shared, industry=["x", "y", "x"])
    (found,), _ = recognise([alone, present])
    assert found.sheet.file.name == "account.csv"


def test_columns_that_say_the_table_go_before_a_word_of_the_file_s_name() -> None:
    each = sheet(
        "rate_plan_charge.csv",
        charge_number=["1c", "2c"],
        account_id=["a", "b"],
        effective_start_date=["2025-01-01", "2025-02-01"],
        effective_end_date=["2026-01-01", "2026-02-01"],
        mrr=["1", "2"],
        quantity=["1", "1"],
        transaction_currency=["EUR", "EUR"],
    )
    (found,), _ = recognise([each])
    assert found.table == "contracts"
    thin = sheet("subscription_plan.csv", id=["1c", "2c"], customer=["a", "b"], start=DAYS[1:])
    assert recognise([thin])[0] == []


def test_a_close_date_stands_for_the_start_of_a_won_deal() -> None:
    each = sheet(
        "opportunities.csv",
        id=["1o", "2o"],
        account_id=["a", "b"],
        amount=["12", "24"],
        close_date=["2025-01-01", "2025-02-01"],
        created_date=["2024-01-01", "2024-02-01"],
    )
    (found,), _ = recognise([each])
    assert {found.columns[name].column for name in ("start", "signed_on")} == {"close_date"}


def test_sums_of_another_file_are_never_lent_and_a_plan_s_price_is() -> None:
    heads = sheet(
        "charges.csv",
        id=["c1", "c2"],
        customer_id=["a", "b"],
        processed_at=["2025-01-01", "2025-02-01"],
        subtotal_price=["9", "8"],
        status=["paid", "void"],
    )
    discounts = sheet("charge_discounts.csv", charge_id=["c1", "c2"], code=["X", "Y"])
    (found,), _ = recognise([heads, discounts])
    assert found.sheet.file.name == "charges.csv"
    lines = sheet(
        "subscriptions.csv",
        id=["s1", "s2", "s3"],
        customer_id=["a", "b", "c"],
        start_date=DAYS,
        plan_id=["gold", "tin", "gold"],
    )
    plans = sheet("plans.csv", plan_id=["gold", "tin"], unit_price=["20", "10"])
    (found,), unused = recognise([lines, plans])
    assert found.columns["list_price"].column == "unit_price"
    assert [each.title for each in unused] == ["plans.csv"]
