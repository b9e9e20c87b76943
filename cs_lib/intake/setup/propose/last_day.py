"""As of which day can the figures be taken? The last month that the files cover whole."""

import datetime as dt
from collections.abc import Iterator, Sequence

import pandas as pd

from cs_lib.intake.setup.propose.model import Ask, Proposal

SEEN = {
    "contracts": ("start",),
    "invoices": ("issued",),
    "mrr_snapshots": ("month",),
    "usage": ("date",),
    "tickets": ("opened",),
    "activities": ("date",),
    "surveys": ("date",),
    "churn_events": ("date",),
    "costs": ("period",),
    "customers": ("acquired_on",),
}
"""Dates of things that have happened; ends lie in the future."""
NEAR_END = 3
"""A last day this close to the end of its month closes the month."""


def as_of(proposals: Sequence[Proposal], today: dt.date) -> tuple[dt.date, Ask]:
    """The last day of the last whole month that was seen, never after `today`; always asked."""
    latest = sorted(_latest(proposals, today), key=lambda each: each[1], reverse=True)
    if not latest:
        day = _month_before(today)
        return day, Ask("as_of", "which month end? no file holds a date that has passed")
    last = latest[0][1]
    end = _month_end(last)
    day = end if (end - last).days <= NEAR_END and end <= today else _month_before(last)
    seen = ", ".join(f"{table} {found}" for table, found in latest[:3])
    return day, Ask("as_of", f"the last whole month seen? last dates: {seen}")


def _latest(proposals: Sequence[Proposal], today: dt.date) -> Iterator[tuple[str, dt.date]]:
    for proposal in proposals:
        for column in SEEN.get(proposal.guess.table, ()):
            days = proposal.values(column)
            past = None if days is None else days[days <= pd.Timestamp(_month_end(today))].dropna()
            if past is not None and len(past):
                yield proposal.guess.table, min(past.max().date(), today)


def _month_end(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _month_before(day: dt.date) -> dt.date:
    return day.replace(day=1) - dt.timedelta(days=1)
