"""The roster: who serves the customers, what they cost, can do and like to do."""

from collections.abc import Iterator, Sequence

from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell
from cs_lib.sample.plan import ROSTER, Plan, owners
from cs_lib.tables.company import DRIVERS

SKILLS = (
    "product_knowledge",
    "domain_knowledge",
    "negotiation",
    "project_management",
    "data_literacy",
    "executive_communication",
)
HEADER = ["person", "role_type", "fte", "cost", "segment", "passion", "target_metric", *SKILLS]
CSM_COST = {"Enterprise": 112000, "Mid-market": 91000, "SMB": 70000}
SHARED = (
    ("S", "support", 68000, 60, "csat"),
    ("R", "renewals_manager", 96000, 150, "grr"),
    ("T", "trainer", 78000, 200, "adoption"),
    ("A", "account_manager", 118000, 130, "expansion_arr"),
)
"""Roles that serve all segments: code, role, loaded cost, accounts per person, what pays them."""


def shared_people(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The codes of the people of each shared role."""
    return {
        role: tuple(f"{code}{n + 1:02d}" for n in range(max(1, len(plan.accounts) // accounts)))
        for code, role, _, accounts, _ in SHARED
    }


def rows(plan: Plan) -> Iterator[Sequence[Cell]]:
    """The customer-success managers by segment, then the shared roles."""
    number = 0
    for segment, people in owners(plan.accounts).items():
        for person in people:
            draws, number = Draws(plan.seed, ROSTER, number), number + 1
            metric = "nrr" if segment == "Enterprise" else "grr"
            yield _row(draws, person, "csm", CSM_COST[segment], segment, metric)
    people_of = shared_people(plan)
    for _, role, cost, _, metric in SHARED:
        for person in people_of[role]:
            draws, number = Draws(plan.seed, ROSTER, number), number + 1
            yield _row(draws, person, role, cost, "", metric)


def _row(
    draws: Draws, person: str, role: str, cost: int, segment: str, metric: str
) -> Sequence[Cell]:
    fte = draws.pick(("1.0", "1.0", "1.0", "1.0", "0.8", "0.6"))
    paid = round(cost * float(fte) * draws.between(0.93, 1.08) / 500) * 500
    liked = sorted(DRIVERS, key=lambda _: draws.uniform())[:3]
    skills = [min(4, max(0, round(2.3 + draws.normal()))) for _ in SKILLS]
    return (person, role, fte, paid, segment, ">".join(liked), metric, *skills)
