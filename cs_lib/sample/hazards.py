"""How likely an account is to leave: the truth that later steps try to find again."""

from cs_lib.sample.plan import Account, Plan
from cs_lib.sample.segments import CHURN_BY_QUADRANT


def yearly(account: Account, plan: Plan, treated: bool) -> float:
    """The probability of leaving within a year: segment x quadrant x play, at most 0.9."""
    if account.anchored:
        return 0.0
    rate = account.segment.churn * CHURN_BY_QUADRANT[account.quadrant]
    if treated:
        rate *= next(play.hazard_ratio for play in plan.plays if play.name == account.play)
    return min(rate, 0.9)


def at_end_of(months: int, rate: float) -> float:
    """The probability of leaving at the end of a term, from the rate of a year."""
    return float(1 - (1 - rate) ** (months / 12))
