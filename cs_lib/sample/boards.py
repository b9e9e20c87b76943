"""The workshops' boards: one company that sells without asking for the customer's goals.

What is wrong on one board is wrong on the others: goals get lost between Sales and Customer
Success, nobody answers for performance, Sales are paid on bookings alone, and those who would
learn wait for training.
"""

from collections.abc import Iterator, Sequence

from cs_lib.sample import roster
from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell
from cs_lib.sample.plan import CHALLENGES, Plan

PROCESSES_HEADER = ["process", "rating", "stage", "driver", "owner", "evidence", "hours"]
PROCESSES = (
    ("demo with the customer's own data", "good", "trial", "", "sales", "trials that convert", 30),
    ("kick-off within ten days", "good", "contract", "onboarding", "customer success", "diary", 24),
    ("support answers on the day", "good", "adoption", "escalation", "support", "ticket log", 180),
    ("adoption sprint of three sessions", "good", "adoption", "nurturing", "training", "pilot", 40),
    ("reference programme", "good", "advocacy", "nurturing", "marketing", "list of references", 8),
    ("customer's goals written into the contract", "bad", "contract", "onboarding", "sales",
     "few contracts name one", 6),
    ("quarterly review of slides", "bad", "performance", "nurturing", "customer success",
     "no decision in most minutes", 60),
    ("renewal call 90 days before the end", "bad", "transformation", "renewal", "renewals",
     "many calls come later", 20),
    ("discount approval", "bad", "contract", "renewal", "finance", "discounts after the term", 12),
    ("health score", "bad", "adoption", "nurturing", "customer success", "red after notice", 16),
    ("measure of the outcome after go-live", "gap", "performance", "nurturing", "", "", ""),
    ("training for those who missed the first", "gap", "adoption", "onboarding", "", "", ""),
    ("check of fit before the offer", "gap", "consideration", "", "", "", ""),
    ("way out for customers who cannot succeed", "gap", "performance", "renewal", "", "", ""),
)  # fmt: skip
HANDOFFS_HEADER = ["from_team", "to_team", "artefact", "sla_days", "met"]
HANDOFFS = (
    ("marketing", "sales", "qualified contact", 2, 0.9),
    ("sales", "customer success", "the customer's goals", 5, 0.38),
    ("sales", "finance", "signed contract", 2, 0.97),
    ("customer success", "training", "who needs which training", 10, 0.52),
    ("training", "customer success", "who attended", 5, 0.7),
    ("support", "product", "faults by customer", 5, 0.8),
    ("customer success", "product", "wishes with the money behind them", 30, 0.45),
    ("customer success", "renewals", "outcome attained and by whom confirmed", 90, 0.4),
    ("renewals", "finance", "renewed terms", 2, 0.95),
    ("customer success", "sales", "accounts ready for more", 10, ""),
)
WORST_HANDOFF = ("sales", "customer success", "the customer's goals")
RACI_HEADER = ["stage", "team", "role"]
_RACI = {
    "awareness": {"marketing": "RA", "product": "I"},
    "consideration": {"sales": "RA", "marketing": "C", "product": "C"},
    "trial": {"sales": "A", "product": "R", "support": "C"},
    "contract": {"sales": "RA", "finance": "A", "customer success": "I"},
    "adoption": {"customer success": "A", "training": "R", "support": "C", "product": "I"},
    "performance": {"customer success": "R", "product": "C", "sales": "I"},
    "transformation": {"customer success": "R", "sales": "A", "renewals": "C"},
    "advocacy": {"marketing": "A", "customer success": "C"},
}
_ROLES = {"R": "responsible", "A": "accountable", "C": "consulted", "I": "informed"}
MISSING = {"accountable": ["performance"], "responsible": ["advocacy"]}
DOUBLE_ACCOUNTABLE = ["contract"]
INCENTIVES_HEADER = ["role_type", "metric", "share"]
INCENTIVES = (
    ("sales", "bookings", 1.0),
    ("account_manager", "expansion_arr", 0.8),
    ("account_manager", "nps", 0.2),
    ("csm", "grr", 0.7),
    ("csm", "outcomes attained", 0.3),
    ("renewals_manager", "grr", 1.0),
    ("support", "tickets closed", 0.6),
    ("support", "csat", 0.4),
    ("trainer", "hours taught", 1.0),
)
AGAINST_OUTCOMES = {
    "sales": "bookings", "support": "tickets closed", "trainer": "hours taught",
}  # fmt: skip
"""Roles paid on work done and not on what it brings the customer, and on which metric."""
MOMENTS_HEADER = ["moment", "stage", "importance", "score", "validated"]
MOMENTS = (
    ("first answer to a question", "consideration", 3, 4.1, "true"),
    ("first look at own data", "trial", 5, 4.3, "true"),
    ("kick-off", "contract", 4, 3.6, "true"),
    ("first login of the team", "adoption", 4, 3.1, "true"),
    ("first training", "adoption", 5, 2.4, "true"),
    ("first decision taken on it", "adoption", 5, 2.9, "false"),
    ("first fault", "adoption", 4, 3.8, "true"),
    ("first measured outcome", "performance", 5, 1.8, "true"),
    ("change of the sponsor", "performance", 4, 1.5, "false"),
    ("renewal offer", "transformation", 3, 2.7, "false"),
)
NARRATIVE_HEADER = ["block", "text", "segment", "metric", "date"]
NARRATIVE = (
    ("mission", "we answer for what you reach, not for what you bought", "", "", "2025-11-03"),
    ("promise", "you decide on one set of figures", "", "outcome_attained", "2025-11-03"),
    ("promise", "you report in half the time", "Enterprise", "time to close", "2025-11-03"),
    ("promise", "your team works with it within a quarter", "SMB", "processes_live", "2026-02-02"),
    ("proof", "our trained customers stay", "", "logo churn of treated accounts", "2026-07-13"),
    ("proof", "nobody knows your trade as we do", "Mid-market", "", "2025-11-03"),
    ("next", "a second team joins once the first has reached its outcome", "", "transformation",
     "2026-02-02"),
)  # fmt: skip
CHALLENGES_HEADER = ["person", "rank", "challenge", "role_type"]
GREATEST = {
    "csm": "customers whose goals nobody wrote down",
    "support": "the same question again and again",
    "renewals_manager": "called in too late",
    "trainer": "those who need it do not come",
    "account_manager": "no list of who is ready for more",
}
"""What each role mostly ranks first."""
_CHALLENGES = (*GREATEST.values(), "no time", "tools that do not talk to each other")


def raci_rows() -> Iterator[Sequence[Cell]]:
    """Who does what at each stage; an A is missing once, and once there are two."""
    for stage, teams in _RACI.items():
        for team, letters in teams.items():
            for letter in letters:
                yield stage, team, _ROLES[letter]


def narrative_rows(plan: Plan) -> Iterator[Sequence[Cell]]:
    """The blocks worded by the last day."""
    return (row for row in NARRATIVE if row[-1] <= plan.calendar.as_of.isoformat())


def challenge_rows(plan: Plan) -> Iterator[Sequence[Cell]]:
    """Three challenges of each person on the roster, the role's own mostly first."""
    for number, (person, role, *_) in enumerate(roster.rows(plan)):
        draws, role = Draws(plan.seed, CHALLENGES, number), str(role)
        others = [c for c in _CHALLENGES if c != GREATEST[role]]
        order = sorted(others, key=lambda _: draws.uniform())
        order.insert(0 if draws.chance(0.75) else 1, GREATEST[role])
        for rank, challenge in enumerate(order[:3], start=1):
            yield person, rank, challenge, role
