"""Questionnaires scored by six people: each sees the same company, kindly or not.

One section divides them on purpose: those who lead think that the vision is known, those who serve
customers do not. The weakest layer of the company is its strategy of service, not its tools.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell
from cs_lib.sample.plan import RATERS, Plan

HEADER = ["questionnaire", "item", "rater", "score", "evidence"]
LEVELS = {
    "centricity": {"A": (7, 2.2), "B": (5, 2.4), "C": (4, 1.9), "D": (4, 1.2), "E": (5, 2.0)},
    "service": {"A": (3, 1.0), "B": (7, 1.3)},
    "layers": {"O": (3, 2.3), "P": (3, 1.8), "T": (3, 2.9), "I": (3, 2.1), "N": (3, 1.7)},
    "twelve": {"M": (12, 2.0)},
    "drivers": {"D": (5, 2.2)},
    "knowledge": {"K": (5, 2.1)},
    "readiness": {"R": (6, 2.5)},
}  # fmt: skip
"""Questionnaire -> section -> number of items and true mean (0 to 4)."""
STRATEGY = ("centricity", "service")
"""Questionnaires that score one layer each; the sections of "layers" are the other layers."""
RATERS_OF = {
    "R1": ("COO", 0.4),
    "R2": ("VP Customer Success", 0.1),
    "R3": ("CSM", -0.2),
    "R4": ("Sales", 0.3),
    "R5": ("Support", -0.3),
    "R6": ("Product", 0.0),
}
"""Who scored, and how kindly."""
DIVIDED = ("centricity", "A")
LEADERS = ("R1", "R4")
APART = 1.3
"""How far above the truth the leaders, and half as far below it the others, see that section."""
LEARNT, SINCE = ("centricity", "D"), dt.date(2026, 7, 1)
"""What the company has learnt since the verdict on its plays: to ask for expected outcomes."""
_BEFORE = 0.5
UNANSWERED = 0.04
_SPREAD_ITEM, _SPREAD_SCORE = 0.4, 0.45


def rows(plan: Plan) -> Iterator[Sequence[Cell]]:
    """All answers; what a rater left out has no row."""
    draws = Draws(plan.seed, RATERS, 0)
    lacking = _BEFORE if plan.calendar.as_of < SINCE else 0.0
    for questionnaire, sections in LEVELS.items():
        for section, (items, mean) in sections.items():
            mean -= lacking * ((questionnaire, section) == LEARNT)
            for item in range(1, items + 1):
                level = mean + _SPREAD_ITEM * draws.normal()
                for rater, (_, kindness) in RATERS_OF.items():
                    apart = _apart(questionnaire, section, rater)
                    seen = level + kindness + apart + _SPREAD_SCORE * draws.normal()
                    score = min(4, max(0, round(seen)))
                    answered, shown = not draws.chance(UNANSWERED), draws.chance(0.4)
                    if answered:
                        evidence = "seen in the work" if shown and score else ""
                        yield questionnaire, f"{section}{item}", rater, score, evidence


def _apart(questionnaire: str, section: str, rater: str) -> float:
    if (questionnaire, section) != DIVIDED:
        return 0.0
    return APART if rater in LEADERS else -APART / 2
