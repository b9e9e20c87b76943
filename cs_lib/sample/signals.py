"""What drives the tables of behaviour: when an account is there, how it does, when it wavers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cs_lib.sample.calendar import DAY, Calendar
from cs_lib.sample.catalogue import CORE, FEATURES
from cs_lib.sample.draws import Draws
from cs_lib.sample.events import History
from cs_lib.sample.plan import Plan

WINDOW = 21
"""Months of behaviour that are kept, up to the last day: the plays begin within them."""
_FADE_MONTHS = 5
_FADE = 0.13


@dataclass(frozen=True)
class Moment:
    """One account in one month: how long it has been there, and what it is like then.

    `strength` multiplies activity: below 1 before a churn that could have been prevented, above
    1 after a play that works. `ends_in` is the months until its term ends, where that is known.
    """

    history: History
    month: int
    since: dt.date
    until: dt.date
    age: int
    seats: int
    features: int
    strength: float
    fading: bool
    ends_in: int | None

    def day(self, draws: Draws) -> dt.date:
        """A random day of the month on which the account was there."""
        return self.since + DAY * draws.integer(0, (self.until - self.since).days)


def moments(plan: Plan, history: History) -> Iterator[Moment]:
    """Every month of the window in which the account holds anything."""
    calendar, states = plan.calendar, history.states
    ends = _term_ends(calendar, history)
    leaving = _controllable_churns(calendar, history)
    since = 0
    for month in range(calendar.months + 1):
        since = month if month and states[month] and not states[month - 1] else since
        if month < max(1, calendar.months - WINDOW + 1) or not states[month]:
            continue
        core = next(item for item in states[month] if item.product == CORE)
        left = min((m - month for m in leaving if m > month), default=99)
        fade = max(0, _FADE_MONTHS + 1 - left)
        yield Moment(
            history,
            month,
            _first_day(calendar, history, month) if since == month else calendar.first(month),
            calendar.end(month),
            month - since if since else 99,
            states[month][core].quantity,
            FEATURES[core.tier],
            (1 - _FADE * fade) * _play_effect(plan, history, month),
            fade > 0,
            min((m - month for m in ends if m >= month), default=None),
        )


def stream(plan: Plan, table: int, history: History) -> Draws:
    """The random numbers of one account in one table."""
    return Draws(plan.seed, table, history.account.index)


def _term_ends(calendar: Calendar, history: History) -> list[int]:
    return [calendar.index(row.end) for row in history.rows if row.end and not row.monthly]


def _first_day(calendar: Calendar, history: History, month: int) -> dt.date:
    """The day in `month` on which an account's service began."""
    return min(row.start for row in history.rows if calendar.index(row.start) == month)


def _controllable_churns(calendar: Calendar, history: History) -> list[int]:
    return [
        calendar.index(event.day)
        for event in history.events
        if event.kind == "churn" and event.controllable
    ]


def _play_effect(plan: Plan, history: History, month: int) -> float:
    if history.treated_from is None or month < history.treated_from:
        return 1.0
    return next(p.usage_ratio for p in plan.plays if p.name == history.account.play)
