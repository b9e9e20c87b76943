"""What the mapping leaves open: classes that are counts, starts that are missing, words."""

import pytest

from cs_lib import engagement, intake
from cs_lib.intake.setup import propose
from cs_lib.intake.setup.propose.columns import SURE, _matters
from cs_lib.tables import TABLES

pytestmark = pytest.mark.slow

LINES = "customer_id,start,end,mrr\n" + "".join(f"C{n},2025-01-01,,{n + 5}\n" for n in range(30))


@pytest.mark.parametrize("name", ["employees", "number_of_employees", "Employee Count"])
def test_a_headcount_is_no_class_and_bands_are_proposed(make, name: str) -> None:
    rows = "".join(f"C{n},Name {n},{17 * n + 3}\n" for n in range(30))
    made = make(subscriptions__csv=LINES, customers__csv=f"customer_id,name,{name}\n{rows}")
    assert made.columns("customers")["employees"] == name
    assert made.columns("customers")["size"] == name
    assert made.table("customers").keys["bands"] == {"size": [10, 50, 250]}
    (ask,) = made.asks("size", "customers")
    assert "its 30 different numbers are no classes" in ask.text
    assert "as proposed (under 10, 10 to 49, 50 to 249, 250 and more)?" in ask.text


def test_what_is_proposed_for_a_headcount_can_be_read(tmp_path) -> None:
    rows = "".join(f"C{n},Name {n},{17 * n + 3}\n" for n in range(30))
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "subscriptions.csv").write_text(LINES)
    (tmp_path / "given" / "customers.csv").write_text(f"customer_id,name,employees\n{rows}")
    propose.new(tmp_path / "client", [tmp_path / "given"])
    made = engagement.load(tmp_path / "client" / "engagement.yml")
    customers = intake.load(made).tables["customers"]
    # 3 is under 10, 20 and 37 under 50, 54 to 241 under 250, 258 to 496 above
    assert customers["size"].value_counts().to_dict() == {
        "under 10": 1, "10 to 49": 2, "50 to 249": 12, "250 and more": 15,
    }  # fmt: skip
    assert customers["employees"].iloc[1] == 20


def test_bands_in_words_are_classes_as_they_are(make) -> None:
    banded = "".join(f"C{n},Name {n},{n % 3}\n" for n in range(30))
    made = make(subscriptions__csv=LINES, customers__csv=f"customer_id,name,tier\n{banded}")
    assert made.columns("customers")["size"] == "tier"


def test_accounts_with_revenue_and_no_start_are_offered_and_the_start_is_asked(make) -> None:
    rows = "A1,Acme,Retail,1200,2026-03-01\nA2,Beta,Tech,2400,2026-09-01\n"
    made = make(accounts__csv=f"account_id,account_name,industry,arr,contract_end\n{rows}")
    assert {each.guess.table for each in made.draft.tables} == {"contracts", "customers"}
    (ask,) = made.asks("start", "contracts")
    assert ask.blocking
    assert made.columns("contracts") == {
        "customer_id": "account_id", "arr": "arr", "end": "contract_end",
    }  # fmt: skip
    assert not make(accounts__csv=f"account_id,account_name,industry,arr,contract_end\n{rows}",
                    subscriptions__csv=LINES).asks("start", "contracts")  # fmt: skip


def test_arr_by_account_and_month_is_a_twelfth_each_month(make) -> None:
    rows = "A1,2025-01,1200\nA2,2025-01,2400\nA1,2025-02,1200\n"
    made = make(arr_by_account__csv=f"account_id,month,arr\n{rows}")
    assert made.table("mrr_snapshots").keys["scale"] == {"mrr": 1 / 12}
    assert made.table("mrr_snapshots").values("mrr") is not None
    assert made.asks("mrr", "mrr_snapshots")


def test_events_with_a_metric_are_usage_and_no_survey(make) -> None:
    rows = "2025-01-01T10:00:00,C1,logins,5\n2025-01-02T10:00:00,C2,exports,3\n"
    made = make(subscriptions__csv=LINES, events__csv=f"timestamp,org_id,metric,value\n{rows}")
    assert made.columns("usage") == {
        "date": "timestamp", "customer_id": "org_id", "metric": "metric", "value": "value",
    }  # fmt: skip


def test_invoices_find_their_client_through_the_matter(make) -> None:
    bills = "invoice_no,matter_id,invoice_date,amount\nI1,M-1,2025-01-31,5\nI2,M-2,2025-01-31,7\n"
    matters = "matter_id,client_id,title\nM-1,CL1,Lease\nM-2,CL2,Suit\n"
    made = make(invoices__csv=bills, matters__csv=matters)
    lookup = made.table("invoices").guess.sheet.lookups[0]
    assert (lookup.mine, lookup.theirs, lookup.columns) == (
        "matter_id",
        "matter_id",
        {"client_id": "client_id"},
    )


@pytest.mark.parametrize("name", ["Renewal Date", "Next Renewal", "Cancelled At"])
def test_a_renewal_or_a_click_is_proposed_as_the_end_and_asked(make, name: str) -> None:
    content = f"Company,Contract Start,{name},ARR\nAcme,2025-01-01,2026-01-01,12\n"
    made = make(contracts__csv=content)
    assert made.columns("contracts") == {
        "customer_id": "Company", "start": "Contract Start", "end": name, "arr": "ARR",
    }  # fmt: skip
    assert any(
        f"is '{name}' first day without service" in ask.text
        for ask in made.asks("end", "contracts")
    )


def test_the_contract_s_own_words_of_a_status_are_read_without_a_question(make) -> None:
    head = "invoice_id,customer_id,invoice_date,amount,status\n"
    made = make(export__csv=f"{head}I1,C1,2025-01-01,9,paid\nI2,C2,2025-01-01,8,void\n")
    assert made.columns("invoices")["status"] == "status"
    assert not made.asks("status", "invoices")


def test_no_question_on_words_lacks_the_words(make) -> None:
    head = "invoice_id,customer_id,invoice_date,amount,status\n"
    made = make(export__csv=f"{head}I1,C1,2025-01-01,9,paid\nI2,C2,2025-01-01,8,paid\n")
    assert not [ask for ask in made.asks("status", "invoices") if "()" in ask.text]


def test_a_price_by_an_unknown_period_waits_for_the_answer(make) -> None:
    head = "customer_id,start,end,amount,billing_period\n"
    made = make(contracts__csv=f"{head}C1,2025-01-01,,9,day\nC2,2025-01-01,,9,month\n")
    assert made.columns("contracts")["billing_period"] == "billing_period"
    (ask,) = made.asks("billing_period", "contracts")
    assert (ask.blocking, "(day)" in ask.text) == (True, True)


def test_day_month_and_two_digits_of_the_year_are_read_or_asked(make) -> None:
    head = "Customer,Start,End,MRR\n"
    made = make(subscriptions__csv=f"{head}A,01-02-25,,5\nB,15-03-25,,6\n")
    assert made.table("contracts").keys["date_format"] == "%d-%m-%y"
    assert made.table("contracts").values("start").iloc[1].isoformat()[:10] == "2025-03-15"
    made = make(subscriptions__csv=f"{head}A,01-02-25,,5\nB,05-03-25,,6\n")
    assert made.asks("start", "contracts")[0].blocking


def test_keys_days_money_and_classes_matter_and_prose_does_not() -> None:
    customers, contracts = TABLES["customers"], TABLES["contracts"]
    assert all(_matters(customers.column(name)) for name in ("customer_id", "size", "region"))
    assert all(_matters(contracts.column(name)) for name in ("mrr", "start", "line_id", "discount"))
    assert not _matters(contracts.column("churn_reason"))


@pytest.mark.parametrize("name", ["acquired_on", "parent_id"])
def test_a_weak_name_is_asked(make, name: str) -> None:
    rows = "C1,One,2024-01-01,G1\nC2,Two,2024-02-01,G2\n"
    made = make(customers__csv=f"customer_id,name,created_at,group_id\n{rows}")
    assert made.table("customers").guess.columns[name].confidence < SURE
    assert made.asks(name, "customers")
