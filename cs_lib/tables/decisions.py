"""The tables of step 9, and the corrections that a person made by hand."""

from cs_lib.tables.spec import Column, TableSpec

OPTION_TYPES = ("process", "play", "health_score", "tool", "other")
OPTION_STATES = ("chosen", "parked", "stopped", "delegated", "done")
LEVERS = ("retention", "expansion", "upsell")
QUADRANTS = ("high_performers", "untrained", "unmotivated", "need_to_exit")

OPTIONS = TableSpec(
    name="options",
    purpose="at most ten things that could be done now, with what each would cost and risk",
    key=("option",),
    unlocks="step 9: pick ONE",
    columns=(
        Column("option", "id", "short name", required=True, example="renewal-play"),
        Column("type", "category", "what kind of thing it is", allowed=OPTION_TYPES,
               default="other", example="play"),
        Column("lever", "category", "what it moves", allowed=LEVERS, example="retention"),
        Column("segment", "category", "segment it is for; empty = all", example="Mid-market"),
        Column("quadrant", "category", "Skill/Will quadrant it is for; empty = all",
               allowed=QUADRANTS, example="untrained"),
        Column("cost", "number", "cost of doing it", unit="money", low=0, example="15000"),
        Column("hours", "number", "hours of work", unit="hours", low=0, example="160"),
        Column("effect", "number", "ARR it is expected to save or add a year", unit="money",
               example="90000"),
        Column("probability", "number", "chance that it works", unit="share", low=0, high=1,
               example="0.6"),
        Column("impact", "number", "harm if it goes wrong", unit="points", low=0, high=5,
               example="1"),
        Column("reversible", "flag", "can be undone", example="true"),
        Column("state", "category", "what was decided", allowed=OPTION_STATES, example="parked"),
        Column("reason", "text", "why", example="no data before Q4"),
    ),
)  # fmt: skip

DECISION = TableSpec(
    name="decision",
    purpose="the ONE option chosen, by whom and when",
    key=("option",),
    unlocks="step 9: the decision record; step 10: did it work?",
    columns=(
        Column("option", "id", "the option chosen, as in options", required=True,
               example="renewal-play"),
        Column("decided_on", "date", "day of the decision", required=True, example="2026-07-05"),
        Column("decided_by", "text", "who decided", person=True, example="COO"),
        Column("owner", "text", "who answers for it", person=True,
               example="VP Customer Success"),
        Column("reason", "text", "why this one", example="largest saving for the hours"),
        Column("stop_if", "text", "what would make us stop", example="no effect by 31 December"),
    ),
)  # fmt: skip

TESTS = TableSpec(
    name="tests",
    purpose="how the chosen option will be judged, written down before it starts",
    key=("option", "metric"),
    unlocks="step 10: are we doing it, and is it working?",
    spans=(("start", "judged_on"),),
    columns=(
        Column("option", "id", "the option, as in options", required=True, example="renewal-play"),
        Column("metric", "text", "what is measured", required=True, example="gross renewal rate"),
        Column("kind", "category", "are we doing it (execution), or is it working (effect)?",
               required=True, allowed=("execution", "effect"), example="effect"),
        Column("baseline", "number", "value before", unit="units", example="0.84"),
        Column("target", "number", "value aimed at", unit="units", example="0.90"),
        Column("actual", "number", "value reached", unit="units", example="0.88"),
        Column("start", "date", "first day", example="2026-07-15"),
        Column("judged_on", "date", "day of the verdict", required=True, example="2026-12-31"),
        Column("segment", "category", "who is treated; empty = all", example="Mid-market"),
        Column("comparison", "text", "whom they are compared with",
               example="Small, matched on size"),
        Column("play", "id", "the play, as in activities; empty = the option's name",
               example="renewal-play"),
    ),
)  # fmt: skip

OVERRIDES = TableSpec(
    name="overrides",
    purpose="values that a person has set by hand, each with a reason and a name",
    key=("table", "key", "column"),
    unlocks="corrections that are shown and counted in the report",
    columns=(
        Column("table", "id", "table of the value", required=True, example="contracts"),
        Column("key", "text", "key of the row", required=True, example="L000017"),
        Column("column", "id", "column of the value", required=True, example="end"),
        Column("value", "text", "the value to use", required=True, example="2026-12-31"),
        Column("reason", "text", "why", required=True,
               example="signed extension not in the CRM yet"),
        Column("who", "text", "who says so", required=True, person=True, example="P03"),
        Column("until", "date", "last day on which it holds; empty = for good",
               example="2026-12-31"),
    ),
)  # fmt: skip
