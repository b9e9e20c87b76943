"""What each customer wants to reach, how far it is, and whether it says so itself."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cs_lib.sample.calendar import DAY
from cs_lib.sample.contacts import Person
from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell, day
from cs_lib.sample.journey import Journey
from cs_lib.sample.plan import OUTCOMES, Plan

HEADER = [
    "customer_id", "outcome", "kind", "metric", "unit", "baseline", "target", "actual", "date",
    "evidence", "acknowledged_by", "acknowledged_on", "influence", "benefit", "cost",
]  # fmt: skip
_FIRST = {
    "Logistics": ("deliver on time", "late deliveries", "% of deliveries", 8, 16, 0.5),
    "Retail": ("keep the shelves full", "stock-outs", "% of items", 6, 12, 0.5),
    "Manufacturing": ("keep the lines running", "unplanned stops", "hours a month", 20, 60, 0.4),
    "Healthcare": ("report sooner", "time to report", "days", 10, 20, 0.5),
    "Financial services": ("close the books sooner", "time to close", "days", 8, 15, 0.5),
    "Software": ("forecast revenue better", "forecast error", "%", 12, 26, 0.5),
    "Energy": ("buy less balancing power", "balancing power", "MWh a month", 40, 120, 0.7),
    "Media": ("settle campaigns sooner", "time to settle", "days", 6, 12, 0.4),
}
_FURTHER = (
    ("plan in one place", "spreadsheets in use", "files", 30, 120, 0.3),
    ("decide on the same figures", "meetings on whose figure is right", "a month", 6, 14, 0.3),
)
_EXPERIENCE = ("be answered by people who know us", "answers within two days", "%", 50, 75, 1.25)
_FEWER = {"Enterprise": 2, "Mid-market": 1, "SMB": 0}
"""How many further outcomes a segment's accounts name beside the first."""
NAMED, PER_WILL = 0.6, 0.4
"""Share of accounts that name an outcome at all: 0.6, and up to 0.4 more with will."""
CHANGED = 0.1
"""Share of accounts that have changed their first outcome since they signed."""


@dataclass(frozen=True)
class Outcome:
    """One outcome of one account; `attained` is the true share of the way to the target."""

    journey: Journey
    wording: tuple[str, str, str]
    kind: str
    baseline: float
    target: float
    attained: float
    on: dt.date
    complete: bool = True
    evidence: bool = False
    by: str = ""
    confirmed: dt.date | None = None
    influence: float = 0.5
    arr: float = 0.0
    worth: tuple[float, float] | None = None

    @property
    def actual(self) -> float:
        """The measured value."""
        return round(self.baseline + self.attained * (self.target - self.baseline), 1)


def draw(
    plan: Plan, journeys: Sequence[Journey], people: Sequence[Person], arr: Mapping[str, float]
) -> list[Outcome]:
    """All outcomes; `arr` is each account's last ARR in the report's currency."""
    first: dict[str, Person] = {}
    for person in people:
        first.setdefault(person.journey.account.customer_id, person)
    found: list[Outcome] = []
    for journey in journeys:
        draws = Draws(plan.seed, OUTCOMES, journey.account.index)
        if draws.chance(NAMED + PER_WILL * journey.account.will / 100):
            who = journey.account.customer_id
            found += _of_account(draws, journey, first[who].contact_id, arr[who])
    return found


def _of_account(draws: Draws, journey: Journey, who: str, arr: float) -> Iterator[Outcome]:
    account = journey.account
    on = max(journey.begun, journey.until - DAY * draws.integer(0, 60))
    attained = journey.share(journey.attained, on)
    first = _outcome(draws, journey, _FIRST[account.industry], attained, on)
    worth = (draws.between(1.2, 3.5), draws.between(1.15, 1.5)) if draws.chance(0.6) else None
    first = replace(first, arr=arr, worth=worth)
    if draws.chance(CHANGED) and (on - journey.begun).days > 400:
        yield replace(
            first, target=round(first.target * 1.1, 1), on=on - DAY * 300, complete=False,
            evidence=False, worth=None,
        )  # fmt: skip
    yield _confirmed(draws, first, who)
    for story in _FURTHER[: _FEWER[account.segment.name]]:
        near = max(0.0, attained + 0.15 * draws.normal())
        yield _confirmed(draws, _outcome(draws, journey, story, near, on), who)
    if account.segment.name != "SMB":
        felt = max(0.0, 0.4 + 0.7 * account.will / 100 + 0.2 * draws.normal())
        experience = _outcome(draws, journey, _EXPERIENCE, felt, on)
        yield replace(experience, kind="appropriate_experience")


def _outcome(
    draws: Draws,
    journey: Journey,
    story: tuple[str, str, str, int, int, float],
    attained: float,
    on: dt.date,
) -> Outcome:
    *wording, low, high, factor = story
    baseline = float(draws.integer(low, high))
    influence = 0.1 if journey.reason == "missing feature" else draws.integer(3, 9) / 10
    return Outcome(
        journey, (wording[0], wording[1], wording[2]), "required_outcome", baseline,
        round(baseline * factor, 1), attained, on, complete=draws.chance(0.9),
        evidence=draws.chance(0.75), influence=influence,
    )  # fmt: skip


def _confirmed(draws: Draws, outcome: Outcome, who: str) -> Outcome:
    """The outcome, acknowledged where half of it is attained and the customer has the will."""
    willing = draws.chance(0.1 + 0.75 * outcome.journey.account.will / 100)
    later = outcome.on + DAY * draws.integer(3, 40)
    if not (willing and outcome.attained >= 0.5 and later <= outcome.journey.until):
        return outcome
    return replace(outcome, by=who, confirmed=later)


def rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[Cell]]:
    """The outcomes table; what an account has not measured is left empty."""
    for each in outcomes:
        benefit, cost = each.worth or (None, None)
        yield (
            each.journey.account.customer_id,
            each.wording[0],
            each.kind,
            *each.wording[1:],
            each.baseline,
            each.target,
            each.actual if each.complete else "",
            day(each.on),
            "the customer's own log" if each.evidence and each.complete else "",
            each.by if each.complete else "",
            day(each.confirmed) if each.complete else "",
            each.influence,
            "" if benefit is None else round(each.arr * benefit * max(0.0, each.attained), -2),
            "" if cost is None else round(each.arr * cost, -2),
        )
