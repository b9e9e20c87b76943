"""A questionnaire of three statements, and three raters."""

import pandas as pd

from cs_lib.questionnaires import Questionnaire

TINY = Questionnaire.model_validate(
    {
        "name": "tiny",
        "title": "Tiny",
        "evidence_from": 3,
        "sections": {
            "A": {
                "title": "First",
                "layer": "service",
                "items": {"A1": {"text": "One.", "weight": 3}, "A2": "Two."},
            },
            "B": {"title": "Second", "layer": "tools", "items": {"B1": "Three."}},
        },
    }
)
KNOWN = {"tiny": TINY}


def given(*answers: tuple[str, str, float, str | None], name: str = "tiny") -> pd.DataFrame:
    """Rows of `assessments`: item, rater, score, evidence."""
    columns = ["item", "rater", "score", "evidence"]
    rows = pd.DataFrame(list(answers), columns=columns).assign(questionnaire=name)
    return rows.astype({"evidence": "str"}).assign(
        evidence=lambda each: each["evidence"].where(each["evidence"] != "None")
    )


ROWS = given(
    ("A1", "R1", 4, "the log"), ("A1", "R2", 2, None), ("A1", "R3", 3, " "),
    ("A2", "R1", 0, None), ("A2", "R2", 1, None),
    ("B1", "R1", 4, "seen"), ("B1", "R2", 4, "seen"), ("B1", "R3", 4, "seen"),
)  # fmt: skip
"""A1: mean 3, one proof lacking; A2: mean 0.5, R3 left it out; B1: all agree on 4."""
