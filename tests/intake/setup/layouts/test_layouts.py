"""Each vendor's export, by its columns and three rows: what it is taken for, and how it is read.

Columns are those that the vendor documents; rows are invented. The amounts and days expected are
worked by hand from the cells.
"""

import json
from pathlib import Path

import pytest
import yaml

from cs_lib import engagement, intake
from cs_lib.intake.setup import layouts, propose
from cs_lib.tables import TABLES

EXPORTS = [(layout, export) for layout in layouts.layouts() for export in layout.exports]
STRIPE_SUBSCRIPTIONS = [
    {
        "id": f"sub_{place}",
        "object": "subscription",
        "customer": f"cus_{place}",
        "billing_cycle_anchor": 1735689600,
        "start_date": 1735689600,
        "ended_at": ended,
        "currency": currency,
        "status": "canceled" if ended else "active",
        "items": {
            "data": [
                {
                    "id": f"si_{place}",
                    "quantity": 2,
                    "price": {
                        "id": "price_1",
                        "nickname": "Team",
                        "unit_amount": 4900,
                        "recurring": {"interval": "month", "interval_count": 1},
                    },
                }
            ]
        },
    }
    for place, (currency, ended) in enumerate([("usd", None), ("jpy", None), ("usd", 1751328000)])
]
STRIPE_DOWNLOAD = """\
id,Customer ID,Plan,Product,Quantity,Currency,Interval,Amount,Status,Start (UTC),Ended At (UTC)
sub_1,cus_1,price_1,Team,2,usd,month,49.00,active,2025-01-01 00:00,
sub_2,cus_2,price_1,Team,1,usd,year,490.00,canceled,2025-01-15 10:30,2025-07-01 00:00
sub_3,cus_3,price_1,Team,1,usd,month,49.00,trialing,2025-06-20 00:00,
"""
STRIPE_INVOICES = """\
id,customer,created,amount_due,amount_remaining,subtotal,total,total_excluding_tax,currency,status
in_1,cus_1,1735689600,11900,0,10000,11900,10000,eur,paid
in_2,cus_2,1735689600,11900,0,10000,11900,10000,jpy,open
in_3,cus_3,1735689600,11900,0,10000,11900,10000,eur,draft
"""
RECURLY = """\
id,account_id,plan_id,state,activated_at,current_period_started_at,current_period_ends_at,\
expires_at,currency,unit_amount,quantity,subtotal,auto_renew
s1,a1,gold,active,2024-03-01T10:00:00Z,2025-03-01,2026-03-01,,USD,1200.0,1,1200.0,true
s2,a2,gold,active,2024-05-01T10:00:00Z,2025-05-01,2026-05-01,,USD,1200.0,2,2400.0,true
s3,a3,gold,expired,2023-05-01T10:00:00Z,2024-05-01,2025-05-01,2025-05-01T10:00:00Z,USD,1200,1,1200,false
"""
ZUORA = """\
id,account_id,charge_number,charge_type,effective_start_date,effective_end_date,mrr,tcv,quantity,\
transaction_currency,billing_period,product_id
1,a1,C-1,Recurring,2025-01-01,2026-01-01,100,1200,5,EUR,Annual,p1
2,a1,C-2,OneTime,2025-01-01,2025-02-01,0,500,1,EUR,,p2
3,a2,C-3,Recurring,2025-03-01,2026-03-01,50,600,2,EUR,Semi_Annual,p1
"""
CHARGEBEE = """\
id,customer_id,status,currency_code,plan_id,plan_quantity,billing_period,billing_period_unit,\
current_term_start,started_at,cancelled_at,mrr
s1,c1,active,USD,pro,5,1,month,1735689600,1735689600,,24500
s2,c2,cancelled,USD,pro,1,1,month,1735689600,1735689600,1751328000,0
s3,c3,in_trial,USD,pro,1,1,month,1735689600,1735689600,,4900
"""
RECHARGE = """\
id,customer_id,address_id,created_at,cancelled_at,price,quantity,sku,order_interval_unit,\
charge_interval_frequency,status
1,c1,9,2025-01-05T10:00:00,,20.00,1,BOX,month,1,ACTIVE
2,c2,9,2025-02-05T10:00:00,2025-06-05T09:00:00,20.00,2,BOX,month,1,CANCELLED
3,c3,9,2025-03-05T10:00:00,,5.00,1,BAG,week,1,ACTIVE
"""
SALESFORCE = """\
Id,AccountId,Name,Amount,CloseDate,IsWon,IsDeleted,ForecastCategory,Type
006A,001A,Acme new,12000,2025-01-15,TRUE,FALSE,Closed,New
006B,001B,Beta new,24000,2025-02-15,TRUE,FALSE,Closed,New
006C,001C,Gone,5000,2025-03-15,FALSE,FALSE,Omitted,New
"""
HUBSPOT = """\
Record ID,Deal Name,Deal Stage,Close Date,Amount,Currency,Associated Company IDs
1,Acme,Closed Won,2025-01-15 10:00,12000,USD,77
2,Beta,Closed Won,2025-02-15 10:00,24000,USD,78
3,Gone,Closed Lost,2025-03-15 10:00,9000,USD,79
"""
# name: (file, content, table, contract column -> the export's, one row as it must come out, rows)
READ = {
    "Stripe subscriptions": (
        "subs.jsonl",
        "\n".join(map(json.dumps, STRIPE_SUBSCRIPTIONS)),
        "contracts",
        {"line_id": "items.data.id", "customer_id": "customer", "billing_period":
            "items.data.price.recurring.interval"},
        {"customer_id": "cus_0", "start": "2025-01-01", "list_price": 49.0, "qty": 2.0,
         "billing_period": "month", "product_id": "Team", "line_type": "recurring"},
        3,
    ),
    "Stripe subscriptions (download)": (
        "subscriptions.csv", STRIPE_DOWNLOAD, "contracts",
        {"line_id": "id", "list_price": "Amount", "end": "Ended At (UTC)"},
        {"customer_id": "cus_1", "start": "2025-01-01", "list_price": 49.0, "currency": "USD"},
        3,
    ),
    "Stripe invoices": (
        "inv.csv", STRIPE_INVOICES, "invoices",
        {"invoice_id": "id", "amount": "total_excluding_tax", "issued": "created"},
        {"issued": "2025-01-01", "amount": 100.0, "currency": "EUR", "status": "paid"},
        2,
    ),
    "Recurly subscriptions": (
        "subs.csv", RECURLY, "contracts",
        {"amount": "subtotal", "list_price": "unit_amount", "end": "expires_at"},
        {"start": "2024-03-01", "amount": 1200.0, "billing_period": "year"},
        3,
    ),
    "Zuora rate plan charges": (
        "charges.csv", ZUORA, "contracts",
        {"line_id": "charge_number", "mrr": "mrr", "line_type": "charge_type"},
        {"start": "2025-01-01", "end": "2026-01-01", "mrr": 100.0, "billing_period": "year"},
        3,
    ),
    "Chargebee subscriptions": (
        "subs.csv", CHARGEBEE, "contracts",
        {"line_id": "id", "mrr": "mrr", "end": "cancelled_at"},
        {"start": "2025-01-01", "mrr": 245.0, "qty": 5.0, "line_type": "recurring"},
        3,
    ),
    "Recharge subscriptions": (
        "subs.csv", RECHARGE, "contracts",
        {"list_price": "price", "billing_period": "order_interval_unit"},
        {"start": "2025-01-05", "list_price": 20.0, "billing_period": "month"},
        3,
    ),
    "Salesforce opportunities": (
        "opps.csv", SALESFORCE, "contracts",
        {"line_id": "Id", "customer_id": "AccountId", "start": "CloseDate", "signed_on":
            "CloseDate"},
        {"customer_id": "001A", "start": "2025-01-15", "amount": 12000.0},
        2,
    ),
    "HubSpot deals (download)": (
        "deals.csv", HUBSPOT, "contracts",
        {"line_id": "Record ID", "customer_id": "Associated Company IDs"},
        {"customer_id": "77", "start": "2025-01-15", "amount": 12000.0, "currency": "USD"},
        2,
    ),
}  # fmt: skip
ZENDESK = """\
id,organization_id,requester_id,submitter_id,created_at,status,priority
1,77,5,5,2025-02-01T10:00:00Z,closed,high
2,78,6,6,2025-02-02T10:00:00Z,open,low
3,78,6,6,2025-02-03T10:00:00Z,deleted,low
"""
QUALTRICS = """\
StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,ExternalReference,\
DistributionChannel,Q1
Start Date,End Date,Response Type,Progress,Finished,Recorded Date,Response ID,External Data \
Reference,Distribution Channel,How likely are you to recommend us?
"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}",x,x,"{""ImportId"":""finished""}",x,x,x,x,x
2025-03-01 10:00:00,2025-03-01 10:02:00,0,100,1,2025-03-01 10:02:01,R_1,77,email,9
2025-03-02 10:00:00,2025-03-02 10:02:00,0,100,True,2025-03-02 10:02:01,R_2,78,email,4
"""
TASKS = """\
Id,WhatId,WhoId,AccountId,OwnerId,ActivityDate,TaskSubtype,Status
00T1,001A,003A,77,005A,2025-03-01,Call,Completed
00T2,001A,003A,77,005A,2025-03-08,Email,Completed
00T3,001A,003A,77,005A,2026-03-08,Email,Not Started
"""
CONTACTS = """\
Id,AccountId,LastName,Name,Title,MailingCity,LastActivityDate
003A,77,Doe,J. Doe,CFO,Oslo,2025-03-01
003B,77,Roe,R. Roe,CIO,Oslo,2025-03-02
003C,78,Poe,P. Poe,CEO,Bonn,2025-03-03
"""
BESIDE = {
    "Zendesk tickets": (ZENDESK, "tickets", {"customer_id": "77", "opened": "2025-02-01"}, 2),
    "Qualtrics responses (download)": (
        QUALTRICS, "surveys", {"customer_id": "77", "score": 9.0, "date": "2025-03-01"}, 2,
    ),
    "Salesforce tasks": (
        TASKS, "activities", {"customer_id": "77", "date": "2025-03-01", "channel": "Call"}, 2,
    ),
    "Salesforce contacts": (
        CONTACTS, "contacts", {"contact_id": "003A", "persona": "CFO"}, 3,
    ),
}  # fmt: skip


def proposed(folder: Path, **files: str) -> Path:
    given = folder / "given"
    given.mkdir()
    for name, content in files.items():
        (given / name.replace("__", ".")).write_text(content, encoding="utf-8")
    propose.new(folder / "client", [given])
    return folder / "client" / "engagement.yml"


def shown(row: dict[str, object], wanted: dict[str, object]) -> dict[str, object]:
    return {name: str(row[name])[:10] if TABLES_DATES & {name} else row[name] for name in wanted}


TABLES_DATES = {"start", "end", "issued", "date", "opened"}


@pytest.mark.parametrize("name", READ)
def test_an_export_with_revenue_is_read_as_it_is(tmp_path: Path, name: str) -> None:
    file, content, table, columns, first, rows = READ[name]
    made = proposed(tmp_path, **{file.replace(".", "__"): content})
    source = yaml.safe_load(made.read_text("utf-8"))["tables"][table]
    assert columns.items() <= source["columns"].items()
    assert name in made.read_text("utf-8")
    settings = ["currency=EUR"] if name == "Stripe invoices" else []
    frame = intake.load(engagement.load(made, settings)).tables[table]
    assert len(frame) == rows
    assert shown(frame.iloc[0].to_dict(), first) == first


def test_yen_are_not_in_cents(tmp_path: Path) -> None:
    made = proposed(tmp_path, subs__jsonl=READ["Stripe subscriptions"][1])
    prices = intake.load(engagement.load(made)).tables["contracts"]["list_price"].tolist()
    assert prices == [49.0, 4900.0, 49.0]


@pytest.mark.parametrize("name", BESIDE)
def test_an_export_beside_the_revenue(tmp_path: Path, name: str) -> None:
    content, table, first, rows = BESIDE[name]
    contracts = "customer_id,start,end,mrr\n77,2025-01-01,,100\n78,2025-01-01,,100\n"
    made = proposed(tmp_path, contracts__csv=contracts, export__csv=content)
    assert name in made.read_text("utf-8")
    frame = intake.load(engagement.load(made)).tables[table]
    assert len(frame) == rows
    assert shown(frame.iloc[0].to_dict(), first) == first


@pytest.mark.parametrize(
    ("layout", "export"), EXPORTS, ids=[f"{one.vendor} {two.what}" for one, two in EXPORTS]
)
def test_a_layout_speaks_of_the_contract(layout, export) -> None:
    if export.table is None:
        assert export.why
        assert not export.columns
        return
    spec = TABLES[export.table]
    given = set(export.columns) | set(export.constants) | set(export.first_of)
    assert given <= set(spec.column_names)
    assert set(export.scale) | set(export.values) <= given
    assert {what for each in export.beside for what in each.what} <= {
        each.what for each in layout.exports
    }
    for column, words in export.values.items():
        assert set(words.values()) <= set(spec.column(column).allowed)
    lacking = {column.name for column in spec.columns if column.required} - given
    assert lacking <= {"end"}
    assert not spec.one_of or set(spec.one_of) & given


def test_every_vendor_that_is_asked_for_has_a_layout() -> None:
    assert {layout.vendor for layout in layouts.layouts()} >= {
        "Stripe", "Recurly", "Zuora", "Chargebee", "Recharge", "Salesforce", "HubSpot",
        "Zendesk", "Qualtrics",
    }  # fmt: skip


def test_an_export_of_no_use_alone_is_named_with_what_to_give_instead(tmp_path: Path) -> None:
    charges = "id,balance_transaction_id,outcome_type,receipt_email,amount,customer_id,created\n"
    contracts = "customer_id,start,end,mrr\n77,2025-01-01,,100\n"
    made = proposed(tmp_path, contracts__csv=contracts, c__csv=charges + "1,t,x,a@b,5,77,2025\n")
    said = "#   c.csv: Stripe payments: are payments, not what was billed; give the invoices"
    assert said in made.read_text("utf-8").splitlines()


def blocking(made: str) -> list[str]:
    """The questions on the export that only a person can answer."""
    return [line for line in made.splitlines() if line.startswith("ASK (blocking) contracts:")]


def new_says(tmp_path: Path, file: str, content: str) -> str:
    """What `new` says of one export."""
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / file).write_text(content, encoding="utf-8")
    return propose.new(tmp_path / "client", [tmp_path / "given"])


def stripe(**changes: object) -> str:
    """A subscription of the API beside a plain one, with other values at the ends of paths."""
    odd = json.loads(json.dumps(STRIPE_SUBSCRIPTIONS[0] | {"id": "sub_odd"}))
    for path, value in changes.items():
        *keys, last = path.split("__")
        inner = odd
        for key in keys:
            inner = inner[int(key) if key.isdecimal() else key]
        inner[last] = value
    return "\n".join(map(json.dumps, [*STRIPE_SUBSCRIPTIONS, odd]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"discounts": ["di_1"]}, "these name their coupons by id alone"),
        ({"items__data__0__discounts": ["di_1"]}, "these name their coupons by id alone"),
        ({"discount": {"id": "di_1", "coupon": "HALF3"}}, "these name their coupons by id alone"),
        ({"items__has_more": True}, "these subscriptions list only some of their items"),
        ({"items__data__0__price__billing_scheme": "tiered"}, "a price in tiers has no unit"),
        ({"items__data__0__price__recurring__interval": "day"}, "what do the words of"),
    ],
)
def test_what_no_mapping_reads_blocks_only_where_cells_give_cause(tmp_path, changes, said) -> None:
    lines = new_says(tmp_path, "subs.jsonl", stripe(**changes)).splitlines()
    made = [line for line in lines if line.startswith("ASK (blocking) contracts")]
    assert [said in line for line in made] == ([True] if said else [])


@pytest.mark.slow
def test_unpaid_subscriptions_are_asked_about(tmp_path) -> None:
    said = new_says(tmp_path, "subs.jsonl", stripe(status="unpaid"))
    assert "unpaid subscriptions end with the last period that was paid" in said
    assert not blocking(said)


@pytest.mark.slow
def test_the_click_to_cancel_is_not_taken_for_the_end(tmp_path) -> None:
    lines = STRIPE_DOWNLOAD.replace("Ended At (UTC)", "Canceled At (UTC)")
    (line,) = blocking(new_says(tmp_path, "subscriptions.csv", lines))
    assert "when did the service of these end?" in line
    file = tmp_path / "client" / "engagement.yml"
    source = yaml.safe_load(file.read_text("utf-8"))["tables"]["contracts"]
    assert "end" not in source["columns"]


@pytest.mark.slow
def test_a_recharge_box_every_month_is_not_asked_about(tmp_path) -> None:
    assert not blocking(new_says(tmp_path, "subscriptions.csv", RECHARGE))


@pytest.mark.slow
def test_a_recharge_box_every_three_months_is_paid_by_the_quarter(tmp_path) -> None:
    """20.00 each three months are 80.00 a year."""
    lines = RECHARGE.replace("BOX,month,1,ACTIVE", "BOX,month,3,ACTIVE")
    assert "is the price that of one charge" in new_says(tmp_path, "subscriptions.csv", lines)
    made = tmp_path / "client" / "engagement.yml"
    rows = intake.load(engagement.load(made)).tables["contracts"]
    assert (rows["billing_period"][0], rows["list_price"][0]) == ("quarter", 20.0)


@pytest.mark.slow
def test_zuora_discount_charges_are_asked_about(tmp_path) -> None:
    head, *rows = ZUORA.splitlines()
    models = ["Flat Fee Pricing", "Flat Fee Pricing", "Discount-Percentage"]
    lines = [f"{head},charge_model", *(f"{a},{b}" for a, b in zip(rows, models, strict=True))]
    (line,) = blocking(new_says(tmp_path, "charges.csv", "\n".join(lines) + "\n"))
    assert "which charges do these discounts take off from" in line
    assert "in 1 of 3 rows" in line
