"""The tables that carry revenue: one of `contracts`, `invoices` or `mrr_snapshots` is required."""

from cs_lib.tables.spec import Column, TableSpec

LINE_TYPES = ("recurring", "usage_committed", "usage", "one_off", "services", "trial", "free")
BILLING_PERIODS = ("week", "month", "quarter", "half_year", "year", "term")

CURRENCY = Column(
    "currency",
    "category",
    "ISO 4217 code the amounts are in; empty = the report's currency",
    example="EUR",
)
LINE_TYPE = Column(
    "line_type",
    "category",
    "what kind of revenue the line is; only recurring and usage_committed count as recurring revenue",
    allowed=LINE_TYPES,
    default="recurring",
    example="recurring",
)
PRODUCT = Column("product_id", "id", "the product or plan sold", example="analytics")

CONTRACTS = TableSpec(
    name="contracts",
    purpose="one row per contract line and term: who pays what from when to when",
    key=("line_id", "start", "recorded_on"),
    key_may_lack=("recorded_on",),
    spans=(("start", "end"), ("paused_from", "paused_to"), ("recorded_on", "superseded_on")),
    one_of=("mrr", "arr", "amount", "list_price"),
    unlocks="every step",
    columns=(
        Column("customer_id", "id", "the customer that pays", required=True, example="C0001"),
        Column("start", "date", "first day of service", required=True, example="2025-04-01"),
        Column("end", "date", "first day without service (exclusive); empty = open-ended",
               required=True, blank=True, exclusive=True, example="2026-04-01"),
        Column("line_id", "id",
               "names the line; a renewal or amendment may repeat it with a later start",
               example="L000017"),
        PRODUCT,
        Column("family", "id",
               "products that replace each other: a move within one is a tier migration",
               example="core"),
        Column("tier", "id", "level of the product within its family", example="pro"),
        Column("qty", "number", "seats or units", unit="units", example="25"),
        Column("list_price", "number", "list price of one unit for one billing period",
               unit="money", example="40"),
        Column("discount", "number", "recurring discount as a share of the list price",
               unit="share", low=0, high=1, example="0.15"),
        Column("amount", "number", "price of the whole line for one billing period, after discount",
               unit="money", example="850"),
        Column("mrr", "number", "monthly recurring revenue of the line", unit="money",
               example="850"),
        Column("arr", "number", "annual recurring revenue of the line", unit="money",
               example="10200"),
        Column("billing_period", "category",
               "what amount and list_price cover; term = the whole time from start to end",
               allowed=BILLING_PERIODS, default="month", example="year"),
        CURRENCY,
        LINE_TYPE,
        Column("auto_renew", "flag", "renews by itself", example="true"),
        Column("signed_on", "date", "day the line was signed", example="2025-03-12"),
        Column("notice_date", "date", "day the customer gave notice", example="2026-01-10"),
        Column("escalator", "number", "contracted yearly price rise", unit="share", low=-1, high=1,
               example="0.03"),
        Column("churn_reason", "text", "why the line ended", example="budget"),
        Column("controllable", "flag", "the loss could have been prevented by us", example="true"),
        Column("churn_flag", "flag", "the client's own mark that this line has churned",
               example="false"),
        Column("paused_from", "date", "first day of a pause of the line", example="2025-07-01"),
        Column("paused_to", "date",
               "first day of service after the pause (exclusive); empty = paused to the line's end",
               exclusive=True, example="2025-10-01"),
        Column("served_until", "date",
               "first day without service, where it went on unsigned after the end (exclusive)",
               exclusive=True, example="2026-05-15"),
        Column("recorded_on", "date", "day the row became known", example="2026-04-10"),
        Column("superseded_on", "date",
               "day another row took this one's place (exclusive); empty = still holds",
               exclusive=True, example="2026-05-02"),
        Column("source", "text", "system or document the line comes from", example="crm"),
    ),
)  # fmt: skip

INVOICES = TableSpec(
    name="invoices",
    purpose="one row per invoice line",
    key=("invoice_id", "line_id"),
    spans=(("service_start", "service_end"),),
    unlocks="every step, where no contracts are given; else the reconciliation with billings",
    columns=(
        Column("invoice_id", "id", "names the invoice", required=True, example="INV-1009"),
        Column("customer_id", "id", "the customer billed", required=True, example="C0001"),
        Column("issued", "date", "invoice date", required=True, example="2026-03-01"),
        Column("amount", "number",
               "net amount without tax; credits are negative, with the service period they correct",
               required=True, unit="money", example="12000"),
        Column("invoice_total", "number",
               "net total printed on the invoice, the same on each of its lines; only checked",
               unit="money", example="15500"),
        Column("line_id", "id", "names the line within the invoice", example="1"),
        PRODUCT,
        Column("service_start", "date", "first day of the service billed; empty = the day of issue",
               example="2026-03-01"),
        Column("service_end", "date",
               "first day after the service billed (exclusive); empty = taken from the rhythm of the "
            "customer's invoices for the product",
               exclusive=True, example="2027-03-01"),
        Column("qty", "number", "seats or units", unit="units", example="25"),
        Column("unit_price", "number", "list price of one unit for the whole service period",
               unit="money", example="480"),
        CURRENCY,
        LINE_TYPE,
        Column("status", "category",
               "open and past_due lines count until the dunning limit (dunning_days), void ones never",
               allowed=("paid", "open", "past_due", "void", "refunded"), default="paid",
               example="paid"),
    ),
)  # fmt: skip

MRR_SNAPSHOTS = TableSpec(
    name="mrr_snapshots",
    purpose="one row per customer (and product) and month: the recurring revenue at month end; a "
    "missing month is 0",
    key=("customer_id", "month", "product_id", "currency"),
    key_may_lack=("product_id", "currency"),
    unlocks="every step, where neither contracts nor invoices are given",
    columns=(
        Column("customer_id", "id", "the customer that pays", required=True, example="C0001"),
        Column("month", "month", "the month whose last day is meant", required=True,
               example="2026-03"),
        Column("mrr", "number", "monthly recurring revenue", required=True, unit="money",
               example="850"),
        PRODUCT,
        CURRENCY,
    ),
)  # fmt: skip

FX = TableSpec(
    name="fx",
    purpose="month-end exchange rates into the report's currency",
    key=("currency", "month"),
    unlocks="revenue in more than one currency",
    columns=(
        Column("currency", "category", "ISO 4217 code converted from", required=True,
               example="USD"),
        Column("month", "month", "the month whose last day is meant", required=True,
               example="2026-03"),
        Column("rate", "number", "report currency for one unit", required=True, low=0.000001,
               unit="report currency per unit", example="0.92"),
    ),
)  # fmt: skip
