"""The small sheets that workshops fill: one per board of steps 2, 5, 7 and 10."""

from cs_lib.tables.company import DRIVERS
from cs_lib.tables.spec import Column, TableSpec
from cs_lib.tables.success import STAGES

RATINGS = ("good", "bad", "gap")
RACI_ROLES = ("responsible", "accountable", "consulted", "informed")
LESSON_KINDS = ("success", "failure")
STAGE = Column("stage", "category", "stage of the journey", allowed=STAGES, example="adoption")
OWNER = Column("owner", "text", "who answers for it", person=True, example="P03")

PROCESSES = TableSpec(
    name="processes",
    purpose="what works, what does not, and what is missing, by stage of the journey",
    unlocks="step 2: the board of good, bad and gaps",
    columns=(
        Column("process", "text", "what is done, or is missing", required=True,
               example="renewal call 90 days before the end"),
        Column("rating", "category", "good, bad or gap", required=True, allowed=RATINGS,
               example="gap"),
        STAGE,
        Column("driver", "category", "customer-success driver", allowed=DRIVERS, example="renewal"),
        OWNER,
        Column("evidence", "text", "what shows it", example="12 of 40 renewals had a call"),
        Column("hours", "number", "hours a month", unit="hours", low=0, example="20"),
    ),
)  # fmt: skip

HANDOFFS = TableSpec(
    name="handoffs",
    purpose="what one team gives another, by when, and whether it does",
    unlocks="step 2: the hand-off matrix",
    columns=(
        Column("from_team", "category", "team that gives", required=True, example="sales"),
        Column("to_team", "category", "team that receives", required=True,
               example="customer success"),
        Column("artefact", "text", "what is handed over", required=True,
               example="the customer's goals"),
        Column("sla_days", "number", "days allowed", unit="days", low=0, example="5"),
        Column("met", "number", "share of cases in which it was met", unit="share", low=0, high=1,
               example="0.6"),
    ),
)  # fmt: skip

RACI = TableSpec(
    name="raci",
    purpose="who does what at each stage of the journey",
    key=("stage", "team", "role"),
    unlocks="step 2: missing and double responsibilities",
    columns=(
        Column("stage", "category", "stage of the journey", required=True, allowed=STAGES,
               example="adoption"),
        Column("team", "category", "team", required=True, example="customer success"),
        Column("role", "category", "part the team plays", required=True, allowed=RACI_ROLES,
               example="accountable"),
    ),
)  # fmt: skip

INCENTIVES = TableSpec(
    name="incentives",
    purpose="who is paid on what",
    unlocks="step 2: incentives that pull against each other",
    columns=(
        Column("role_type", "category", "role, as in the roster", required=True,
               example="account manager"),
        Column("metric", "text", "what the role is paid on", required=True, example="bookings"),
        Column("share", "number", "share of the variable pay", unit="share", low=0, high=1,
               example="0.7"),
    ),
)  # fmt: skip

MOMENTS = TableSpec(
    name="moments",
    purpose="the moments of truth, as customers see them",
    unlocks="step 5: moments of truth by importance and score",
    columns=(
        Column("moment", "text", "the moment", required=True, example="first login"),
        STAGE,
        Column("importance", "number", "importance to the customer", unit="points", low=0, high=5,
               example="5"),
        Column("score", "number", "how well it goes", unit="points", low=0, high=5, example="3"),
        Column("validated", "flag", "confirmed by customers", example="true"),
    ),
)  # fmt: skip

CHALLENGES = TableSpec(
    name="challenges",
    purpose="each person's three greatest challenges",
    key=("person", "rank"),
    unlocks="step 2: what people struggle with, by role",
    columns=(
        Column("person", "id", "who answered, by code", required=True, person=True,
               example="P03"),
        Column("rank", "integer", "1 = greatest", required=True, low=1, high=3, unit="rank",
               example="1"),
        Column("challenge", "category", "the challenge, in the survey's words", required=True,
               example="no time"),
        Column("role_type", "category", "role", example="csm"),
    ),
)  # fmt: skip

NARRATIVE = TableSpec(
    name="narrative",
    purpose="the blocks of the master narrative, each with what proves it",
    unlocks="step 7: the narrative and its proof",
    columns=(
        Column("block", "category", "part of the narrative", required=True, example="promise"),
        Column("text", "text", "the wording", required=True, example="you plan in days, not weeks"),
        Column("segment", "category", "segment it is for; empty = all", example="Enterprise"),
        Column("metric", "text", "metric or outcome that proves it", example="days to close"),
        Column("date", "date", "day of this wording", example="2026-04-01"),
    ),
)  # fmt: skip

LESSONS = TableSpec(
    name="lessons",
    purpose="what customers who succeeded, and who did not, have taught us",
    unlocks="step 10: lessons and their use",
    columns=(
        Column("date", "date", "day", required=True, example="2026-06-12"),
        Column("lesson", "text", "what was learnt", required=True,
               example="import the data before the kick-off"),
        Column("kind", "category", "learnt from success or from failure", allowed=LESSON_KINDS,
               example="failure"),
        Column("customer_id", "id", "the customer, as in the revenue table", example="C0001"),
        OWNER,
        Column("reused", "integer", "times it was used since", unit="times", low=0, example="3"),
    ),
)  # fmt: skip

ASSESSMENTS = TableSpec(
    name="assessments",
    purpose="questionnaires scored by several raters",
    key=("questionnaire", "item", "rater"),
    unlocks="step 2: the weakest layer, the twelve things, and where raters disagree",
    columns=(
        Column("questionnaire", "category", "which questionnaire", required=True,
               example="centricity"),
        Column("item", "id", "which statement of it", required=True, example="A1"),
        Column("rater", "id", "who scored, by code", required=True, person=True, example="R2"),
        Column("score", "number",
               "the score on the questionnaire's scale; ours run from 0 = not at all to 4 = fully",
               required=True, unit="points", low=0, high=10, example="3"),
        Column("evidence", "text", "what shows it", example="charter of 2025"),
        Column("statement", "text", "the statement as the rater read it", example=""),
    ),
)  # fmt: skip
