"""Success plans: ours are kept as our time allows, the customer's as it has the will."""

import datetime as dt
from collections.abc import Iterator, Sequence

from cs_lib.sample.calendar import DAY
from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell, day
from cs_lib.sample.journey import Journey
from cs_lib.sample.plan import PLANS, Plan

HEADER = ["customer_id", "step", "side", "due", "done", "shared_on"]
COVERED = {"Enterprise": 0.95, "Mid-market": 0.7, "SMB": 0.25}
SHARED = 0.75
ON_TIME_OURS = 0.85
_STEPS = (
    ("agree the outcome and its measure", "us"),
    ("name the person who answers for it", "customer"),
    ("connect the data", "us"),
    ("train the team", "us"),
    ("send the team to the training", "customer"),
    ("move the first process over", "customer"),
    ("review the outcome together", "us"),
    ("present the result to the sponsor", "customer"),
)


def rows(plan: Plan, journeys: Sequence[Journey], as_of: dt.date) -> Iterator[Sequence[Cell]]:
    """The steps of all accounts that were there on a day `as_of`, and had a plan by then."""
    for journey in journeys:
        draws, account = Draws(plan.seed, PLANS, journey.account.index), journey.account
        if not (journey.live and draws.chance(COVERED[account.segment.name])):
            continue
        began = max(journey.begun, plan.calendar.as_of - DAY * draws.integer(90, 300))
        shared = day(began + DAY * 10) if draws.chance(SHARED) else ""
        shared = shared if shared <= day(as_of) else ""
        if began > as_of:
            continue
        for number, (step, side) in enumerate(_STEPS):
            due = began + DAY * (20 + 40 * number)
            kept = ON_TIME_OURS if side == "us" else 0.15 + 0.8 * account.will / 100
            late = draws.integer(-8, 0) if draws.chance(kept) else draws.integer(10, 120)
            done = due + DAY * late
            yield (
                account.customer_id, step, side, day(due), day(done) if done <= as_of else "",
                shared,
            )  # fmt: skip
