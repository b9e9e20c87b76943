"""Files as clients send them: what each is taken for, column by column, or what is asked."""

from typing import Any

import pytest

pytestmark = pytest.mark.slow

KEY = "Account No,From,Until"
ROW = "C1,2025-01-01,2026-01-01"

# name: (file, content, table, what must be mapped, keys that must be there, asked about)
DIRTY: dict[str, tuple[str, str, str, dict[str, str], dict[str, Any], str | None]] = {}


def dirty(name, file, content, table, mapped, keys=None, asked=None) -> None:
    """One case: a file, the table and columns it must be taken for, and what must be asked."""
    DIRTY[name] = (file, content, table, mapped, keys or {}, asked)


dirty(
    "German headers, points and commas",
    "vertraege__csv",
    "Kundennummer;Vertragsbeginn;Vertragsende;Jahresbetrag\n4711;01.02.2025;31.01.2026;1.200,00\n"
    "4712;15.03.2025;14.03.2026;2.400,50\n4713;01.04.2025;31.03.2026;99,00\n",
    "contracts",
    {
        "customer_id": "Kundennummer",
        "start": "Vertragsbeginn",
        "end": "Vertragsende",
        "arr": "Jahresbetrag",
    },
    {"decimal": ",", "date_format": "%d.%m.%Y", "end_inclusive": True},
)
dirty(
    "capitals and dashes",
    "x__csv",
    "CUSTOMER-ID,START-DATE,END-DATE,MRR\nC1,2025-01-01,,5\n",
    "contracts",
    {"customer_id": "CUSTOMER-ID", "start": "START-DATE", "end": "END-DATE", "mrr": "MRR"},
)
dirty(
    "camel case",
    "x__csv",
    "accountId,termStartDate,termEndDate,annualContractValue\nC1,2025-01-01,,5\n",
    "contracts",
    {"customer_id": "accountId", "start": "termStartDate", "arr": "annualContractValue"},
)
dirty(
    "trial dates beside the real ones",
    "x__csv",
    f"{KEY},Trial Start Date,Monthly Fee\n{ROW},2024-12-01,5\n",
    "contracts",
    {"start": "From", "end": "Until", "mrr": "Monthly Fee"},
)
dirty(
    "two ids",
    "x__csv",
    f"Subscription ID,{KEY},MRR\nS1,{ROW},5\n",
    "contracts",
    {"line_id": "Subscription ID", "customer_id": "Account No"},
)
dirty(
    "a column renamed after a price",
    "x__csv",
    f"{KEY},Price per seat,Seats,Billing Cycle\n{ROW},40,3,Monthly\n",
    "contracts",
    {"list_price": "Price per seat", "qty": "Seats", "billing_period": "Billing Cycle"},
    {"values": {"billing_period": {"Monthly": "month"}}},
)
dirty(
    "periods in other words",
    "x__csv",
    f"{KEY},Amount,Billing Frequency\n{ROW},40,Semi-Annual\nC2,2025-01-01,,9,Annually\n",
    "contracts",
    {"amount": "Amount", "billing_period": "Billing Frequency"},
    {"values": {"billing_period": {"Semi-Annual": "half_year", "Annually": "year"}}},
)
dirty(
    "trials marked by a flag",
    "x__csv",
    f"{KEY},MRR,Is Trial\n{ROW},40,no\nC2,2025-01-01,,0,yes\n",
    "contracts",
    {"mrr": "MRR"},
)
dirty(
    "trials marked true and false",
    "x__csv",
    f"{KEY},MRR,is_trial\n{ROW},40,False\nC2,2025-01-01,,0,True\n",
    "contracts",
    {"line_type": "is_trial"},
    {"values": {"line_type": {"False": "recurring", "True": "trial"}}},
)
dirty(
    "signs of money",
    "x__csv",
    f'{KEY},Monthly Fee\n{ROW},"$1,200.50"\nC2,2025-01-01,,$5\n',
    "contracts",
    {"mrr": "Monthly Fee"},
    {"constants": {"currency": "USD"}},
    "currency",
)
dirty(
    "seconds since 1970",
    "x__csv",
    "Account No,Started At,Ended At,MRR\nC1,1735689600,1751328000,5\n",
    "contracts",
    {"start": "Started At", "end": "Ended At"},
    {"date_format": "epoch_s"},
)
dirty(
    "two formats of dates",
    "x__csv",
    f"{KEY},MRR\nC1,31/01/2025,12/31/2025,5\n",
    "contracts",
    {"start": "From"},
    {"date_formats": {"start": "%d/%m/%Y", "end": "%m/%d/%Y"}},
)
dirty(
    "months in words",
    "x__csv",
    f"{KEY},MRR\nC1,31-Jan-25,31-Dec-25,5\n",
    "contracts",
    {"start": "From"},
    {"date_format": "%d-%b-%y"},
)
dirty(
    "no end at all",
    "x__csv",
    "Account No,From,MRR\nC1,2025-01-01,5\n",
    "contracts",
    {"start": "From"},
    {"constants": {"end": None}},
    "end",
)
dirty(
    "a name that the door would take",
    "x__csv",
    f"{KEY},MRR,Tier\n{ROW},5,2025-01-01\n",
    "contracts",
    {"mrr": "MRR"},
)
dirty(
    "a status that is no status of an invoice",
    "invoices__csv",
    "Invoice No,Account No,Invoice Date,Net Amount,Status\nI1,C1,2025-01-31,5,zeta\n"
    "I2,C1,2025-02-28,5,zeta\n",
    "invoices",
    {"invoice_id": "Invoice No", "issued": "Invoice Date", "amount": "Net Amount"},
    {"constants": {"status": None}},
    "status",
)
dirty(
    "gross and net",
    "invoices__csv",
    "Invoice No,Account No,Invoice Date,Due Date,Net Amount,Tax Amount,Total Due\n"
    "I1,C1,2025-01-31,2025-02-28,100,19,119\n",
    "invoices",
    {"issued": "Invoice Date", "amount": "Net Amount"},
)
dirty(
    "periods of service",
    "invoices__csv",
    "Inv No,Customer,Invoice Date,Amount,Period Start,Period End\n"
    "I1,C1,2025-01-31,5,2025-01-01,2025-01-31\n",
    "invoices",
    {
        "invoice_id": "Inv No",
        "customer_id": "Customer",
        "service_start": "Period Start",
        "service_end": "Period End",
    },
    {},
    "service_end",
)
dirty(
    "snapshots",
    "mrr__csv",
    "Client,Month,MRR\nC1,2025-01,5\nC1,2025-02,5\n",
    "mrr_snapshots",
    {"customer_id": "Client", "month": "Month", "mrr": "MRR"},
)
dirty(
    "a bare id in a list of accounts",
    "accounts__csv",
    "Id,Name,Country,Created\n001,Acme,DE,2025-01-31\n002,Beta,FR,2025-02-28\n",
    "customers",
    {"customer_id": "Id", "name": "Name", "region": "Country", "acquired_on": "Created"},
)
dirty(
    "name as the only key",
    "customers__csv",
    "Customer,Industry,Region\nAcme,Retail,EU\nBeta,Bank,EU\n",
    "customers",
    {"customer_id": "Customer", "industry": "Industry"},
)
dirty(
    "cases",
    "cases__csv",
    "Case Number,Account ID,Date Opened,Date Closed,Priority\n1,C1,2025-01-31,2025-02-01,High\n"
    "2,C1,2025-02-28,,Low\n",
    "tickets",
    {"ticket_id": "Case Number", "opened": "Date Opened", "closed": "Date Closed"},
)
dirty(
    "the net promoter score in a question",
    "survey__csv",
    "Response Date,Account,How likely are you to recommend us?,Comments\n2025-01-31,C1,9,fine\n"
    "2025-02-28,C2,4,\n",
    "surveys",
    {"date": "Response Date", "score": "How likely are you to recommend us?"},
    {"constants": {"instrument": "nps"}},
    "instrument",
)
dirty(
    "a log of churn",
    "churn__csv",
    "Client ID,Cancelled On,Reason for leaving\nC1,2025-01-31,price\nC2,2025-02-28,price\n",
    "churn_events",
    {"date": "Cancelled On", "reason": "Reason for leaving"},
)
dirty(
    "the general ledger",
    "gl__csv",
    "Posting Period,GL Account,Cost Center,Amount\n2025-01,6200,CS,42000\n",
    "costs",
    {"period": "Posting Period", "ledger_account": "GL Account", "cost_centre": "Cost Center"},
)
dirty(
    "usage",
    "usage__csv",
    "Account ID,Date,Metric,Value\nC1,2025-01-31,logins,5\n",
    "usage",
    {"customer_id": "Account ID", "metric": "Metric", "value": "Value"},
)
dirty(
    "calls",
    "calls__csv",
    "Date,Account,CSM,Duration (min),Type\n2025-01-31,C1,P1,30,call\n",
    "activities",
    {"date": "Date", "customer_id": "Account", "person": "CSM"},
)
dirty(
    "rates",
    "fx__csv",
    "From,Date,Rate\nUSD,2025-01-31,0.92\nGBP,2025-01-31,1.18\n",
    "fx",
    {"currency": "From", "month": "Date", "rate": "Rate"},
)
CONTRACTS = f"{KEY},MRR\n{ROW},5\nC2,2025-01-01,,9\n"


@pytest.mark.parametrize("name", DIRTY)
def test_a_file_as_it_comes(make, name: str) -> None:
    file, content, table, mapped, keys, asked = DIRTY[name]
    beside = (
        {}
        if table in ("contracts", "invoices", "mrr_snapshots")
        else {"subscriptions__csv": CONTRACTS}
    )
    made = make(**{file: content}, **beside)
    found = made.columns(table)
    assert {column: found.get(column) for column in mapped} == mapped
    assert {key: made.table(table).keys.get(key) for key in keys} == keys
    assert asked is None or made.asks(asked, table)


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("x__pdf", "x", "is of a kind that is not read (.pdf)"),
        ("x__csv", "", "is empty"),
        ("plans__csv", "Plan,Price\nA,5\nB,7\n", "no table of the contract has such columns"),
        ("subs__csv", CONTRACTS.replace("Account No", "Colour"), "customer_id"),
        ("old__csv", CONTRACTS, "which is read from subscriptions.csv"),
    ],
)
def test_a_file_that_is_not_used_says_why(make, file: str, content: str, why: str) -> None:
    made = make(subscriptions__csv=CONTRACTS, **{file: content})
    (unused,) = made.draft.unused
    assert why in unused.why
