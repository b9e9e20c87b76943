"""The plan of the sample: its accounts, and everything that is planted on purpose.

Drawn first, before any table: a table only writes down what the plan and the accounts' lives
say. Account number i is the same for every number of accounts, but for its owner.
"""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from cs_lib.sample import names
from cs_lib.sample.calendar import Calendar, add_months
from cs_lib.sample.catalogue import ADD_ONS, EVENTS, TIERS
from cs_lib.sample.draws import Draws
from cs_lib.sample.segments import SEGMENTS, Segment, quadrant

Role = Literal["regular", "trial_only", "intra_month", "signed"]

CLIENT = "Larkmere Analytics"
CONTROLLABLE_SHARE = 0.6
OPENING_SHARE = 0.64
PLAN, LIFE, EXTRAS, FX, COSTS, ROSTER, USAGE, ACTIVITIES, SURVEYS, TICKETS = range(10)
FIT, JOURNEY, CONTACTS, OUTCOMES, PLANS, ADVOCACY, POTENTIAL, RATERS, CHALLENGES, USERS = range(
    10, 20
)
COMMENTS = 20
"""The first number of each stream of random numbers."""

_SEASON = (1.6, 0.7, 1.4, 0.7, 0.7, 1.4, 0.6, 0.6, 1.2, 0.8, 0.8, 1.7)
_GROUP_STEP = 40
_GROUP_OFFSETS = (4, 7, 15, 22, 31)
_REGION_WEIGHTS = (0.3, 0.14, 0.1, 0.12, 0.11, 0.23)
_SOURCES = (("outbound", 0.34), ("inbound", 0.28), ("partner", 0.18), ("referral", 0.14))


@dataclass(frozen=True)
class Play:
    """A play run on some accounts from a month on, and what it truly does to their churn."""

    name: str
    month: int
    share: float
    hazard_ratio: float
    usage_ratio: float


@dataclass(frozen=True)
class PriceRise:
    """The one general rise of the core product's list prices."""

    month: int
    size: float
    day: dt.date


@dataclass(frozen=True)
class Merger:
    """A child that moves from one parent to another on a day."""

    child: str
    from_parent: str
    to_parent: str
    day: dt.date


@dataclass(frozen=True)
class Account:
    """One customer as planned: who it is, how it starts, and its hidden traits.

    `skill` and `will` (0-100) are never written to a table; they drive usage, activities,
    surveys, tickets and churn. `play` names the play the account gets if it is active then.
    """

    index: int
    customer_id: str
    name: str
    segment: Segment
    industry: str
    region: str
    currency: str
    owner: str
    acquired_via: str
    acquired_on: dt.date
    parent_id: str
    role: Role
    opening: bool
    anchored: bool
    start: dt.date
    term: int
    tier: str
    seats: int
    add_ons: tuple[tuple[str, int], ...]
    discount: int
    escalator: bool
    auto_renew: bool
    skill: int
    will: int
    seat_potential: int
    play: str

    @property
    def quadrant(self) -> str:
        """The true Skill/Will quadrant."""
        return quadrant(self.skill, self.will)


@dataclass(frozen=True)
class Plan:
    """Everything that was decided before the first table."""

    calendar: Calendar
    seed: int
    accounts: tuple[Account, ...]
    plays: tuple[Play, ...]
    price_rise: PriceRise
    merger: Merger | None


def make(accounts: int, months: int, seed: int) -> Plan:
    """The plan for so many accounts ever, months of history and a seed."""
    calendar = Calendar(months)
    plays = (
        Play("adoption-sprint", max(1, months - 17), 0.45, 0.45, 1.15),
        Play("quarterly-review", max(1, months - 14), 0.25, 1.0, 1.0),
    )
    rise_month = max(1, months - 8)
    taken: set[str] = set()
    people = tuple(
        _account(index, Draws(seed, PLAN, index), calendar, plays, taken)
        for index in range(accounts)
    )
    return Plan(
        calendar=calendar,
        seed=seed,
        accounts=_with_owners(_with_groups(people)),
        plays=plays,
        price_rise=PriceRise(rise_month, 0.06, calendar.first(rise_month)),
        merger=_merger(accounts, calendar),
    )


def _account(
    index: int, draws: Draws, calendar: Calendar, plays: tuple[Play, ...], taken: set[str]
) -> Account:
    segment = draws.pick(SEGMENTS, [s.share for s in SEGMENTS])
    industry = draws.pick(names.INDUSTRIES)
    region = draws.pick(names.REGIONS, _REGION_WEIGHTS)
    role = _role(index)
    anchored = index % _GROUP_STEP in _GROUP_OFFSETS[:2]
    opening = role == "regular" and (draws.chance(OPENING_SHARE) or anchored)
    term = draws.pick([t for t, _ in segment.terms], [w for _, w in segment.terms])
    start = _start(draws, calendar, term, opening, role)
    tenure = draws.integer(0, 72 // max(term, 12)) if opening else 0
    seats = min(segment.largest, max(3, round(draws.lognormal(segment.seats, segment.spread))))
    skill, will = _traits(draws)
    return Account(
        index=index,
        customer_id=f"C{index + 1:04d}",
        name=names.company(draws, industry, region, taken),
        segment=segment,
        industry=industry,
        region=region,
        currency=_currency(draws, region),
        owner="",
        acquired_via=draws.pick([s for s, _ in _SOURCES], [w for _, w in _SOURCES]),
        acquired_on=min(calendar.as_of, add_months(start, -tenure * max(term, 12))),
        parent_id="",
        role=role,
        opening=opening,
        anchored=anchored,
        start=start,
        term=term,
        tier=draws.pick(TIERS, segment.tiers),
        seats=seats,
        add_ons=_add_ons(draws, segment, seats),
        discount=_discount(draws, segment),
        escalator=term > 12 and draws.chance(0.4),
        auto_renew=draws.chance(0.25 if segment is SEGMENTS[0] else 0.85),
        skill=skill,
        will=will,
        seat_potential=round(seats * draws.lognormal(2.4, 0.45)) + 2,
        play=_play(draws, plays),
    )


def _role(index: int) -> Role:
    """A few accounts that never become, or are not yet, recurring revenue at a month end."""
    special: dict[tuple[int, int], Role] = {
        (130, 57): "trial_only",
        (160, 83): "intra_month",
        (130, 101): "signed",
    }
    return next((r for (step, at), r in special.items() if index % step == at), "regular")


def _start(draws: Draws, calendar: Calendar, term: int, opening: bool, role: Role) -> dt.date:
    """The first day of the term that is running at the opening, or of the first one after it."""
    day = 1 if draws.chance(0.6) else draws.integer(2, 28)
    if role == "signed":
        return add_months(calendar.first(calendar.months), draws.integer(1, 2)).replace(day=day)
    back = max(term, 12)
    span = range(1 - back, 1) if opening else range(1, calendar.months + 1)
    firsts = [calendar.first(month) for month in span]

    weights = [_SEASON[f.month - 1] for f in firsts]
    first = draws.pick(firsts, weights)
    return first.replace(day=draws.integer(2, 8) if role == "intra_month" else day)


def _currency(draws: Draws, region: str) -> str:
    share = draws.uniform()
    if region == "North America":
        return "USD" if share < 0.95 else "EUR"
    if region == "UK & Ireland":
        return "GBP" if share < 0.65 else "EUR"
    return "USD" if share < 0.03 else "EUR"


def _add_ons(draws: Draws, segment: Segment, seats: int) -> tuple[tuple[str, int], ...]:
    held = [p for p in ADD_ONS if draws.chance(segment.add_ons * (0.5 if p == EVENTS else 1))]
    return tuple((product, add_on_quantity(draws, product, seats)) for product in held)


def add_on_quantity(draws: Draws, product: str, seats: int) -> int:
    """How many units of an add-on an account with so many seats buys."""
    low, high = {"insights": (20, 60), "connect": (40, 100), EVENTS: (10, 50)}[product]
    return max(2, seats * draws.integer(low, high) // 100)


def _discount(draws: Draws, segment: Segment) -> int:
    """Skewed: most get little, a few get a lot."""
    low, high = segment.discount
    return low + int((high - low + 1) * draws.uniform() * draws.uniform())


def _traits(draws: Draws) -> tuple[int, int]:
    """Skill and will, 5-95, somewhat alike within an account."""
    shared = draws.normal()
    both = [54 + 8 * shared + 17 * draws.normal() for _ in range(2)]
    skill, will = (min(95, max(5, round(value))) for value in both)
    return skill, will


def _play(draws: Draws, plays: tuple[Play, ...]) -> str:
    mark = draws.uniform()
    for play in plays:
        mark -= play.share
        if mark < 0:
            return play.name
    return ""


def _with_groups(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
    """Every 40 accounts one group: the first is the parent, two to four others its children."""
    people = list(accounts)
    for base in range(0, len(people), _GROUP_STEP):
        lead, *children = [base + o for o in _GROUP_OFFSETS if base + o < len(people)] or [0]
        size = 2 + (base // _GROUP_STEP) % 3
        for child in children[:size]:
            name = names.subsidiary(people[lead].name, people[child].region)
            known = {account.name for account in people[lead : child + 1]}
            name = f"{name} {child - base}" if name in known else name
            parent = people[lead].customer_id
            people[child] = replace(
                people[child], parent_id=parent, name=name, industry=people[lead].industry
            )
    return tuple(people)


def _merger(accounts: int, calendar: Calendar) -> Merger | None:
    """The first group's first child moves to the second group, where there are two."""
    (lead, child), other = _GROUP_OFFSETS[:2], _GROUP_OFFSETS[0] + _GROUP_STEP
    if accounts <= other:
        return None
    ids = [f"C{index + 1:04d}" for index in (child, lead, other)]
    return Merger(ids[0], ids[1], ids[2], calendar.first(max(1, calendar.months - 10)))


def owners(accounts: tuple[Account, ...]) -> dict[str, tuple[str, ...]]:
    """The codes of the customer-success managers of each segment, as many as it needs."""
    counts = {
        segment.name: max(
            1, -(-sum(a.segment is segment for a in accounts) // segment.accounts_per_csm)
        )
        for segment in SEGMENTS
    }
    ends = [0]
    for segment in SEGMENTS:
        ends.append(ends[-1] + counts[segment.name])
    codes = [f"P{number + 1:02d}" for number in range(ends[-1])]
    return {
        segment.name: tuple(codes[low:high])
        for segment, (low, high) in zip(SEGMENTS, pairwise(ends), strict=True)
    }


def _with_owners(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
    pools = owners(accounts)
    return tuple(
        replace(a, owner=pools[a.segment.name][a.index % len(pools[a.segment.name])])
        for a in accounts
    )
