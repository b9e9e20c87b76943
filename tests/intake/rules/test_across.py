"""Contradictions and oddities: counted in rows and money, never refused; worked by hand."""

import pandas as pd
import pytest

from cs_lib.intake.scope import annual_value

HEAD = "customer_id,start,end,mrr,product_id,line_type,churn_flag,currency\n"


def line(intake, rule: str, table: str = "contracts") -> dict:
    """The one line of the quality table for a rule; an empty one where there is none."""
    found = intake.quality[(intake.quality["rule"] == rule) & (intake.quality["table"] == table)]
    assert len(found) <= 1
    return dict(found.iloc[0]) if len(found) else {}


def counted(intake, rule: str, table: str = "contracts") -> tuple:
    found = line(intake, rule, table)
    assert found["action"] in ("kept", "estimated")
    amount = None if pd.isna(found["amount"]) else found["amount"]
    return found["rows"], amount


def test_overlapping_terms_of_one_product(client) -> None:
    intake = client.contracts(
        HEAD
        + "C1,2025-01-01,2026-01-01,100,A,,,\n"
        + "C1,2025-12-31,2027-01-01,110,A,,,\n"  # a day too early
        + "C1,2026-01-01,2027-01-01,50,B,,,\n"  # another product
        + "C2,2025-01-01,2026-01-01,10,A,,,\n"
        + "C2,2026-01-01,,20,A,,,\n"  # follows without a gap
        + "C2,2027-01-01,,30,A,,,\n"  # the one before is open
        + "C3,2025-01-01,,40,A,trial,,\n"
        + "C3,2025-02-01,,40,A,,,\n"  # a trial counts for nothing
    )
    assert counted(intake, "overlap") == (2, 12 * (110 + 30))
    assert "Whatever the product and the line type: 4 lines" in line(intake, "overlap")["detail"]


def test_lines_that_cover_no_day(client) -> None:
    intake = client.contracts(HEAD + "C1,2025-01-01,2025-01-01,100,A,,,\n")
    assert counted(intake, "zero_length") == (1, 1200)
    assert len(intake.tables["contracts"]) == 1


def test_lines_out_of_scope_are_kept_and_counted_by_type(client) -> None:
    intake = client.contracts(
        HEAD
        + "C1,2025-01-01,,100,A,usage,,\nC1,2025-01-01,,1,B,usage,,\nC1,2025-01-01,,2,C,,,\n"
        + "C1,2025-01-01,,3,D,usage_committed,,\nC1,2025-01-01,,4,E,recurring,,\n"
    )
    assert counted(intake, "out_of_scope") == (2, 1212)
    assert len(intake.tables["contracts"]) == 5


@pytest.mark.parametrize("kind", ["one_off", "services"])
def test_what_does_not_recur_has_no_annual_value(client, kind: str) -> None:
    rows = f"C1,2025-01-01,,100,A,{kind},,\nC1,2025-01-01,,2,C,,,\n"
    assert counted(client.contracts(HEAD + rows), "out_of_scope") == (1, None)


def test_lines_that_start_later(client) -> None:
    rows = "C1,2026-09-30,,1,A,,,\nC1,2026-10-01,,2,B,,,\n"
    assert counted(client.contracts(HEAD + rows), "starts_after_as_of") == (1, 24)


def test_lines_marked_as_churned_that_still_run(client) -> None:
    intake = client.contracts(
        HEAD
        + "C1,2025-01-01,,100,A,,true,\n"
        + "C2,2025-01-01,2026-09-30,10,A,,true,\n"  # ended: its last day was the 29th
        + "C3,2025-01-01,,10,A,trial,true,\n"
        + "C4,2025-01-01,,10,A,,false,\n"
    )
    assert counted(intake, "line_flagged_but_live") == (1, 1200)


def test_a_price_without_its_period(client) -> None:
    text = (
        "customer_id,start,end,amount,billing_period\nC1,2025-01-01,,10,\nC2,2025-01-01,,10,year\n"
    )
    intake = client.contracts(text)
    assert counted(intake, "billing_period_assumed") == (1, 120)
    assert line(intake, "billing_period_assumed")["action"] == "estimated"


def test_an_end_in_the_far_future_is_no_end(client) -> None:
    rows = "C1,2025-01-01,9999-12-31,1,A,,,\nC1,2025-01-01,2199-12-31,1,B,,,\n"
    intake = client.contracts(HEAD + rows)
    assert intake.tables["contracts"]["end"].isna().tolist() == [True, False]
    assert counted(intake, "far_future_end") == (1, 12)


def test_times_of_day_are_noted(client) -> None:
    rows = "C1,2025-01-01 08:30:00,,1,A,,,\nC2,2025-01-01 00:00:00,,1,A,,,\n"
    assert counted(client.contracts(HEAD + rows), "time_of_day") == (1, None)


def test_foreign_money_is_said_to_be_unconverted(client) -> None:
    rows = "C1,2027-01-01,,1,A,,,USD\nC2,2027-01-01,,2,A,,,EUR\nC3,2027-01-01,,3,A,,,\n"
    found = line(client.contracts(HEAD + rows), "starts_after_as_of")
    assert found["amount"] == 72
    assert found["detail"].endswith("; amount adds USD as it stands, not converted")


def test_foreign_money_is_converted_at_the_last_rate(client) -> None:
    rows = "C1,2027-01-01,,1,A,,,USD\nC2,2027-01-01,,2,A,,,EUR\nC3,2027-01-01,,3,A,,,\n"
    client.write("contracts.csv", HEAD + rows)
    # the rate of the last day of the review counts, no later one
    client.write("fx.csv", "currency,month,rate\nUSD,2025-01,0.8\nUSD,2025-12,0.5\nUSD,2027-01,9\n")
    found = line(client.load(contracts="contracts.csv", fx="fx.csv"), "starts_after_as_of")
    assert found["amount"] == 66  # 12 x (0.5 + 2 + 3)
    assert "converted" not in found["detail"]


def test_rows_kept_out_are_worth_what_they_are_in_the_reports_currency(client) -> None:
    rows = "C1,2025-01-01,,1,A,,,EUR\nC2,soon,,10,A,,,USD\nC3,soon,,1,A,,,CHF\n"
    client.write("contracts.csv", HEAD + rows)
    client.write("fx.csv", "currency,month,rate\nUSD,2025-01,0.5\n")
    loaded = client.load({"bad_rows": "quarantine"}, contracts="contracts.csv", fx="fx.csv")
    found = line(loaded, "not_a_date")
    assert found["amount"] == 72  # 12 x (10 x 0.5 + 1 franc, for which there is no rate)
    assert found["detail"].endswith("; amount adds CHF as it stands, not converted")


@pytest.fixture
def paying(client):
    """C1 pays 100 a month, C2 paid until the end of August, C3 has a trial."""
    client.write(
        "contracts.csv",
        HEAD
        + "C1,2025-01-01,,60,A,,,\nC1,2025-01-01,,40,B,,,\n"
        + "C2,2025-01-01,2026-09-01,10,A,,,\nC3,2025-01-01,,5,A,trial,,\n",
    )
    return client


def test_customers_marked_as_churned_who_still_pay(paying) -> None:
    paying.write("c.csv", "customer_id,churned,acquired_on\nC1,yes,\nC2,yes,\nC3,yes,\nC4,no,\n")
    intake = paying.load(contracts="contracts.csv", customers="c.csv")
    assert counted(intake, "churned_flag_but_paying", "customers") == (1, 1200)
    detail = line(intake, "churned_flag_but_paying", "customers")["detail"]
    assert "of 3 that the client counts as churned, 1 have a paying line on 2026-09-30" in detail


def test_accounts_with_a_churn_event_who_still_pay(paying) -> None:
    paying.write(
        "e.csv", "customer_id,date\nC1,2026-01-01\nC1,2026-02-01\nC2,2026-09-01\nC9,2026-01-01\n"
    )
    intake = paying.load(contracts="contracts.csv", churn_events="e.csv")
    assert counted(intake, "churn_event_but_paying", "churn_events") == (1, 1200)


def test_an_event_that_is_yet_to_come_contradicts_nothing(paying) -> None:
    paying.write("e.csv", "customer_id,date\nC1,2026-10-01\n")
    intake = paying.load(contracts="contracts.csv", churn_events="e.csv")
    assert not line(intake, "churn_event_but_paying", "churn_events")


def test_the_same_check_on_snapshots(client) -> None:
    client.write("m.csv", "customer_id,month,mrr\nC1,2026-08,10\nC1,2026-09,20\nC2,2026-08,5\n")
    client.write("c.csv", "customer_id,churned\nC1,1\nC2,1\n")
    intake = client.load(mrr_snapshots="m.csv", customers="c.csv")
    assert counted(intake, "churned_flag_but_paying", "customers") == (1, 240)


def test_the_same_check_on_invoices(client) -> None:
    """C1: 1,200 a year, 60 of it credited; C2 owes, C3 is over, C4 does not say for when."""
    client.write(
        "i.csv",
        "invoice_id,customer_id,issued,amount,service_start,service_end,status\n"
        "1,C1,2026-01-01,1200,2026-01-01,2027-01-01,paid\n"
        "2,C1,2026-02-01,-60,2026-01-01,2027-01-01,\n"
        "3,C2,2026-09-01,100,2026-09-01,2026-10-01,open\n"
        "4,C3,2026-08-01,100,2026-08-01,2026-09-01,paid\n"
        "5,C4,2026-09-15,100,,,paid\n",
    )
    client.write("c.csv", "customer_id,churned\nC1,1\nC2,1\nC3,1\nC4,1\n")
    intake = client.load(invoices="i.csv", customers="c.csv")
    assert counted(intake, "churned_flag_but_paying", "customers") == (1, 1_140)


def test_invoices_without_service_periods_contradict_nothing(client) -> None:
    client.write("i.csv", "invoice_id,customer_id,issued,amount\n1,C1,2026-09-01,100\n")
    client.write("c.csv", "customer_id,churned\nC1,1\n")
    intake = client.load(invoices="i.csv", customers="c.csv")
    assert not line(intake, "churned_flag_but_paying", "customers")


def test_usage_and_tickets_before_the_customer_was_one(paying) -> None:
    paying.write("u.csv", "date,customer_id,metric,value\n2024-12-31,C1,a,1\n2025-01-01,C1,a,1\n")
    paying.write("t.csv", "ticket_id,customer_id,opened\nT1,C1,2024-06-01\nT2,C2,2024-12-01\n")
    paying.write("c.csv", "customer_id,acquired_on\nC1,2024-07-01\nC2,2024-01-01\nC3,\n")
    intake = paying.load(
        contracts="contracts.csv", usage="u.csv", tickets="t.csv", customers="c.csv"
    )
    assert counted(intake, "before_first_start", "usage") == (1, None)
    assert counted(intake, "before_first_start", "tickets") == (2, None)
    assert counted(intake, "before_sign_up", "tickets") == (1, None)


def test_customers_that_only_one_side_knows(paying) -> None:
    paying.write("c.csv", "customer_id\nC1\nC9\n")
    paying.write("t.csv", "ticket_id,customer_id,opened\nT1,C8,2026-01-01\nT2,C8,2026-01-02\n")
    intake = paying.load(contracts="contracts.csv", customers="c.csv", tickets="t.csv")
    assert counted(intake, "orphan_customer", "customers") == (1, None)
    assert counted(intake, "orphan_customer", "tickets") == (2, None)
    assert counted(intake, "not_in_customers") == (2, 12 * (10 + 5))


def test_clean_data_is_not_talked_about(paying) -> None:
    paying.write("contracts.csv", HEAD + "C1,2025-01-01,,60,A,,,\nC1,2025-01-01,,40,B,,,\n")
    paying.write("c.csv", "customer_id\nC1\n")
    assert paying.load(contracts="contracts.csv", customers="c.csv").quality.empty


PRICES = [
    ("arr", {"arr": 1200, "mrr": 1}, 1200),
    ("mrr", {"mrr": 100, "amount": 1}, 1200),
    ("week", {"amount": 10, "billing_period": "week"}, 520),
    ("quarter", {"amount": 300, "billing_period": "quarter"}, 1200),
    ("half a year", {"amount": 600, "billing_period": "half_year"}, 1200),
    ("year", {"amount": 1200, "billing_period": "year"}, 1200),
    ("list", {"list_price": 40, "qty": 10, "discount": 0.25}, 3600),
    ("one unit, no discount", {"list_price": 40}, 480),
    ("six months", {"amount": 60_000, "billing_period": "term", "end": "2022-12-01"}, 120_000),
    ("three years", {"amount": 36_000, "billing_period": "term", "end": "2025-06-01"}, 12_000),
    ("73 days", {"amount": 730, "billing_period": "term", "end": "2022-08-13"}, 3652.5),
]


@pytest.mark.parametrize(("given", "worth"), [p[1:] for p in PRICES], ids=[p[0] for p in PRICES])
def test_what_a_line_is_worth_a_year(client, given: dict, worth: float) -> None:
    row = {"customer_id": "C1", "start": "2022-06-01", "end": ""} | given
    text = f"{','.join(row)}\n{','.join(map(str, row.values()))}\n"
    lines = client.contracts(text).tables["contracts"]
    assert annual_value("contracts", lines).tolist() == [pytest.approx(worth)]


def test_an_open_term_has_no_known_worth(client) -> None:
    text = "customer_id,start,end,amount,billing_period\nC1,2025-01-01,,100,term\n"
    assert annual_value("contracts", client.contracts(text).tables["contracts"]).isna().all()
