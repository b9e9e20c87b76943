"""The tables about the customer's own success: who decides, what counts, how far they are."""

from cs_lib.tables.company import CUSTOMER_ID
from cs_lib.tables.spec import Column, TableSpec

STAGES = (
    "awareness",
    "consideration",
    "trial",
    "contract",
    "adoption",
    "performance",
    "transformation",
    "advocacy",
    "first_value",
)
"""The stages of the recurring revenue boomerang (S4), and the day of the first value (S3)."""
OUTCOME_KINDS = ("required_outcome", "appropriate_experience")
INDICATOR_KINDS = ("adoption", "performance")
SIDES = ("us", "customer")
CONFIDENCES = ("A", "B", "C", "D")

CONTACTS = TableSpec(
    name="contacts",
    purpose="the people on the customer's side, and their part in the renewal",
    key=("customer_id", "contact_id"),
    unlocks="step 6: who decides, and whom we do not know",
    columns=(
        CUSTOMER_ID,
        Column("contact_id", "id", "names the person", required=True, person=True,
               example="K0001"),
        Column("name", "text", "name; leave out where it must not travel", person=True,
               example="J. Doe"),
        Column("persona", "category", "kind of stakeholder", example="economic buyer"),
        Column("decision_role", "category", "part in the decision to renew", example="decides"),
        Column("influence", "number", "influence on the decision", unit="points", low=0, high=5,
               example="4"),
        Column("sentiment", "number", "for (+) or against (-) us", unit="points", low=-2, high=2,
               example="1"),
        Column("success_metric", "text", "how the person measures success",
               example="days to close the books"),
        Column("last_contact", "date", "day of the last contact", example="2026-08-14"),
        Column("left_on", "date", "day the person left; empty = still there", example=""),
        Column("hours_month", "number", "hours a month that the person has for it", unit="hours",
               low=0, example="12"),
    ),
)  # fmt: skip

OUTCOMES = TableSpec(
    name="outcomes",
    purpose="what each customer wants to reach, how it is measured, and who agrees that it was reached",
    unlocks="step 5: the customer's definition of success; step 10: acknowledged value",
    columns=(
        CUSTOMER_ID,
        Column("outcome", "text", "the outcome in the customer's words", required=True,
               example="close the books in 5 days"),
        Column("kind", "category", "what is wanted, or how it should feel", allowed=OUTCOME_KINDS,
               default="required_outcome", example="required_outcome"),
        Column("metric", "text", "what is measured", example="days to close"),
        Column("unit", "text", "unit of the metric", example="days"),
        Column("baseline", "number", "value at the start", unit="as stated in unit", example="12"),
        Column("target", "number", "value aimed at", unit="as stated in unit", example="5"),
        Column("actual", "number", "value on the date", unit="as stated in unit", example="7"),
        Column("date", "date", "day of the actual value, or of this version of the definition",
               example="2026-08-31"),
        Column("evidence", "text", "where the actual value comes from", example="month-end log"),
        Column("acknowledged_by", "text", "who at the customer confirmed it", person=True,
               example="K0001"),
        Column("acknowledged_on", "date", "day it was confirmed", example="2026-09-10"),
        Column("influence", "number", "how far we can influence it", unit="share", low=0, high=1,
               example="0.5"),
        Column("benefit", "number", "worth to the customer a year, as far as reached", unit="money", example="60000"),
        Column("cost", "number", "the customer's cost a year, ours included", unit="money", low=0,
               example="24000"),
    ),
)  # fmt: skip

INDICATORS = TableSpec(
    name="indicators",
    purpose="adoption measured before performance (A.M.P.M.)",
    unlocks="step 5: does adoption come before performance, and by how long?",
    columns=(
        CUSTOMER_ID,
        Column("indicator", "text", "what is measured", required=True,
               example="weekly active planners"),
        Column("kind", "category", "adoption or performance", required=True,
               allowed=INDICATOR_KINDS, example="adoption"),
        Column("baseline", "number", "value at the start", unit="units", example="0"),
        Column("target", "number", "value aimed at", unit="units", example="20"),
        Column("actual", "number", "value on the date", unit="units", example="14"),
        Column("date", "date", "day of the actual value", example="2026-08-31"),
    ),
)  # fmt: skip

MILESTONES = TableSpec(
    name="milestones",
    purpose="the day each customer entered a stage of the journey",
    key=("customer_id", "stage", "entered"),
    unlocks="step 5: time to first value; step 7: the journey",
    columns=(
        CUSTOMER_ID,
        Column("stage", "category", "stage of the journey, or first_value", required=True,
               allowed=STAGES, example="adoption"),
        Column("entered", "date", "day the stage was entered", required=True, example="2025-06-02"),
        Column("evidence", "text", "what shows it", example="first plan published"),
    ),
)  # fmt: skip

VALUE_LEVELS = TableSpec(
    name="value_levels",
    purpose="the ordered levels of value, and what must hold to be on one",
    key=("level",),
    unlocks="step 7: the value path and each account's next step",
    columns=(
        Column("level", "integer", "place in the order, 1 first", required=True, low=1, unit="rank",
               example="2"),
        Column("name", "text", "name of the level", required=True, example="team plans weekly"),
        Column("criterion", "text", "what must hold", example="at least 10 active planners"),
        Column("metric", "category", "metric that shows it, as in usage or indicators",
               example="active_users"),
        Column("threshold", "number", "value from which it holds", unit="units", example="10"),
    ),
)  # fmt: skip

PLANS = TableSpec(
    name="plans",
    purpose="the success plan's steps, ours and the customer's",
    unlocks="step 7: plans on track on both sides; step 6: customer ownership",
    columns=(
        CUSTOMER_ID,
        Column("step", "text", "what is to be done", required=True,
               example="import the price list"),
        Column("side", "category", "who does it", required=True, allowed=SIDES, example="customer"),
        Column("due", "date", "day it is due", example="2026-09-15"),
        Column("done", "date", "day it was done; empty = open", example=""),
        Column("shared_on", "date", "day the plan was shared with the customer",
               example="2026-07-01"),
    ),
)  # fmt: skip

ADVOCACY = TableSpec(
    name="advocacy",
    purpose="what customers did for us: referrals, reviews, cases, events, testimonials",
    unlocks="step 7: advocacy and the revenue it influenced",
    columns=(
        Column("date", "date", "day", required=True, example="2026-05-20"),
        CUSTOMER_ID,
        Column("form", "category", "referral, review, business_case, event, testimonial, ...",
               required=True, example="referral"),
        Column("influenced_arr", "number", "ARR that it helped to win", unit="money", low=0,
               example="18000"),
    ),
)  # fmt: skip

POTENTIAL = TableSpec(
    name="potential",
    purpose="what each customer could pay a year, and how that is known",
    key=("customer_id", "product_id", "date"),
    key_may_lack=("product_id", "date"),
    unlocks="step 1: managing potential instead of ARR; step 8: untapped growth",
    columns=(
        CUSTOMER_ID,
        Column("value", "number", "potential ARR, what is sold included", required=True,
               unit="money", low=0, example="120000"),
        Column("product_id", "id", "product, where the potential is for one", example="analytics"),
        Column("method", "text", "how it was found: seats x price, peers, white space, estimate",
               example="seats x price"),
        Column("confidence", "category", "A measured to D guessed", allowed=CONFIDENCES,
               example="B"),
        Column("date", "date", "day of the estimate", example="2026-06-30"),
    ),
)  # fmt: skip
