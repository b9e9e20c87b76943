"""What was known of an account when it was sold to: what it bought for, and how large it was.

Some of it tells who will leave (a one-off analysis is mostly bought by those who need to exit);
what brought the customer (`acquired_via`) tells nothing, and was drawn before.
"""

from dataclasses import dataclass

from cs_lib.sample.draws import Draws
from cs_lib.sample.plan import FIT, Account, Plan

USE_CASES = (
    "budget planning",
    "regulatory reporting",
    "management dashboards",
    "replacing spreadsheets",
    "one-off analysis",
)
NEED_TO_HAVE = USE_CASES[:2]
_BOUGHT_FOR = {
    "High Performers": (30, 26, 24, 14, 6),
    "Untrained": (24, 14, 22, 26, 14),
    "Unmotivated": (22, 12, 26, 22, 18),
    "Need to Exit": (12, 5, 16, 30, 37),
}
USERS_AMONG_EMPLOYEES = {
    "Logistics": 0.25,
    "Retail": 0.2,
    "Manufacturing": 0.25,
    "Healthcare": 0.3,
    "Financial services": 0.5,
    "Software": 0.6,
    "Energy": 0.35,
    "Media": 0.45,
}
"""The share of an industry's people who could work with the product."""
_KNOWN = 0.88


@dataclass(frozen=True)
class Fit:
    """What was known at the sale; `employees` is None where nobody asked."""

    use_case: str
    employees: int | None


def at_sale(plan: Plan, account: Account) -> Fit:
    """What Sales could have known of one account."""
    draws = Draws(plan.seed, FIT, account.index)
    use_case = draws.pick(USE_CASES, _BOUGHT_FOR[account.quadrant])
    share = USERS_AMONG_EMPLOYEES[account.industry]
    employees = round(account.seat_potential / share * draws.lognormal(1.0, 0.2))
    return Fit(use_case, max(employees, account.seats) if draws.chance(_KNOWN) else None)
