"""The contracts table: the lines that recur, and those beside them that do not count.

One row is one line in one term. A renewal gets a new `line_id`; a change within a term (a
discount that expires, a yearly rise, a monthly customer's new quantity) goes on under the same
`line_id` with a later `start`; seats or products added during a term are new lines that end
with it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cs_lib.sample.book import Row
from cs_lib.sample.calendar import DAY, add_months, safe_start
from cs_lib.sample.catalogue import CORE
from cs_lib.sample.draws import Draws
from cs_lib.sample.events import History
from cs_lib.sample.files import Cell, day, flag, money
from cs_lib.sample.plan import EXTRAS, Account, Plan

HEADER = [
    "customer_id",
    "start",
    "end",
    "line_id",
    "product_id",
    "family",
    "tier",
    "qty",
    "list_price",
    "discount",
    "billing_period",
    "currency",
    "line_type",
    "auto_renew",
    "signed_on",
    "notice_date",
    "escalator",
    "churn_reason",
    "controllable",
    "source",
]
_SETUP = {"Enterprise": 12000, "Mid-market": 4000, "SMB": 500}


@dataclass(frozen=True)
class Extra:
    """A line that is not recurring revenue; `price` is cents for its whole billing period."""

    line_type: str
    product: str
    quantity: int
    price: int
    period: str
    start: dt.date
    end: dt.date


def rows(
    histories: Sequence[History], beside: Mapping[str, Sequence[Extra]]
) -> Iterator[Sequence[Cell]]:
    """All rows, customer by customer, in order of their start; `beside` by customer."""
    for history in histories:
        ordered = sorted(history.rows, key=lambda row: (row.start, row.line_id))
        yield from (_recurring(history.account, row) for row in ordered)
        yield from _beside(history.account, beside[history.account.customer_id])


def _recurring(account: Account, row: Row) -> Sequence[Cell]:
    months = 1 if row.monthly else 12
    return (
        account.customer_id,
        day(row.start),
        day(row.end),
        row.line_id,
        row.item.product,
        row.item.family,
        row.item.tier,
        row.price.quantity,
        money(row.price.list_price * months),
        f"{row.price.discount / 100:.2f}",
        "month" if row.monthly else "year",
        account.currency,
        row.item.line_type,
        flag(row.auto_renew),
        day(row.signed_on),
        day(row.notice_date),
        row.escalator,
        row.churn_reason,
        flag(row.controllable),
        "billing" if row.monthly else "crm",
    )


def _beside(account: Account, found: Iterable[Extra]) -> Iterator[Sequence[Cell]]:
    for number, extra in enumerate(found, start=1):
        yield (
            account.customer_id,
            day(extra.start),
            day(extra.end),
            f"X{account.customer_id[1:]}-{number:02d}",
            extra.product,
            "core" if extra.product == CORE else extra.product,
            "",
            extra.quantity,
            money(extra.price),
            "0.00",
            extra.period,
            account.currency,
            extra.line_type,
            flag(False),
            day(extra.start),
            *("",) * 4,
            "crm",
        )


def extras(plan: Plan, history: History) -> list[Extra]:
    """Trials, free seats, set-up, services and overage of one account."""
    account, draws = history.account, Draws(plan.seed, EXTRAS, history.account.index)
    start = account.start
    if account.role == "trial_only":
        return [_trial(draws, start)]
    if account.role == "intra_month" or not history.rows:
        return []
    found = _at_start(account, draws) if not account.opening else []
    if draws.chance(0.05):
        first = max(start, safe_start(plan.calendar.opening))
        found.append(Extra("free", "community", 5, 0, "month", first, add_months(first, 12)))
    if draws.chance(0.05):
        found += _overage(plan, history, draws)
    return found


def _trial(draws: Draws, start: dt.date) -> Extra:
    return Extra("trial", CORE, 5, 0, "month", start - DAY * draws.integer(14, 30), start)


def _at_start(account: Account, draws: Draws) -> list[Extra]:
    start, price = account.start, _SETUP[account.segment.name] * 100
    found = [_trial(draws, start)] if draws.chance(0.25) else []
    if draws.chance(0.35):
        found.append(Extra("one_off", "setup", 1, price, "term", start, add_months(start, 1)))
    if draws.chance(0.1):
        hours = draws.integer(10, 60)
        found.append(
            Extra("services", "consulting", hours, 15000, "term", start, add_months(start, 3))
        )
    return found


def _overage(plan: Plan, history: History, draws: Draws) -> list[Extra]:
    """Events used above the commitment, invoiced month by month."""
    months = [m for m in range(1, plan.calendar.months + 1) if history.states[m]]
    return [
        Extra(
            "usage",
            "events-overage",
            draws.integer(1, 30),
            4500,
            "month",
            plan.calendar.first(month),
            add_months(plan.calendar.first(month), 1),
        )
        for month in months[-6:]
        if draws.chance(0.7)
    ]
