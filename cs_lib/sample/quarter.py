"""The company as it was known some quarters ago: the same lives, told up to an earlier last day.

What nobody could know then is taken back: an end that was not announced, a reason, a renewal not
yet signed. Nothing is drawn anew, so that both quarters agree on every month they share.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from cs_lib.sample.book import Row, total
from cs_lib.sample.calendar import Calendar
from cs_lib.sample.contacts import Person
from cs_lib.sample.events import Future, History
from cs_lib.sample.files import day
from cs_lib.sample.journey import Journey
from cs_lib.sample.outcomes import Outcome
from cs_lib.sample.plan import Plan
from cs_lib.sample.success import Success, arr_of
from cs_lib.sample.tickets import Ticket

MOST = 3
"""How many quarters can be gone back: the merger and the plays lie before that."""


def plan_at(plan: Plan, quarters: int) -> Plan:
    """The plan with an earlier last day; months keep their numbers."""
    months = plan.calendar.months - 3 * quarters
    calendar = Calendar(months, plan.calendar.end(months))
    accounts = [replace(a, acquired_on=min(a.acquired_on, calendar.as_of)) for a in plan.accounts]
    return replace(plan, calendar=calendar, accounts=tuple(accounts))


def histories_at(plan: Plan, histories: Sequence[History]) -> tuple[History, ...]:
    """What was known of each account on the plan's last day; who was not known is left out."""
    then = plan.calendar.as_of
    found = []
    for account, history in zip(plan.accounts, histories, strict=True):
        rows = tuple(_rows(history, then))
        if not rows and not (account.role == "trial_only" and account.start <= then):
            continue
        states = history.states[: plan.calendar.months + 1]
        leaving = any(row.notice_date and row.end and row.end > then for row in rows)
        began = history.treated_from
        found.append(
            History(
                account,
                rows,
                states,
                tuple(event for event in history.events if event.day <= then),
                tuple(each for each in history.exposures if each.day <= then),
                began if began and began <= plan.calendar.months else None,
                Future(notified=-total(states[-1]) if leaving else 0),
            )
        )
    return tuple(found)


def _rows(history: History, then: dt.date) -> Iterator[Row]:
    """The contract's rows that were signed by then, line by line."""
    renewed_early = {
        event.day: event.planned
        for event in history.events
        if event.kind == "early_renewal" and event.day > then
    }
    ordered = sorted(history.rows, key=lambda row: (row.line_id, row.start))
    for _, rows in groupby(ordered, key=lambda row: row.line_id):
        chain = list(rows)
        if chain[0].start <= then or chain[0].signed_on <= then:
            end = chain[-1].end
            end = renewed_early.get(end, end) if end else None
            yield from _line(chain, end, then, history.account.auto_renew)


def _line(
    chain: Sequence[Row], end: dt.date | None, then: dt.date, auto_renew: bool
) -> Iterator[Row]:
    """One line: the rows begun by then, and those that its contract foresaw as discounts expire."""
    begun = [row for row in chain if row.start <= then] or list(chain[:1])
    *past, last = begun
    for row in chain[len(begun) :]:
        if not _expires(last, row):
            break
        past, last = [*past, last], row
    yield from past
    if last.end and last.end <= then:
        yield last
        return
    notice = chain[-1].notice_date
    known = notice is not None and notice <= then
    yield replace(
        last,
        end=end if known or not last.monthly else None,
        notice_date=notice if known else None,
        auto_renew=auto_renew and not known,
        churn_reason="",
        controllable=None,
    )


def _expires(before: Row, after: Row) -> bool:
    """Whether the only change is a discount that ends."""
    same = replace(before.price, discount=after.price.discount) == after.price
    return same and after.price.discount < before.price.discount


def success_at(
    plan: Plan, histories: Sequence[History], rates: dict[str, int], success: Success, quarters: int
) -> Success:
    """The accounts' success as it was then; outcomes were measured so many quarters earlier."""
    then, live = plan.calendar.as_of, {h.account.customer_id: bool(h.states[-1]) for h in histories}
    ways = {
        each.account.customer_id: _journey(each, then, live[each.account.customer_id])
        for each in success.journeys
        if each.account.customer_id in live and each.begun <= then
    }
    return Success(
        rates,
        arr_of(histories, rates),
        tuple(ways.values()),
        tuple(
            _person(each, ways[each.journey.account.customer_id], then)
            for each in success.people
            if each.journey.account.customer_id in ways
        ),
        tuple(
            _outcome(each, ways[each.journey.account.customer_id], then, 91 * quarters)
            for each in success.outcomes
            if each.journey.account.customer_id in ways
        ),
        tuple(row for row in success.usage if str(row[0]) <= day(then)),
        tuple(row for row in success.indicators if str(row[-1]) <= day(then)),
    )


def _journey(journey: Journey, then: dt.date, live: bool) -> Journey:
    if journey.until <= then:
        return journey
    entered = {stage: at for stage, at in journey.entered.items() if at <= then}
    return replace(journey, until=then, live=live, reason="", entered=entered)


def _person(person: Person, journey: Journey, then: dt.date) -> Person:
    """The contact, met as long before the earlier day as it is before the later one."""
    last = person.last_contact
    if last > then:
        last = max(journey.begun, then - (person.journey.until - last))
    left = person.left_on if person.left_on and person.left_on <= then else None
    return replace(person, journey=journey, last_contact=last, left_on=left)


def _outcome(outcome: Outcome, journey: Journey, then: dt.date, days: int) -> Outcome:
    """The outcome, as far as the account was when it was measured that much earlier."""
    on = outcome.on if outcome.on <= then else outcome.on - dt.timedelta(days)
    on = max(journey.begun, min(on, then))
    full = outcome.journey.share(outcome.journey.attained, outcome.on)
    part = journey.share(journey.attained, on) / full if full else 0.0
    confirmed = outcome.confirmed if outcome.confirmed and outcome.confirmed <= then else None
    return replace(
        outcome,
        journey=journey,
        on=on,
        attained=outcome.attained * part,
        confirmed=confirmed,
        by=outcome.by if confirmed else "",
    )


def tickets_at(asked: Sequence[Ticket], then: dt.date) -> list[Ticket]:
    """The tickets opened by then; what was closed later was still open."""
    opened = [ticket for ticket in asked if ticket.opened <= then]
    return [
        replace(t, closed=None, status="open") if t.closed and t.closed > then else t
        for t in opened
    ]
