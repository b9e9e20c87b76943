"""What was planted of the accounts' own success: fit, people, journeys, boards and the ONE.

Each entry is what a later step has to find again from the tables: names of accounts where it can
be told of each, true rates and shares where chance had its part.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from statistics import median

from cs_lib.sample import boards, choice, contacts, fit, hazards, journey, potential, raters, usage
from cs_lib.sample.calendar import DAY
from cs_lib.sample.catalogue import CORE
from cs_lib.sample.events import History
from cs_lib.sample.plan import Account, Plan
from cs_lib.sample.segments import QUADRANTS
from cs_lib.sample.success import Success

Content = dict[str, object]
DUE_DAYS = 180
CEILING = 0.85
"""The share of the seats it could ever use from which an account is at its ceiling."""


def content(plan: Plan, histories: Sequence[History], success: Success) -> Content:
    """Everything planted that steps 2, 4, 5, 6, 7, 9 and 10 look for."""
    return {
        "fit": _fit(plan, histories),
        "quadrants": _quadrants(plan, histories, success),
        "potential": _potential(histories),
        "renewal_team": _renewal_team(plan, histories, success),
        "sponsors": _sponsors(success),
        "exits": [j.account.customer_id for j in success.journeys if j.live
                  and j.account.quadrant == "Need to Exit" and "adoption" not in j.entered],
        "dead_ends": sorted({p.journey.account.customer_id for p in success.people
                             if p.hours == 1 and p.journey.live}),
        "weak_links": [h.account.customer_id for h in histories
                       if (team := usage.team(plan, h)) and team[0] * 5 < min(team[1:])],
        "journey": _journey(success),
        "value_levels": success.levels(),
        "outcomes": _outcomes(success),
        "boards": _boards(),
        "assessments": _assessments(),
        "one": _one(plan, histories, success),
    }  # fmt: skip


def _fit(plan: Plan, histories: Sequence[History]) -> Content:
    """The true chance of leaving in a year, untreated, by what was known at the sale."""

    def rates(known: Callable[[Account], str]) -> Content:
        groups: dict[str, list[float]] = {}
        for history in histories:
            if not history.account.anchored:
                rate = hazards.yearly(history.account, plan, treated=False)
                groups.setdefault(known(history.account), []).append(rate)
        return {
            name: {"accounts": len(found), "yearly_hazard": round(sum(found) / len(found), 6)}
            for name, found in sorted(groups.items())
        }

    return {
        "use_case": rates(lambda account: fit.at_sale(plan, account).use_case),
        "bad": ["one-off analysis", "replacing spreadsheets"],
        "need_to_have": list(fit.NEED_TO_HAVE),
        "no_effect": {"acquired_via": rates(lambda account: account.acquired_via)},
    }


def _quadrants(plan: Plan, histories: Sequence[History], success: Success) -> Content:
    """Accounts that pay on the last day, their ARR and true potential, by quadrant."""
    found: Content = {}
    for name in QUADRANTS:
        live = [h.account for h in histories if h.states[-1] and h.account.quadrant == name]
        found[name] = {
            "accounts": len(live),
            "arr": round(sum(success.arr[a.customer_id] for a in live), 2),
            "potential": round(sum(potential.true(plan, a, success.rates) for a in live), 2),
        }
    return found


def _potential(histories: Sequence[History]) -> Content:
    """How wrong the client's estimates are, and who has nearly all the seats it could ever use."""
    at_ceiling = [
        h.account.customer_id
        for h in histories
        for item, held in h.states[-1].items()
        if item.product == CORE and held.quantity >= CEILING * h.account.seat_potential
    ]
    return {
        "methods": {
            method: {"confidence": confidence, "sigma": sigma, "share": share}
            for method, confidence, sigma, share in potential.METHODS
        },
        "users_among_employees": fit.USERS_AMONG_EMPLOYEES,
        "at_ceiling": at_ceiling,
    }


def _renewal_team(plan: Plan, histories: Sequence[History], success: Success) -> Content:
    """Whose term ends within 180 days, and whether anybody there is known to decide on it."""
    known = {p.journey.account.customer_id for p in success.people if p.decides}
    due = []
    for history in histories:
        ends, account = _term_end(history, plan.calendar.as_of), history.account
        if ends and history.states[-1]:
            due.append({
                "customer_id": account.customer_id,
                "ends": ends.isoformat(),
                "arr": round(success.arr[account.customer_id], 2),
                "decision_maker": account.customer_id in known,
                "notified": bool(history.future.notified),
                "signed": any(row.start == ends for row in history.rows),
            })  # fmt: skip
    open_ = [each for each in due if not (each["notified"] or each["signed"])]
    unknown = [each for each in open_ if not each["decision_maker"]]
    return {
        "due": due,
        "arr_due": round(sum(float(str(each["arr"])) for each in open_), 2),
        "arr_without_decision_maker": round(sum(float(str(each["arr"])) for each in unknown), 2),
    }


def _term_end(history: History, as_of: dt.date) -> dt.date | None:
    """The first day on which a running term ends, where it is within the 180 days."""
    running = [row for row in history.rows if row.start <= as_of and not row.monthly]
    ends = [row.end for row in running if row.end and as_of < row.end <= as_of + DAY * DUE_DAYS]
    last = max((row.end for row in running if row.end), default=as_of)
    return min(ends) if ends and last <= as_of + DAY * DUE_DAYS else None


def _sponsors(success: Success) -> Content:
    """Planted shares of sponsors and buyers who left, and how many of the known ones did."""
    ours = ("low adoption", "poor onboarding", "support quality")
    sponsors = [p for p in success.people if p.persona.influence >= 4]
    lost = [p for p in sponsors if p.journey.reason in ours]
    others = [p for p in sponsors if p.journey.reason not in ours]
    return {
        "reasons": list(ours),
        "before_preventable_loss": contacts.SPONSOR_GONE,
        "otherwise": contacts.USUALLY_GONE,
        "known": [len(lost), len(others)],
        "gone": [sum(p.left_on is not None for p in group) for group in (lost, others)],
    }


def _journey(success: Success) -> Content:
    """What was planted, how many reached each stage, and the lag from adoption to performance."""
    reached = [j.entered for j in success.journeys]
    both = [e for e in reached if "adoption" in e and "performance" in e]
    lags = [(e["performance"] - e["adoption"]).days / 30.4 for e in both]
    return {
        "performs_first": journey.PERFORMS_FIRST,
        "hastened_by_the_play": journey.HASTENED,
        "rescued_by_the_play": journey.RESCUED,
        "never_adopts": journey.NEVER_ADOPTS,
        "accounts": len(reached),
        "reached": {stage: sum(stage in e for e in reached) for stage in journey.STAGES},
        "performed_after_adoption": sum(lag >= 0 for lag in lags),
        "median_lag_months": round(median(lags), 2) if lags else None,
    }


def _outcomes(success: Success) -> Content:
    """Attainment, and the share of attained worth that the customer says was attained (M64)."""
    current = [each for each in success.outcomes if each.complete]
    worth = [(each.arr * each.worth[0] * max(0.0, each.attained), each)
             for each in current if each.worth]  # fmt: skip
    attained = sum(amount for amount, _ in worth)
    agreed = sum(amount for amount, each in worth if each.confirmed and each.evidence)
    named = {each.journey.account.customer_id for each in success.outcomes}
    first = {e.journey.account.customer_id: e.attained for e in current
             if e.kind == "required_outcome"}  # fmt: skip
    return {
        "accounts_that_name_one": len(named),
        "mean_attained": round(sum(first.values()) / len(first), 6) if first else None,
        "worth_attained": round(attained, 2),
        "acknowledged_share": round(agreed / attained, 6) if attained else None,
    }


def _boards() -> Content:
    return {
        "worst_handoff": list(boards.WORST_HANDOFF),
        "raci_missing": boards.MISSING,
        "raci_double_accountable": boards.DOUBLE_ACCOUNTABLE,
        "paid_against_outcomes": boards.AGAINST_OUTCOMES,
        "greatest_challenge": boards.GREATEST,
    }


def _assessments() -> Content:
    layers = {section: mean for section, (_, mean) in raters.LEVELS["layers"].items()}
    for name in raters.STRATEGY:
        sections = raters.LEVELS[name].values()
        layers[name] = sum(items * mean for items, mean in sections) / sum(n for n, _ in sections)
    return {
        "true_means": {
            name: {section: mean for section, (_, mean) in sections.items()}
            for name, sections in raters.LEVELS.items()
        },
        "kindness": {rater: shift for rater, (_, shift) in raters.RATERS_OF.items()},
        "divided": {"section": list(raters.DIVIDED), "leaders": list(raters.LEADERS)},
        "weakest_layer": min(layers, key=lambda section: layers[section]),
    }


def _one(plan: Plan, histories: Sequence[History], success: Success) -> Content:
    """The ONE, whom it is for, what it would truly save, and what became of the plays before."""
    trials = [choice.trial(plan, histories, play) for play in plan.plays]
    return {
        "chosen": choice.chosen(plan),
        "for": [h.account.customer_id for h in choice.untrained(histories)],
        "saves_arr": round(choice.saved(plan, histories, success.rates), 2),
        "trials": [
            {
                "play": t.play.name,
                "hazard_ratio": t.play.hazard_ratio,
                "lost_before": t.before,
                "treated": t.treated,
                "treated_lost": t.treated_lost,
                "control": t.control,
                "control_lost": t.control_lost,
            }
            for t in trials
        ],
    }
