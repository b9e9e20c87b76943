"""truth.json: what was planted, worked out from the plan and the lives, never from the ledger.

Amounts are ARR; a month's movements in the report's currency are taken at the rates of the
month end before it, and `fx` is the closing ARR times the change of the rates.
"""

from collections.abc import Sequence

from cs_lib.sample import fx, potential, truth_levers
from cs_lib.sample.book import total
from cs_lib.sample.bridge import RATE, Bridge
from cs_lib.sample.catalogue import CORE, TIERS, Item, list_price
from cs_lib.sample.events import Event, History
from cs_lib.sample.plan import CLIENT, CONTROLLABLE_SHARE, Account, Plan, Play
from cs_lib.sample.segments import CHURN_BY_QUADRANT, SEGMENTS

Content = dict[str, object]
Rates = dict[str, int]
"""The last day's rates: ten-thousandths of the report's currency for one unit."""

_TOLD = ("churn", "reactivation", "win_back", "late_renewal", "early_renewal", "intra_month")


def content(
    plan: Plan, histories: Sequence[History], bridge: Bridge, cost: dict[str, list[int]]
) -> Content:
    """Everything truth.json holds, in its order."""
    rates = fx.last(plan)
    return {
        "about": _about(plan),
        "months": [day.isoformat() for day in plan.calendar.ends()],
        "closing_local": {c: _units(v) for c, v in bridge.closing.items()},
        "closing_report": _units(bridge.closing_report),
        **{f"movements_{c}": _series(v) for c, v in bridge.moves.items()},
        "movements_report": _series(bridge.moves_report),
        "retention": [_retention(plan, histories, m) for m in _year_ends(plan)],
        "counts": _counts(plan, histories),
        "committed": _committed(histories, rates),
        "price_rise": _price_rise(plan),
        "merger": _merger(plan, histories),
        "churn": _churn(histories),
        "plays": [_play(plan, histories, play) for play in plan.plays],
        "controllable": _controllable(histories, rates),
        "levers": truth_levers.content(plan, histories, rates, cost),
        "cost_per_motion": {motion: [c / 100 for c in v] for motion, v in cost.items()},
        "events": [_event(h.account, e) for h in histories for e in h.events if e.kind in _TOLD],
        "accounts": [_account(plan, history, rates) for history in histories],
    }


def _about(plan: Plan) -> Content:
    return {
        "client": CLIENT,
        "as_of": plan.calendar.as_of.isoformat(),
        "opening": plan.calendar.opening.isoformat(),
        "months": plan.calendar.months,
        "accounts": len(plan.accounts),
        "seed": plan.seed,
        "currency": "EUR",
    }


def _units(micro: Sequence[int]) -> list[float]:
    """Micro-units as units."""
    return [amount / 1e6 for amount in micro]


def _series(series: dict[str, list[int]]) -> Content:
    return {leaf: _units(amounts) for leaf, amounts in series.items()}


def _year_ends(plan: Plan) -> list[int]:
    return list(range(plan.calendar.months, 11, -12))


def _retention(plan: Plan, histories: Sequence[History], month: int) -> Content:
    """GRR, NRR and logo churn of the twelve months that end in `month`, at the opening's rates."""
    rates = {c: walk[month - 12] for c, walk in fx.in_window(plan).items()}
    opened = kept = closed = count = lost = 0
    for history in histories:
        before, after = (total(history.states[m]) for m in (month - 12, month))
        if before:
            rate = rates[history.account.currency]
            opened += before * rate
            kept += min(before, after) * rate
            closed += after * rate
            count, lost = count + 1, lost + (not after)
    return {
        "period_end": plan.calendar.end(month).isoformat(),
        "opening": round(opened / RATE) / 100,
        "grr": round(kept / opened, 8) if opened else None,
        "nrr": round(closed / opened, 8) if opened else None,
        "accounts_at_opening": count,
        "accounts_lost": lost,
    }


def _counts(plan: Plan, histories: Sequence[History]) -> Content:
    active = [sum(bool(h.states[m]) for h in histories) for m in range(plan.calendar.months + 1)]
    kinds = [event.kind for history in histories for event in history.events]
    roles = [account.role for account in plan.accounts]
    return {
        "active_accounts": active,
        **{kind: kinds.count(kind) for kind in _TOLD},
        **{role: roles.count(role) for role in ("trial_only", "signed")},
    }


def _committed(histories: Sequence[History], rates: Rates) -> Content:
    """What is known about later on the last day; in the report's currency at that day's rates."""
    parts = ("signed_new", "signed_expansion", "signed_renewal", "known_expiry", "notified")
    return {
        part: round(
            sum(getattr(h.future, part) * rates[h.account.currency] for h in histories) / RATE
        )
        / 100
        for part in parts
    }


def _price_rise(plan: Plan) -> Content:
    rise = plan.price_rise
    cores = [Item(CORE, tier) for tier in TIERS]
    return {
        "day": rise.day.isoformat(),
        "size": rise.size,
        "applies": {"terms": "at the first renewal from that day on", "monthly": "at once"},
        "list_price_month_eur": {
            item.tier: [list_price(item, "EUR") / 100, list_price(item, "EUR", rise.size) / 100]
            for item in cores
        },
    }


def _merger(plan: Plan, histories: Sequence[History]) -> Content | None:
    """The move between parents, and the child's ARR on the month end before it."""
    if plan.merger is None:
        return None
    move = plan.merger
    child = next(h for h in histories if h.account.customer_id == move.child)
    month = plan.calendar.index(move.day)
    return {
        "child": move.child,
        "from": move.from_parent,
        "to": move.to_parent,
        "day": move.day.isoformat(),
        "currency": child.account.currency,
        "arr_before": total(child.states[month - 1]) / 100,
    }


def _churn(histories: Sequence[History]) -> Content:
    """Per segment: the planted rate, and the occasions to leave with their true probabilities."""
    result: Content = {"multiplier_by_quadrant": CHURN_BY_QUADRANT}
    for segment in SEGMENTS:
        met = [e for h in histories if h.account.segment is segment for e in h.exposures]
        result[segment.name] = {
            "base_annual_hazard": segment.churn,
            "occasions": len(met),
            "expected": round(sum(e.hazard for e in met), 6),
            "variance": round(sum(e.hazard * (1 - e.hazard) for e in met), 6),
            "left": sum(e.left for e in met),
        }
    return result


def _play(plan: Plan, histories: Sequence[History], play: Play) -> Content:
    treated = [h for h in histories if h.treated_from and h.account.play == play.name]
    met = [e for h in treated for e in h.exposures if e.treated]
    return {
        "name": play.name,
        "from": plan.calendar.first(play.month).isoformat(),
        "hazard_ratio": play.hazard_ratio,
        "usage_ratio": play.usage_ratio,
        "expected": round(sum(e.hazard for e in met), 6),
        "left": sum(e.left for e in met),
        "treated": [h.account.customer_id for h in treated],
    }


def _controllable(histories: Sequence[History], rates: Rates) -> Content:
    """The planted share, and the share of churned ARR it came to, at the last day's rates."""
    lost = [
        (event.before * rates[history.account.currency], event.controllable)
        for history in histories
        for event in history.events
        if event.kind == "churn"
    ]
    whole = sum(amount for amount, _ in lost)
    part = sum(amount for amount, ours in lost if ours)
    return {
        "planted_share": CONTROLLABLE_SHARE,
        "share_of_churned_arr": round(part / whole, 6) if whole else None,
        "churns": len(lost),
    }


def _event(account: Account, event: Event) -> Content:
    told: Content = {
        "customer_id": account.customer_id,
        "kind": event.kind,
        "day": event.day.isoformat(),
        "currency": account.currency,
        "before": event.before / 100,
        "after": event.after / 100,
    }
    if event.planned:
        told["planned"] = event.planned.isoformat()
    if event.gap_days:
        told["gap_days"] = event.gap_days
    if event.controllable is not None:
        told["controllable"] = event.controllable
    return told


def _account(plan: Plan, history: History, rates: Rates) -> Content:
    account = history.account
    return {
        "customer_id": account.customer_id,
        "quadrant": account.quadrant,
        "skill": account.skill,
        "will": account.will,
        "potential": potential.true(plan, account, rates),
        "treated_from": plan.calendar.first(history.treated_from).isoformat()
        if history.treated_from
        else None,
    }
