"""What customers did for us; a referral is of a customer that says it was referred."""

from collections.abc import Iterator, Mapping, Sequence

from cs_lib.sample.calendar import DAY
from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell, day
from cs_lib.sample.journey import Journey
from cs_lib.sample.plan import ADVOCACY, Plan

HEADER = ["date", "customer_id", "form", "influenced_arr"]
_FORMS = ("review", "business_case", "event", "testimonial")
_ASKED = 12
"""How many advocates are tried for a referral: not all, so that large companies stay quick."""


def rows(
    plan: Plan, journeys: Sequence[Journey], arr: Mapping[str, float]
) -> Iterator[Sequence[Cell]]:
    """The log since the opening: deeds of advocates, then the referrals that were followed.

    `arr` is what each account pays, the report's currency: what a referral of it brought.
    """
    advocates = [journey for journey in journeys if "advocacy" in journey.entered]
    for journey in advocates:
        draws = Draws(plan.seed, ADVOCACY, journey.account.index)
        for _ in range(draws.integer(1, 3)):
            on = journey.entered["advocacy"] + DAY * draws.integer(0, 300)
            form = draws.pick(_FORMS)
            if plan.calendar.opening < on <= journey.until:
                yield day(on), journey.account.customer_id, form, ""
    draws = Draws(plan.seed, ADVOCACY, len(plan.accounts))
    for journey in journeys:
        if journey.account.acquired_via == "referral" and journey.live:
            on = journey.begun - DAY * draws.integer(20, 90)
            asked = [draws.pick(advocates) for _ in range(_ASKED)] if advocates else []
            known = [a for a in asked if a.entered["advocacy"] <= on <= a.until]
            if known and on > plan.calendar.opening:
                who = known[0].account.customer_id
                yield day(on), who, "referral", f"{arr[journey.account.customer_id]:.2f}"
