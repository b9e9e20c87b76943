"""The way of each account from contract to advocacy, and the measures taken on it.

Skill brings adoption, skill and will bring performance some months after it, and the play that
works hastens adoption. Who leaves for low adoption never adopted; poor onboarding came late.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cs_lib.sample.calendar import DAY
from cs_lib.sample.contracts import extras
from cs_lib.sample.draws import Draws
from cs_lib.sample.events import History
from cs_lib.sample.files import Cell, day
from cs_lib.sample.plan import JOURNEY, Account, Plan
from cs_lib.sample.signals import WINDOW

HEADER = ["customer_id", "stage", "entered", "evidence"]
INDICATORS_HEADER = [
    "customer_id", "indicator", "kind", "baseline", "target", "actual", "date",
]  # fmt: skip
LEVELS_HEADER = ["level", "name", "criterion", "metric", "threshold"]
ADOPTED, PERFORMED = 0.6, 0.7
"""Share of the processes that are live, and of the outcome that is attained, from which an
account has adopted, and performs."""
LEVELS = (
    (1, "people log in", "somebody logs in every month", "logins", 1),
    (2, "processes are live", "at least 60 % of the processes are live", "processes_live", ADOPTED),
    (3, "used in depth", "at least 12 features are used", "features_used", 12),
    (4, "the outcome shows", "at least 70 % of the outcome", "outcome_attained", PERFORMED),
    (5, "the outcome is reached", "the whole outcome", "outcome_attained", 1),
)
NEVER_ADOPTS = {
    "High Performers": 0.02,
    "Untrained": 0.15,
    "Unmotivated": 0.2,
    "Need to Exit": 0.45,
}
PERFORMS_FIRST = 0.1
"""Share of accounts whose outcome came before adoption, by something else than the product."""
HASTENED, RESCUED = 0.6, 0.5
"""What the play that works leaves of the time to adoption, and the share of those who would never
adopt that do with it."""
STAGES = ("first_value", "adoption", "performance", "transformation", "advocacy")
_MEASURED = {"Enterprise": 1.0, "Mid-market": 1.0, "SMB": 0.4}
_EVIDENCE = {
    "trial": "trial opened",
    "contract": "contract signed",
    "first_value": "first decision taken on it",
    "adoption": "most processes live",
    "performance": "outcome measured",
    "transformation": "a second team works with it",
    "advocacy": "speaks for us",
}


@dataclass(frozen=True)
class Journey:
    """One account's stages that were reached by `until`: the last day, or the day it left.

    `reason` is that of the last leaving, "" while the account is there.
    """

    account: Account
    begun: dt.date
    until: dt.date
    live: bool
    reason: str
    measured: bool
    entered: dict[str, dt.date]

    @property
    def live_share(self) -> tuple[str, float, float]:
        """Stage, the share of live processes that is enough for it, and the most it comes to."""
        return "adoption", ADOPTED, 0.65 + 0.35 * self.account.skill / 100

    @property
    def attained(self) -> tuple[str, float, float]:
        """The same of the outcome: skill and will make the target, or more than that."""
        return "performance", PERFORMED, 0.7 + 0.5 * (self.account.skill + self.account.will) / 200

    def share(self, of: tuple[str, float, float], on: dt.date) -> float:
        """How far the account is on a day; enough on the day the stage is entered."""
        stage, enough, most = of
        at = self.entered.get(stage)
        if at and on >= at:
            return round(min(most, enough + 0.02 * ((on - at).days // 30)), 2)
        whole = (at - self.begun).days if at else 900
        most = enough - 0.03 if at else enough * (0.2 + 0.6 * self.account.skill / 100)
        return round(min(most, enough * (on - self.begun).days / max(whole, 1)), 2)


def draw(plan: Plan, histories: Sequence[History]) -> list[Journey]:
    """The journeys of all accounts that were there in the window of behaviour."""
    return [_journey(plan, h) for h in histories if any(h.states[-WINDOW:])]


def _journey(plan: Plan, history: History) -> Journey:
    account, draws = history.account, Draws(plan.seed, JOURNEY, history.account.index)
    live = bool(history.states[-1])
    until = plan.calendar.as_of if live else max(e.day for e in history.events if not e.after)
    reason = "" if live else max(history.rows, key=lambda row: row.end or until).churn_reason
    begun = min(account.acquired_on, account.start)
    planned = _planned(plan, history, draws, begun, reason)
    return Journey(
        account,
        begun,
        until,
        live,
        reason,
        draws.chance(_MEASURED[account.segment.name]),
        {stage: at for stage, at in planned.items() if at <= until},
    )


def _planned(
    plan: Plan, history: History, draws: Draws, begun: dt.date, reason: str
) -> dict[str, dt.date]:
    """The days on which the stages would be entered if the account stayed for ever."""
    account = history.account
    lack = 1 - account.skill / 100
    late = 2.0 if reason == "poor onboarding" else 1.0
    months = draws.lognormal(1.8 + 7 * lack, 0.45) * late
    value, lag = months * draws.between(0.6, 1.3), draws.lognormal(4.5 + 3 * lack, 0.5)
    wider, speaks = draws.lognormal(11, 0.4), draws.lognormal(6, 0.5)
    first, stays = draws.chance(PERFORMS_FIRST), draws.chance(0.5)
    willing = draws.chance(account.will / 100)
    adopted = _adopts(plan, history, draws, _after(begun, months))
    if adopted is None:
        return {"contract": begun}
    found = {"contract": begun, "first_value": min(adopted, _after(begun, value))}
    if reason == "low adoption":
        return found
    found["adoption"] = adopted
    part = (adopted - begun).days / 30.4
    performed = _after(begun, part * 0.7) if first else _after(adopted, lag)
    found["performance"] = performed
    if account.quadrant == "High Performers" and stays:
        found["transformation"] = _after(max(adopted, performed), wider)
    if account.will >= 50 and willing:
        found["advocacy"] = _after(max(adopted, performed), speaks)
    return found


def _adopts(plan: Plan, history: History, draws: Draws, on: dt.date) -> dt.date | None:
    """The day of adoption, if ever: sooner, or after all, with the play that works."""
    never, helped = draws.chance(NEVER_ADOPTS[history.account.quadrant]), draws.chance(RESCUED)
    play = next((p for p in plan.plays if p.name == history.account.play), None)
    if play is None or history.treated_from is None or play.hazard_ratio == 1:
        return None if never else on
    began = plan.calendar.first(history.treated_from)
    if never:
        return max(on, _after(began, 3)) if helped else None
    return began + DAY * round((on - began).days * HASTENED) if on > began else on


def _after(on: dt.date, months: float) -> dt.date:
    return on + DAY * round(months * 30.4)


def rows(
    plan: Plan, histories: Sequence[History], journeys: Sequence[Journey]
) -> Iterator[Sequence[Cell]]:
    """The milestones: trials, of those who stayed and those who did not, then all other stages."""
    for history in histories:
        for extra in extras(plan, history):
            if extra.line_type == "trial" and extra.start <= plan.calendar.as_of:
                yield history.account.customer_id, "trial", day(extra.start), _EVIDENCE["trial"]
    for journey in journeys:
        for stage, entered in journey.entered.items():
            yield journey.account.customer_id, stage, day(entered), _EVIDENCE[stage]


def indicator_rows(plan: Plan, journeys: Sequence[Journey]) -> Iterator[Sequence[Cell]]:
    """Adoption and performance, measured at the quarters' ends while the account was there."""
    calendar = plan.calendar
    ends = [
        calendar.end(m) for m in range(max(1, calendar.months - WINDOW + 1), calendar.months + 1)
    ]
    quarters = [end for end in ends if end.month % 3 == 0]
    for journey in journeys:
        for on in quarters if journey.measured else ():
            if journey.begun < on <= journey.until:
                who, at = journey.account.customer_id, day(on)
                live = journey.share(journey.live_share, on)
                yield who, "processes_live", "adoption", 0, ADOPTED, live, at
                reached = journey.share(journey.attained, on)
                yield who, "outcome_attained", "performance", 0, PERFORMED, reached, at


def level(measures: dict[str, float]) -> int | None:
    """The highest level up to which all criteria hold; None where a measure is not known."""
    reached = 0
    for number, _, _, metric, threshold in LEVELS:
        if metric not in measures:
            return None
        if measures[metric] < threshold:
            break
        reached = number
    return reached
