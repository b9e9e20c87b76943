"""Contacts and tasks: the customer turns to us as it has the will; plays are marked."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cs_lib.sample import roster
from cs_lib.sample.draws import Draws
from cs_lib.sample.events import History
from cs_lib.sample.files import Cell, day
from cs_lib.sample.plan import ACTIVITIES, Plan
from cs_lib.sample.signals import Moment, moments, stream

HEADER = ["date", "customer_id", "person", "driver", "channel", "direction", "minutes", "play"]
_A_MONTH = {"Enterprise": 1.8, "Mid-market": 0.9, "SMB": 0.3}
_MINUTES = {"email": 15, "call": 30, "meeting": 60, "training": 90, "webinar": 45}
_CHANNELS = {
    "onboarding": ("training", "call", "meeting"),
    "nurturing": ("email", "call", "webinar", "meeting"),
    "renewal": ("email", "call", "meeting"),
    "upselling": ("call", "meeting"),
    "escalation": ("email", "call"),
}
_PLAYED_FOR = 3
_PLAY_CHANNEL = {"adoption-sprint": "training", "quarterly-review": "meeting"}


@dataclass(frozen=True)
class Contact:
    """One contact, before it is put into the table's words."""

    at: dt.date
    driver: str
    channel: str
    by_customer: bool
    play: str = ""


def rows(plan: Plan, histories: Sequence[History]) -> Iterator[Sequence[Cell]]:
    """All contacts of the window, account by account."""
    people = roster.shared_people(plan)
    for history in histories:
        draws = stream(plan, ACTIVITIES, history)
        for moment in moments(plan, history):
            for contact in _contacts(draws, moment):
                yield _row(draws, history, contact, people)


def _contacts(draws: Draws, moment: Moment) -> Iterator[Contact]:
    account = moment.history.account
    started = moment.history.treated_from
    if started is not None and 0 <= moment.month - started < _PLAYED_FOR:
        yield Contact(
            moment.day(draws), "nurturing", _PLAY_CHANNEL[account.play], False, account.play
        )
    mean = _A_MONTH[account.segment.name] * (1.6 if moment.age < 3 else 1.0)
    for _ in range(_count(draws, mean)):
        driver = _driver(draws, moment)
        channel = draws.pick(_CHANNELS[driver])
        wish = (0.1 + 0.6 * account.will / 100) * moment.strength
        yield Contact(moment.day(draws), driver, channel, draws.chance(wish))


def _count(draws: Draws, mean: float) -> int:
    """About `mean` events: so many certain ones, and a chance of one more or one less."""
    low = int(mean + draws.uniform())
    return max(0, low + draws.pick((-1, 0, 0, 1))) if mean >= 1 else low


def _driver(draws: Draws, moment: Moment) -> str:
    if moment.age < 3:
        return "onboarding"
    if moment.fading and draws.chance(0.4):
        return "escalation"
    if moment.ends_in is not None and moment.ends_in <= 3 and draws.chance(0.6):
        return "renewal"
    return draws.pick(("nurturing", "upselling", "escalation"), (0.7, 0.2, 0.1))


def _row(
    draws: Draws, history: History, contact: Contact, people: dict[str, tuple[str, ...]]
) -> Sequence[Cell]:
    account = history.account
    helper = {
        "escalation": "support",
        "renewal": "renewals_manager",
        "upselling": "account_manager",
    }
    role = helper.get(contact.driver, "trainer" if contact.channel == "training" else "")
    others = people[role] if role and draws.chance(0.5) else (account.owner,)
    minutes = max(5, round(_MINUTES[contact.channel] * draws.between(0.5, 1.5) / 5) * 5)
    return (
        day(contact.at),
        account.customer_id,
        others[account.index % len(others)],
        contact.driver,
        contact.channel,
        "customer_to_vendor" if contact.by_customer else "vendor_to_customer",
        minutes,
        contact.play,
    )
