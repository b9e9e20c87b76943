"""What each account could pay a year: the truth, and what the client thinks of some of them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from cs_lib.sample.bridge import RATE
from cs_lib.sample.calendar import DAY
from cs_lib.sample.catalogue import ADD_ONS, CORE, Item, annual, list_price
from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell, day
from cs_lib.sample.journey import Journey
from cs_lib.sample.plan import POTENTIAL, Account, Plan

HEADER = ["customer_id", "value", "method", "confidence", "date"]
METHODS = (
    ("seats x price", "B", 0.12, 0.35),
    ("white space", "C", 0.25, 0.15),
    ("estimate of the CSM", "D", 0.5, 0.2),
)
"""How an estimate was made, its grade, its true error (lognormal sigma), and its share of accounts;
of the rest nothing is known."""


def true(plan: Plan, account: Account, rates: Mapping[str, int]) -> float:
    """What the account could be worth a year in the report's currency: all seats, all products."""
    currency, seats = account.currency, account.seat_potential
    core = list_price(Item(CORE, account.tier), currency, plan.price_rise.size)
    value = annual(seats, core, account.discount)
    for product in ADD_ONS:
        value += annual(seats * 4 // 10, list_price(Item(product), currency), account.discount)
    return round(value * rates[currency] / RATE) / 100


def rows(
    plan: Plan, journeys: Sequence[Journey], rates: Mapping[str, int], as_of: dt.date
) -> Iterator[Sequence[Cell]]:
    """The client's estimates by a day `as_of`: one for each account that it has thought about."""
    for journey in journeys:
        draws, account = Draws(plan.seed, POTENTIAL, journey.account.index), journey.account
        mark = draws.uniform()
        for method, confidence, sigma, share in METHODS:
            mark -= share
            if mark < 0 and journey.live:
                value = draws.lognormal(true(plan, account, rates), sigma)
                on = max(journey.begun, plan.calendar.as_of - DAY * draws.integer(20, 400))
                if on <= as_of:
                    yield account.customer_id, round(value, -2), method, confidence, day(on)
                break
