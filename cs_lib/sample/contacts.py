"""The people at each customer: who decides, who is for us, and who has gone.

Will makes people known, fresh and friendly. Many an account that left for reasons of ours had lost
its sponsor in the months before.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cs_lib.sample import names
from cs_lib.sample.calendar import DAY
from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell, day
from cs_lib.sample.journey import Journey
from cs_lib.sample.plan import CONTACTS, Plan

HEADER = [
    "customer_id", "contact_id", "name", "persona", "decision_role", "influence", "sentiment",
    "success_metric", "last_contact", "left_on", "hours_month",
]  # fmt: skip
DECIDES = "decides"
SPONSOR_GONE, USUALLY_GONE = 0.6, 0.06
"""Share of sponsors who had left before a preventable loss, and who leave anyway."""
DEAD_END = 0.2
"""Share of willing SMB accounts whose one person has next to no hours for it."""


@dataclass(frozen=True)
class Persona:
    """One kind of person: its part in the decision, its influence, and what it calls success."""

    name: str
    decision_role: str
    influence: int
    success_metric: str
    always_known: bool = False


_SPONSOR = Persona("executive sponsor", "sponsors", 4, "return on the investment")
_BUYER = Persona("economic buyer", DECIDES, 5, "cost against budget")
_CHAMPION = Persona("champion", "recommends", 3, "days to a decision", always_known=True)
_ADMIN = Persona("administrator", "uses", 2, "hours to maintain", always_known=True)
_USER = Persona("power user", "uses", 1, "hours saved a week")
_PROCUREMENT = Persona("procurement", "influences", 2, "price per seat")
_HEAD = Persona("executive sponsor", DECIDES, 5, "return on the investment")
_OWNER = Persona("owner-manager", DECIDES, 5, "money saved a month")
TEAMS = {
    "Enterprise": (_BUYER, _SPONSOR, _CHAMPION, _ADMIN, _USER, _PROCUREMENT),
    "Mid-market": (_HEAD, _CHAMPION, _ADMIN, _USER),
    "SMB": (_OWNER, _ADMIN),
}
_HOURS = {"Enterprise": (30, 80), "Mid-market": (12, 40), "SMB": (4, 16)}


@dataclass(frozen=True)
class Person:
    """One contact of one account; `hours` is None where the person does not look after it."""

    journey: Journey
    contact_id: str
    name: str
    persona: Persona
    sentiment: int
    last_contact: dt.date
    left_on: dt.date | None
    hours: int | None

    @property
    def decides(self) -> bool:
        """Whether this person decides on the renewal, and is still there."""
        return self.persona.decision_role == DECIDES and self.left_on is None


def draw(plan: Plan, journeys: Sequence[Journey]) -> list[Person]:
    """All known contacts, account by account."""
    return [person for journey in journeys for person in _team(plan, journey)]


def _team(plan: Plan, journey: Journey) -> Iterator[Person]:
    account, draws = journey.account, Draws(plan.seed, CONTACTS, journey.account.index)
    number = 0
    for persona in TEAMS[account.segment.name]:
        known = draws.chance(0.45 + 0.5 * account.will / 100) or persona.always_known
        person = _person(draws, journey, persona, f"K{account.customer_id[1:]}-{number + 1}")
        if known or person.left_on:
            number += 1
            yield person


def _person(draws: Draws, journey: Journey, persona: Persona, contact_id: str) -> Person:
    account, sponsor = journey.account, persona.influence >= 4
    since = draws.lognormal(12 + (100 - account.will) * (1.6 if sponsor else 0.5), 0.6)
    mood = (account.skill + account.will - 100) / 60 + 0.7 * draws.normal() + 0.4
    mood -= 1.5 if journey.reason == "price" and sponsor else 0
    low, high = _HOURS[account.segment.name]
    hours = draws.integer(low, high)
    stuck = account.segment.name == "SMB" and account.will >= 50 and draws.chance(DEAD_END)
    left = _left(draws, journey, sponsor)
    last = min(journey.until, left or journey.until) - DAY * round(since)
    return Person(
        journey,
        contact_id,
        names.person(draws),
        persona,
        min(2, max(-2, round(mood))),
        max(journey.begun, last),
        left,
        (1 if stuck else hours) if persona is _ADMIN else None,
    )


def _left(draws: Draws, journey: Journey, sponsor: bool) -> dt.date | None:
    """The day a person left the customer: before a preventable loss, most likely the sponsor."""
    ours = journey.reason in ("low adoption", "poor onboarding", "support quality")
    mark, before = draws.uniform(), draws.integer(30, 200)
    gone = mark < (SPONSOR_GONE if ours and sponsor else USUALLY_GONE)
    left = journey.until - DAY * before
    return left if gone and left > journey.begun else None


def rows(people: Sequence[Person]) -> Iterator[Sequence[Cell]]:
    """The contacts table."""
    for person in people:
        persona = person.persona
        yield (
            person.journey.account.customer_id,
            person.contact_id,
            person.name,
            persona.name,
            persona.decision_role,
            persona.influence,
            person.sentiment,
            persona.success_metric,
            day(person.last_contact),
            day(person.left_on),
            person.hours,
        )
