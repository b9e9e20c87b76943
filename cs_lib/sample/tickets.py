"""Support tickets: less skill means more questions, less will means questions left unanswered."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cs_lib.sample.calendar import DAY
from cs_lib.sample.draws import Draws
from cs_lib.sample.events import History
from cs_lib.sample.files import Cell, day
from cs_lib.sample.plan import TICKETS, Account, Plan
from cs_lib.sample.signals import Moment, moments, stream

HEADER = ["ticket_id", "customer_id", "opened", "closed", "priority", "severity", "status"]
_A_MONTH = {"Enterprise": 1.1, "Mid-market": 0.45, "SMB": 0.16}
_DAYS = {"high": (0, 4), "normal": (1, 12), "low": (2, 25)}


@dataclass(frozen=True)
class Ticket:
    """One ticket; `closed` is None while it is open."""

    ticket_id: str
    account: Account
    opened: dt.date
    closed: dt.date | None
    priority: str
    severity: int
    status: str


def draw(plan: Plan, histories: Sequence[History]) -> list[Ticket]:
    """All tickets of the window, by day and customer."""
    found = []
    for history in histories:
        draws, number = stream(plan, TICKETS, history), 0
        for moment in moments(plan, history):
            for _ in range(_count(draws, moment)):
                number += 1
                found.append(_ticket(draws, plan, moment, number))
    return sorted(found, key=lambda ticket: (ticket.opened, ticket.ticket_id))


def rows(tickets: Iterable[Ticket]) -> Iterator[Sequence[Cell]]:
    """The tickets table."""
    for ticket in tickets:
        yield (
            ticket.ticket_id,
            ticket.account.customer_id,
            day(ticket.opened),
            day(ticket.closed),
            ticket.priority,
            ticket.severity,
            ticket.status,
        )


def _count(draws: Draws, moment: Moment) -> int:
    account = moment.history.account
    mean = _A_MONTH[account.segment.name] * (1.5 - account.skill / 100)
    mean *= 1.7 if moment.fading else 1.0
    return int(mean + draws.uniform())


def _ticket(draws: Draws, plan: Plan, moment: Moment, number: int) -> Ticket:
    account = moment.history.account
    weights = (0.35, 0.45, 0.2) if moment.fading else (0.15, 0.5, 0.35)
    priority = draws.pick(("high", "normal", "low"), weights)
    opened = moment.day(draws)
    closed = opened + DAY * draws.integer(*_DAYS[priority])
    answered = draws.chance(0.35 + 0.6 * account.will / 100)
    still_open = closed > plan.calendar.as_of
    return Ticket(
        f"T{account.customer_id[1:]}-{number:03d}",
        account,
        opened,
        None if still_open else closed,
        priority,
        {"high": 1, "normal": 2, "low": 3}[priority] + draws.integer(0, 1),
        "open" if still_open else "solved" if answered else "closed_unanswered",
    )
