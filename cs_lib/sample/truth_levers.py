"""The true best lever: what every lever could truly gain in each segment, from the plan alone.

The achievable uplift is the distance from a segment's true yearly rate (weighted by ARR on the
last day) to that of its best quarter of accounts by their true rate. No number here has been
measured on what the sample happened to do: rates are expectations under the planted hazards,
plays, traits and chances to grow. Value is net: a unit gained brings its margin as long as it is
expected to be kept, and costs what the motion's planted cost comes to per unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cs_lib.sample import hazards
from cs_lib.sample.book import total
from cs_lib.sample.bridge import RATE
from cs_lib.sample.engagement import GROSS_MARGIN
from cs_lib.sample.events import History
from cs_lib.sample.plan import Account, Plan
from cs_lib.sample.segments import SEGMENTS

Content = dict[str, object]
MOTIONS = {"retention": "retain", "expansion": "expand", "upsell": "upsell"}
YEARS, DISCOUNT = 5, 0.10
QUARTER = 0.25
_AMENDED = 11
"""Months of a year in which a contract can be amended; in the twelfth it is renewed."""
_CUT, _ADDED, _RENEWED_WITH = 0.175, 0.155, 0.12
"""Mean share of seats that a cut takes, an amendment adds, and a renewal adds."""
_TIER_STEP, _PRODUCT = 0.6, 0.12
"""What a higher tier and a further product mostly add to an account's ARR."""
_TIER_CHANCE, _PRODUCT_AMENDED, _PRODUCT_RENEWED = 0.08, 0.022, 0.08
"""Chance of an upgrade a renewal, of a product a month, and of a product a renewal."""


@dataclass(frozen=True)
class Lever:
    """One lever in one segment: ARR, true yearly rate, the best quarter's, worth of a unit kept."""

    segment: str
    lever: str
    arr: float
    rate: float
    best_quarter: float
    worth: float

    @property
    def gained(self) -> float:
        """ARR gained if all did as the best quarter does."""
        return self.arr * abs(self.best_quarter - self.rate)

    def told(self, unit_cost: float) -> Content:
        """The record of truth.json."""
        return {
            "segment": self.segment,
            "lever": self.lever,
            "arr": round(self.arr, 2),
            "rate": round(self.rate, 6),
            "best_quarter": round(self.best_quarter, 6),
            "net": round(self.gained * (GROSS_MARGIN * self.worth - unit_cost), 2),
        }


def content(
    plan: Plan, histories: Sequence[History], rates: dict[str, int], cost: dict[str, list[int]]
) -> Content:
    """`choices`: every segment and lever, the most valuable first; `best`: the first of them.

    `cost` is in cents by motion and month; a year of it is held against what the motion is for:
    all ARR for retention, what is expected to be won for the others.
    """
    found = [
        each for segment in SEGMENTS for each in _segment(plan, histories, rates, segment.name)
    ]
    told = []
    for lever, motion in MOTIONS.items():
        mine = [each for each in found if each.lever == lever]
        base = sum(each.arr * (1 if lever == "retention" else each.rate) for each in mine)
        unit_cost = sum(cost[motion][-12:]) / 100 / base if base else 0.0
        told += [each.told(unit_cost) for each in mine]
    rows = sorted(told, key=lambda row: -float(str(row["net"])))
    best = {name: rows[0][name] for name in ("segment", "lever")} if rows else None
    return {"best": best, "choices": rows}


def _segment(
    plan: Plan, histories: Sequence[History], rates: dict[str, int], segment: str
) -> list[Lever]:
    live = [h for h in histories if h.account.segment.name == segment and h.states[-1]]
    arr = [total(h.states[-1]) * rates[h.account.currency] / RATE / 100 for h in live]
    if not live:
        return []
    yearly = [_yearly(h.account, plan, h.treated_from is not None) for h in live]
    kept = 1 - _mean([each["retention"] for each in yearly], arr)
    worth = sum((kept / (1 + DISCOUNT)) ** year for year in range(YEARS))
    return [
        _lever(segment, lever, [each[lever] for each in yearly], arr, worth) for lever in MOTIONS
    ]


def _lever(
    segment: str, lever: str, rates: Sequence[float], arr: Sequence[float], worth: float
) -> Lever:
    ordered = sorted(rates, reverse=lever != "retention")
    best = ordered[: max(1, round(QUARTER * len(ordered)))]
    return Lever(segment, lever, sum(arr), _mean(rates, arr), sum(best) / len(best), worth)


def _yearly(account: Account, plan: Plan, treated: bool) -> dict[str, float]:
    """The shares of its ARR that an account is expected to lose, add and buy in a year."""
    segment, mood = account.segment, 0.5 + (account.skill + account.will) / 200
    more, less = segment.reshape
    leaves = hazards.yearly(account, plan, treated)
    return {
        "retention": leaves + (1 - leaves) * less * (2 - mood) * _CUT,
        "expansion": mood * (_AMENDED * segment.grow_month * _ADDED + more * _RENEWED_WITH),
        "upsell": mood
        * (_TIER_CHANCE * _TIER_STEP + (_AMENDED * _PRODUCT_AMENDED + _PRODUCT_RENEWED) * _PRODUCT),
    }


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)
