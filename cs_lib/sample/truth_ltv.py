"""What a customer of each segment is truly worth: from planted hazards, prices, costs and margin.

The true survival is that of a period life table: at each month of tenure, the true chances of
leaving of all who were there in the window, over their number. It asks for nobody's luck: who
really left is not looked at, only who had how large a chance to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from cs_lib.sample import activities, fx
from cs_lib.sample.book import total
from cs_lib.sample.bridge import RATE
from cs_lib.sample.costs import CostLine
from cs_lib.sample.engagement import GROSS_MARGIN
from cs_lib.sample.events import Exposure, History
from cs_lib.sample.plan import Account, Plan
from cs_lib.sample.segments import SEGMENTS, Segment

HORIZON = 60
DISCOUNT = 0.10
YEAR = 12
Content = dict[str, object]


@dataclass(frozen=True)
class Stay:
    """One uninterrupted stay: months of tenure at which watching began and at which it ended.

    `end` is the month of the history in which it ended, or the last; `ended` says whether the
    customer left then. `chances` are the occasions to leave, by tenure.
    """

    account: Account
    entry: int
    duration: int
    ended: bool
    chances: tuple[tuple[int, float], ...]
    end: int


def content(plan: Plan, histories: Sequence[History], spent: Sequence[CostLine]) -> Content:
    """Per segment: arpa_month, crc_ratio, gross_margin, survival (months 0 to 60), months, ltv3.

    `months` are those of staying, discounted; LTV-3 = arpa_month x (gross_margin - crc_ratio) x
    months. The first payment falls at once. The cost of retention is shared out by the time that
    the plan spends with each segment, driver by driver.
    """
    found: Content = {"gross_margin": GROSS_MARGIN, "horizon": HORIZON, "discount_rate": DISCOUNT}
    every = list(stays(plan, histories))
    costs = _retention_cost(plan, histories, spent)
    for segment in SEGMENTS:
        arr = _arr(plan, histories, segment)
        curve = survival([stay for stay in every if stay.account.segment is segment])
        live = sum(bool(h.states[-1]) for h in histories if h.account.segment is segment)
        arpa, average = arr[-1] / live / 12 if live else 0.0, sum(arr[-YEAR:]) / len(arr[-YEAR:])
        ratio = costs[segment.name] / average if average else 0.0
        months = discounted(curve)
        found[segment.name] = {
            "arpa_month": round(arpa, 4),
            "crc_ratio": round(ratio, 8),
            "months": round(months, 6),
            "ltv3": round(arpa * (GROSS_MARGIN - ratio) * months, 2),
            "survival": [round(share, 6) for share in curve],
        }
    return found


def stays(plan: Plan, histories: Sequence[History]) -> Iterator[Stay]:
    """Every stay that was watched for a month or more, in order of the accounts.

    A reactivation goes on under the first sign-up's clock; a win-back starts a new one.
    """
    last = plan.calendar.months
    for history in histories:
        returns = [e.kind for e in history.events if e.kind in ("reactivation", "win_back")]
        clock = 0
        for number, (first, end) in enumerate(_spans(history)):
            if number == 0:
                clock = plan.calendar.index(history.account.acquired_on) if first == 0 else first
            elif returns[number - 1] == "win_back":
                clock = first
            until = last if end is None else end
            if until > first:
                met = _met(plan, history.exposures, first, until, clock)
                entry, duration = first - clock, until - clock
                yield Stay(history.account, entry, duration, end is not None, met, until)


def _spans(history: History) -> Iterator[tuple[int, int | None]]:
    """First month end with revenue and first without, of each stay; None where it goes on."""
    place = 0
    for live, states in groupby(map(bool, history.states)):
        length = len(list(states))
        if live:
            end = place + length
            yield place, end if end < len(history.states) else None
        place += length


def _met(
    plan: Plan, exposures: Sequence[Exposure], first: int, until: int, clock: int
) -> tuple[tuple[int, float], ...]:
    months = [(plan.calendar.index(each.day), each.hazard) for each in exposures]
    return tuple((month - clock, hazard) for month, hazard in months if first < month <= until)


def survival(found: Sequence[Stay]) -> list[float]:
    """The true share still there after 0 to 60 months of tenure."""
    chances = dict.fromkeys(range(1, HORIZON + 1), 0.0)
    for stay in found:
        for tenure, hazard in stay.chances:
            if tenure in chances:
                chances[tenure] += hazard
    shares = [1.0]
    for tenure, chance in chances.items():
        there = sum(stay.entry < tenure <= stay.duration for stay in found)
        shares.append(shares[-1] * (1 - chance / there if there else 1.0))
    return shares


def discounted(curve: Sequence[float]) -> float:
    """The months of a customer's payments in today's money."""
    return float(sum(curve[m] / (1 + DISCOUNT) ** (m / 12) for m in range(HORIZON)))


def _arr(plan: Plan, histories: Sequence[History], segment: Segment) -> list[float]:
    """The segment's ARR at every month end, in the report's currency."""
    rates = fx.in_window(plan)
    members = [h for h in histories if h.account.segment is segment]
    return [
        sum(total(h.states[m]) * rates[h.account.currency][m] for h in members) / RATE / 100
        for m in range(plan.calendar.months + 1)
    ]


def _retention_cost(
    plan: Plan, histories: Sequence[History], spent: Sequence[CostLine]
) -> Mapping[str, float]:
    """The last year's cost of retention by segment."""
    cost: dict[str, float] = {}
    for line in spent:
        if line.month > plan.calendar.months - YEAR:
            for motion, driver, percent in line.centre.keys:
                if motion == "retain":
                    cost[driver] = cost.get(driver, 0.0) + line.cents * percent / 10_000
    minutes = _minutes(plan, histories)
    found = dict.fromkeys((segment.name for segment in SEGMENTS), 0.0)
    for driver, amount in cost.items():
        whole = sum(minutes.get((driver, name), 0) for name in found)
        for name in found:
            found[name] += amount * minutes.get((driver, name), 0) / whole if whole else 0.0
    return found


def _minutes(plan: Plan, histories: Sequence[History]) -> Mapping[tuple[str, str], int]:
    """The last year's time with customers, by driver and segment."""
    segments = {h.account.customer_id: h.account.segment.name for h in histories}
    after = plan.calendar.end(max(0, plan.calendar.months - YEAR)).isoformat()
    found: dict[tuple[str, str], int] = {}
    for row in activities.rows(plan, histories):
        told = dict(zip(activities.HEADER, map(str, row), strict=True))
        if told["date"] > after:
            cell = (told["driver"], segments[told["customer_id"]])
            found[cell] = found.get(cell, 0) + int(told["minutes"])
    return found
