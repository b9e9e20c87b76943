"""Product usage, month by month: activity follows will, depth and training follow skill."""

from collections.abc import Iterator, Sequence

from cs_lib.sample.draws import Draws
from cs_lib.sample.events import History
from cs_lib.sample.files import Cell, day
from cs_lib.sample.plan import USAGE, USERS, Account, Plan
from cs_lib.sample.signals import Moment, moments, stream

HEADER = ["date", "customer_id", "metric", "value", "entitlement", "user_id"]
_TEAM = {"Enterprise": 8, "Mid-market": 5}
"""How many people of an account are followed one by one, in its last month."""
WEAK_LINK = 0.35
"""Share of unskilled accounts, and half as many of the others, in which one person hardly works
with it."""


def rows(plan: Plan, histories: Sequence[History]) -> Iterator[Sequence[Cell]]:
    """active_users and logins (will), features_used and training_hours (skill), then the users."""
    for history in histories:
        draws = stream(plan, USAGE, history)
        for moment in moments(plan, history):
            at, who = day(plan.calendar.end(moment.month)), history.account.customer_id
            for metric, value, allowed in _values(draws, history.account, moment):
                yield at, who, metric, value, allowed, ""
    for history in histories:
        at = day(plan.calendar.as_of)
        for number, actions in enumerate(team(plan, history), start=1):
            who = history.account.customer_id
            yield at, who, "user_actions", actions, "", f"U{who[1:]}-{number}"


def team(plan: Plan, history: History) -> list[int]:
    """Each followed person's actions in the last month: one may be far behind the others."""
    account, size = history.account, _TEAM.get(history.account.segment.name, 0)
    if not history.states[-1]:
        return []
    draws = stream(plan, USERS, history)
    weak = draws.chance(WEAK_LINK if account.skill < 50 else WEAK_LINK / 2)
    usual = 40 + 160 * account.will / 100
    each = [round(draws.lognormal(usual, 0.3)) for _ in range(size)]
    return [actions // 15 if weak and not n else actions for n, actions in enumerate(each)]


def _values(draws: Draws, account: Account, moment: Moment) -> Iterator[tuple[str, int, int | str]]:
    ramp = min(1.0, 0.55 + 0.15 * moment.age)
    share = (0.2 + 0.65 * account.will / 100) * ramp * moment.strength + 0.05 * draws.normal()
    active = min(moment.seats, max(0, round(moment.seats * share)))
    yield "active_users", active, moment.seats
    each = (4 + 12 * account.will / 100) * moment.strength * draws.between(0.85, 1.15)
    yield "logins", round(active * each), ""
    depth = (0.1 + 0.75 * account.skill / 100) * ramp + 0.04 * draws.normal()
    used = min(moment.features, max(1, round(moment.features * depth)))
    yield "features_used", used, moment.features
    wish = account.skill / 100 * (2.0 if moment.age < 4 else 0.5)
    hours = round(moment.seats * 0.12 * wish * draws.between(0, 2))
    if hours:
        yield "training_hours", hours, ""
