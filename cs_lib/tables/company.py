"""The tables about customers, what they do, and what serving them costs."""

from cs_lib.tables.spec import Column, TableSpec

MOTIONS = ("acquire", "retain", "expand", "upsell", "other")
DRIVERS = ("onboarding", "nurturing", "renewal", "upselling", "escalation")
CUSTOMER_ID = Column(
    "customer_id", "id", "the customer, as in the revenue table", required=True, example="C0001"
)

CUSTOMERS = TableSpec(
    name="customers",
    purpose="one row per customer (and per parent, where the parent changes)",
    key=("customer_id", "parent_from"),
    key_may_lack=("parent_from",),
    spans=(("parent_from", "parent_to"),),
    unlocks="names, segments and parents in every list",
    columns=(
        CUSTOMER_ID,
        Column("name", "text", "name shown in the report", example="Acme GmbH"),
        Column("parent_id", "id", "the group the customer belongs to", example="G01"),
        Column("parent_from", "date", "first day under this parent; empty = always",
               example="2025-01-01"),
        Column("parent_to", "date", "first day no longer under it (exclusive); empty = still",
               exclusive=True, example=""),
        Column("predecessor_id", "id",
               "the customer whose business this one continues (a split, or a reseller's)",
               example="C0007"),
        Column("industry", "category", "industry", example="Logistics"),
        Column("size", "category", "size class", example="Mid-market"),
        Column("region", "category", "region or country", example="DACH"),
        Column("owner", "text", "person who looks after the customer", person=True, example="P03"),
        Column("acquired_via", "category", "source of the customer", example="referral"),
        Column("acquired_on", "date", "day the customer signed up", example="2024-02-11"),
        Column("employees", "integer", "people the customer employed when it bought", unit="people",
               low=0, example="340"),
        Column("use_case", "category", "what the customer bought it for",
               example="budget planning"),
        Column("appropriate_experience", "category", "the experience the customer expects",
               example="high-touch"),
        Column("churned", "flag", "the client's own mark that the customer has churned",
               example="false"),
    ),
)  # fmt: skip

CHURN_EVENTS = TableSpec(
    name="churn_events",
    purpose="the client's own log of churn, with reasons",
    unlocks="churn reasons, and the check of the client's churn log against the revenue",
    columns=(
        CUSTOMER_ID,
        Column("date", "date", "day of the event", required=True, example="2026-02-28"),
        Column("reason", "text", "reason code", example="budget"),
        Column("controllable", "flag", "could have been prevented by us", example="true"),
        Column("comment", "text", "in the customer's words", example="switched to a competitor"),
    ),
)  # fmt: skip

COSTS = TableSpec(
    name="costs",
    purpose="the general ledger's cost lines",
    unlocks="step 3: cost ratios; step 8: ranking net of cost",
    columns=(
        Column("period", "month", "month of the cost", required=True, example="2026-03"),
        Column("amount", "number", "cost; credits are negative", required=True, unit="money",
               example="42000"),
        Column("ledger_account", "id", "account of the general ledger", example="6200"),
        Column("cost_centre", "id", "cost centre", example="customer-success"),
        Column("currency", "category",
               "ISO 4217 code the amount is in; empty = the report's currency", example="EUR"),
    ),
)  # fmt: skip

ALLOCATION_KEYS = TableSpec(
    name="allocation_keys",
    purpose="which share of a cost centre serves which motion",
    key=("cost_centre", "motion", "driver", "segment"),
    key_may_lack=("driver", "segment"),
    unlocks="step 3: cost per motion, driver and segment",
    columns=(
        Column("cost_centre", "id", "cost centre, as in costs", required=True,
               example="customer-success"),
        Column("motion", "category", "what the cost buys", required=True, allowed=MOTIONS,
               example="retain"),
        Column("share", "number", "share of the cost centre", required=True, unit="share", low=0,
               high=1, example="0.6"),
        Column("driver", "category", "customer-success driver", allowed=DRIVERS, example="renewal"),
        Column("segment", "category", "segment served; empty = all", example="Enterprise"),
    ),
)  # fmt: skip

ROSTER = TableSpec(
    name="roster",
    purpose="the people who serve customers; further columns are skills scored 0-4",
    key=("person",),
    open_columns=True,
    unlocks="step 2: people; step 3: capacity",
    columns=(
        Column("person", "id", "person, by code or name", required=True, person=True,
               example="P03"),
        Column("role_type", "category", "role", example="csm"),
        Column("fte", "number", "full-time equivalents", unit="FTE", low=0, high=2, example="1"),
        Column("cost", "number", "loaded cost a year", unit="money", low=0, example="95000"),
        Column("segment", "category", "segment served", example="Enterprise"),
        Column("passion", "text", "drivers the person likes to work on, best first, separated by >",
               example="renewal>onboarding"),
        Column("target_metric", "text", "what the person is paid on", example="grr"),
    ),
)  # fmt: skip

ACTIVITIES = TableSpec(
    name="activities",
    purpose="one row per contact or task",
    unlocks="step 2: time by driver; step 4: time by quadrant",
    columns=(
        Column("date", "date", "day", required=True, example="2026-03-04"),
        CUSTOMER_ID,
        Column("person", "id", "person, as in the roster", person=True, example="P03"),
        Column("driver", "category", "customer-success driver", allowed=DRIVERS,
               example="nurturing"),
        Column("channel", "category", "how", example="call"),
        Column("direction", "category", "who turned to whom",
               allowed=( "vendor_to_customer", "customer_to_vendor", "customer_to_customer", "customer_to_third_party", ),
               example="vendor_to_customer"),
        Column("minutes", "number", "time spent", unit="minutes", low=0, example="30"),
        Column("play", "category", "play the contact belongs to", example="onboarding-sprint"),
    ),
)  # fmt: skip

USAGE = TableSpec(
    name="usage",
    purpose="product usage by customer, day or month, and metric",
    unlocks="step 4: skill and will; step 9: health",
    columns=(
        Column("date", "date", "day (or any day of the month)", required=True,
               example="2026-03-31"),
        CUSTOMER_ID,
        Column("metric", "category", "what is counted", required=True, example="active_users"),
        Column("value", "number", "how much", required=True, unit="units", example="18"),
        Column("user_id", "id", "user, where known", person=True, example="U77"),
        Column("entitlement", "number", "what the contract allows", unit="units", low=0,
               example="25"),
    ),
)  # fmt: skip

SURVEYS = TableSpec(
    name="surveys",
    purpose="one row per answer",
    unlocks="the KPI strip; step 5: experience",
    columns=(
        Column("date", "date", "day of the answer", required=True, example="2026-02-14"),
        CUSTOMER_ID,
        Column("instrument", "category", "nps, csat, ces, ...", required=True, example="nps"),
        Column("score", "number", "the answer", required=True, unit="points", example="9"),
        Column("expectation", "number", "what was expected, on the same scale", unit="points",
               example="8"),
        Column("touch_point", "category", "what was asked about", example="onboarding"),
        Column("contact_id", "id", "who answered", person=True, example="K0001"),
        Column("comment", "text", "in the customer's words", example=""),
    ),
)  # fmt: skip

TICKETS = TableSpec(
    name="tickets",
    purpose="one row per support ticket",
    key=("ticket_id",),
    spans=(("opened", "closed"),),
    unlocks="step 2: load; step 9: health",
    columns=(
        Column("ticket_id", "id", "names the ticket", required=True, example="T00017"),
        CUSTOMER_ID,
        Column("opened", "date", "day opened", required=True, example="2026-03-02"),
        Column("closed", "date", "day closed; empty = open", example="2026-03-05"),
        Column("priority", "category", "priority", example="high"),
        Column("severity", "category", "severity", example="2"),
        Column("status", "category", "status", example="closed"),
    ),
)  # fmt: skip
