"""The ONE that was chosen, the nine that were not, what the plays are judged by, and the lessons.

For a year the ONE was the quarterly review. Its verdict in June 2026: done, and without effect. So
it was stopped, and since July the ONE is to give the adoption sprint to the Untrained.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cs_lib.sample import hazards
from cs_lib.sample.book import total
from cs_lib.sample.bridge import RATE
from cs_lib.sample.calendar import DAY, add_months
from cs_lib.sample.events import History
from cs_lib.sample.files import Cell, day
from cs_lib.sample.fit import NEED_TO_HAVE, at_sale
from cs_lib.sample.plan import Plan, Play

OPTIONS_HEADER = [
    "option", "type", "lever", "segment", "quadrant", "cost", "hours", "effect", "probability",
    "impact", "reversible", "state", "reason",
]  # fmt: skip
DECISION_HEADER = ["option", "decided_on", "decided_by", "owner", "reason", "stop_if"]
TESTS_HEADER = [
    "option", "metric", "kind", "baseline", "target", "actual", "start", "judged_on", "segment",
    "comparison", "play",
]  # fmt: skip
LESSONS_HEADER = ["date", "lesson", "kind", "customer_id", "owner", "reused"]
ROLLOUT, PILOT, REVIEW = "adoption-sprint", "adoption-sprint-pilot", "quarterly-review"
VERDICT = dt.date(2026, 6, 30)
"""The day on which both plays were judged."""
DECIDED = {REVIEW: dt.date(2025, 6, 24), ROLLOUT: dt.date(2026, 7, 6)}
_LOT = "accounts without a play, as the lot fell"
LOST = "accounts lost within a year, share"
SHARE_PLANNED = {"adoption-sprint": 0.6, "quarterly-review": 0.7}
"""What share of the losses each play was expected to leave."""
_OTHERS: tuple[tuple[str, str, str, str, int, int, int, float, int, str, str, str], ...] = (
    ("renewal-call-120-days", "process", "retention", "", 9000, 220, 4, 0.5, 1, "true", "parked",
     "no people before the sprint is done"),
    ("polite-exit", "process", "retention", "", 4000, 60, 0, 0.8, 2, "false", "parked",
     "the rules of exit are not agreed"),
    ("goals-at-signature", "process", "retention", "", 6000, 120, 6, 0.5, 1, "true", "parked",
     "starts with the sales year"),
    ("new-health-score", "health_score", "retention", "", 18000, 240, 3, 0.4, 1, "true", "parked",
     "today's score is not validated yet"),
    ("reference-programme", "play", "upsell", "Enterprise", 12000, 140, 3, 0.5, 1, "true", "parked",
     "needs measured outcomes first"),
    ("white-space", "play", "upsell", "Mid-market", 22000, 260, 7, 0.35, 2, "true", "parked",
     "accounts that do not perform buy nothing more"),
    ("self-service", "tool", "retention", "SMB", 30000, 300, 2, 0.5, 2, "true", "delegated",
     "Support do it on their own budget"),
)  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """What became of a play's accounts and of those that got none, in its first year.

    `before` is the share of all accounts that was lost in the year before, as it was known when
    the trial was planned.
    """

    play: Play
    before: float
    treated: int
    treated_lost: int
    control: int
    control_lost: int


def trial(plan: Plan, histories: Sequence[History], play: Play) -> Trial:
    """The play's accounts and the comparison group: all that paid when it began, without a play."""
    start, end = plan.calendar.first(play.month), add_months(plan.calendar.first(play.month), 12)
    there = [h for h in histories if h.states[play.month - 1]]
    treated = [h for h in there if h.account.play == play.name]
    control = [h for h in there if not h.account.play]
    lost = [sum(_left(h, start, end) for h in group) for group in (treated, control)]
    earlier = [h for h in histories if h.states[max(0, play.month - 13)]]
    gone = sum(_left(h, add_months(start, -12), start) for h in earlier)
    before = round(gone / len(earlier), 3) if earlier else 0.0
    return Trial(play, before, len(treated), lost[0], len(control), lost[1])


def _left(history: History, start: dt.date, end: dt.date) -> bool:
    return any(e.kind == "churn" and start <= e.day < end for e in history.events)


def untrained(histories: Sequence[History]) -> list[History]:
    """The accounts that the ONE is for: willing, not able, not helped yet, and not leaving."""
    live = [h for h in histories if h.states[-1] and not h.future.notified]
    live = [h for h in live if h.account.quadrant == "Untrained"]
    return [h for h in live if h.treated_from is None or h.account.play == REVIEW]


def saved(plan: Plan, histories: Sequence[History], rates: dict[str, int]) -> float:
    """ARR that the sprint is truly expected to keep in a year, given to all of the `untrained`."""
    sprint = plan.plays[0]
    return sum(
        total(h.states[-1]) * rates[h.account.currency] / RATE / 100
        * hazards.yearly(h.account, plan, treated=False) * (1 - sprint.hazard_ratio)
        for h in untrained(histories)
    )  # fmt: skip


def chosen(plan: Plan) -> str:
    """The ONE on the last day."""
    return ROLLOUT if plan.calendar.as_of >= DECIDED[ROLLOUT] else REVIEW


def option_rows(
    plan: Plan, histories: Sequence[History], rates: dict[str, int], arr: float
) -> Iterator[Sequence[Cell]]:
    """Ten options, exactly one of them chosen; `arr` is the company's, effects are shares of it."""
    judged, now = plan.calendar.as_of > VERDICT, chosen(plan)
    effect = round(saved(plan, histories, rates) * 1.2, -3)
    state = "chosen" if now == ROLLOUT else "parked"
    why = "the pilot kept accounts" if judged else "the pilot is judged on 30 June"
    yield (
        ROLLOUT,
        "play",
        "retention",
        "",
        "untrained",
        26000,
        420,
        effect,
        0.7,
        1,
        "true",
        state,
        why,
    )
    state = "done" if judged else "parked"
    yield (PILOT, "play", "retention", "", "", 15000, 300, effect, 0.5, 1, "true", state, why)
    state = "chosen" if now == REVIEW else "stopped"
    why = "what large accounts ask for" if now == REVIEW else "done, and no fewer accounts left"
    effect = round(arr * 0.005, -3)
    yield (REVIEW, "play", "retention", "", "", 20000, 500, effect, 0.5, 1, "true", state, why)
    for option, kind, lever, segment, cost, hours, share, works, harm, back, state, why in _OTHERS:
        effect = round(arr * share / 1000, -3)
        yield (option, kind, lever, segment, "", cost, hours, effect, works, harm, back, state, why)


def decision_rows(plan: Plan) -> Iterator[Sequence[Cell]]:
    """The decision that holds on the last day."""
    now = chosen(plan)
    reason = {
        ROLLOUT: "largest saving for the hours, and shown by the pilot",
        REVIEW: "all large accounts get one, and competitors offer it",
    }
    yield (
        now,
        day(DECIDED[now]),
        "COO",
        "VP Customer Success",
        reason[now],
        "no fewer losses after a year",
    )


def test_rows(plan: Plan, histories: Sequence[History]) -> Iterator[Sequence[Cell]]:
    """Pilot and review were judged in June; of the sprint for all only the plan is known."""
    judged = plan.calendar.as_of >= VERDICT
    for play, option in zip(plan.plays, (PILOT, REVIEW), strict=True):
        found, start = trial(plan, histories, play), day(plan.calendar.first(play.month))
        if not (found.treated and found.control) or start >= day(VERDICT):
            continue
        held = round(sum(h.treated_from is not None for h in histories
                         if h.account.play == play.name and h.states[play.month - 1])
                     / found.treated, 2)  # fmt: skip
        yield (option, "accounts that got it, share of those planned", "execution", 0, 0.9,
               held if judged else "", start, day(VERDICT), "", "", play.name)  # fmt: skip
        actual = round(found.treated_lost / found.treated, 3) if judged else ""
        yield (option, LOST, "effect", found.before, _aim(found), actual,
               start, day(VERDICT), "", _LOT, play.name)  # fmt: skip
    if chosen(plan) == ROLLOUT:
        start, verdict = day(dt.date(2026, 10, 5)), day(dt.date(2027, 9, 30))
        yield (ROLLOUT, "accounts that got it, share of those planned", "execution", 0, 0.9, "",
               start, verdict, "", "", ROLLOUT)  # fmt: skip
        pilot = trial(plan, histories, plan.plays[0])
        yield (ROLLOUT, LOST, "effect", pilot.before, _aim(pilot), "", start, verdict, "",
               "every third of the Untrained, drawn by lot, a year later", ROLLOUT)  # fmt: skip


def _aim(planned: Trial) -> float:
    return round(planned.before * SHARE_PLANNED[planned.play.name], 3)


def lesson_rows(plan: Plan, histories: Sequence[History]) -> Iterator[Sequence[Cell]]:
    """From the six largest losses for reasons of ours, and from four who thrive."""
    lost = [(h, h.churn[1]) for h in histories if h.churn and not h.states[-1]]
    ours = [(e.before, e.day, h) for h, e in lost if h.rows[-1].churn_reason in _FAILURES]
    ours.sort(key=lambda loss: (-loss[0], loss[2].account.customer_id))
    for number, (_, on, history) in enumerate(ours[:6]):
        at, account = min(on + DAY * 14, plan.calendar.as_of), history.account
        lesson, reused = _FAILURES[history.rows[-1].churn_reason], (3, 1, 0)[number % 3]
        yield day(at), lesson, "failure", account.customer_id, account.owner, reused
    thriving = [
        h for h in histories
        if h.states[-1] and h.account.quadrant == "High Performers"
        and at_sale(plan, h.account).use_case in NEED_TO_HAVE
    ]  # fmt: skip
    best = sorted(thriving, key=lambda h: (-total(h.states[-1]), h.account.customer_id))[:4]
    for number, history in enumerate(best):
        on = plan.calendar.as_of - DAY * (30 + 90 * number)
        account = history.account
        yield day(on), _SUCCESSES[number], "success", account.customer_id, account.owner, 4 - number


_FAILURES = {
    "low adoption": "ask for the goals before the offer, and train before the kick-off ends",
    "poor onboarding": "import the data before the kick-off",
    "support quality": "one person answers until the fault is mended",
    "missing feature": "do not sell what the product cannot do yet",
    "price": "show the outcome in money before the renewal offer",
}
_SUCCESSES = (
    "a named person at the customer answers for the outcome",
    "start with the one report that must be made",
    "the sponsor sees the first outcome within a quarter",
    "a second team joins only after the first has reached its outcome",
)
