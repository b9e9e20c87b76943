"""What is left of each figure's grade."""

import pytest

from cs_lib import intake
from cs_lib.definitions.register import REGISTER
from cs_lib.intake.grades import grade_of
from cs_lib.intake.rules.register import FIGURES, RULES
from tests.intake.builders import SOUND, loaded

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("share", "grade"),
    [(0, "A"), (0.0099, "A"), (0.01, "B"), (0.03, "C"), (0.0499, "C"), (0.05, "D"), (1, "D")],
)
def test_the_bounds_of_the_grades(share: float, grade: str) -> None:
    assert grade_of(share) == grade


def test_graded_figures_are_of_the_definition_register() -> None:
    assert set(FIGURES) <= {metric.name for metric in REGISTER}
    assert {figure for rule in RULES for figure in rule.figures} <= set(FIGURES)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_clean_data_are_graded_a(client) -> None:
    found = intake.grades(*loaded(client, SOUND))
    assert found["figure"].tolist() == list(FIGURES)
    assert set(found["grade"]) == {"A"}
    assert set(found["reason"]) == {"No rule found anything"}


def test_a_doubt_touches_the_figures_it_bears_on_and_names_itself(client) -> None:
    """Of 12,000 a year 240 (2 %) are of a line entered twice; of 1 account, that one."""
    rows = "L1,C1,2025-01-01,,960,,\nL2,C1,2026-01-01,,20,,\nL3,C1,2026-01-01,,20,,\n"
    found = intake.grades(*loaded(client, rows)).set_index("figure")
    assert found.loc["ARR", "share"] == pytest.approx(240 / 12_000)
    assert found.loc["ARR", "grade"] == "B"
    assert found.loc["ARR", "reason"] == "Contract lines that are equal but for their number: 2.0%"
    assert found.loc["Customers", "grade"] == "A"


def test_marks_of_churn_are_weighed_against_what_runs_on_the_last_day(client) -> None:
    """C1 pays 60 of 100 on the last day, and is 1 of 3 accounts; C3 has left."""
    client.write("c.csv", "customer_id,churned\nC1,yes\n")
    rows = "L1,C1,2025-01-01,,60,,\nL2,C2,2025-01-01,,40,,\nL3,C3,2024-01-01,2025-01-01,900,,\n"
    found = intake.grades(*loaded(client, rows, customers="c.csv")).set_index("figure")
    assert found.loc["ARR", "share"] == pytest.approx(0.6)
    assert found.loc["Logo churn rate", "share"] == pytest.approx(1 / 3)
    assert found.loc["Gross renewal rate", "share"] == 0


def test_doubts_never_touch_more_than_all(client) -> None:
    client.write("c.csv", "customer_id,churned\nC1,yes\n")
    client.write("e.csv", "customer_id,date\nC1,2026-01-01\n")
    found = intake.grades(*loaded(client, SOUND, customers="c.csv", churn_events="e.csv"))
    assert found["share"].max() == 1


UNGRADED = {
    "negative_line_beside": "which product it lowers, not how much",
    "not_in_customers": "revenue counts without the customer list",
    "two_parents_at_once": "figures are by customer unless parents are asked for",
    "parents_in_a_circle": "figures are by customer unless parents are asked for",
    "no_rate": "the review does not run",
    "keys_above_whole": "cost",
    "keys_below_whole": "cost",
    "cost_without_key": "cost",
    "key_segment_unknown": "cost",
    "months_without_cost": "cost",
    "before_first_start": "usage and tickets",
    "before_sign_up": "usage and tickets",
    "answer_after_churn": "surveys",
    "nps_out_of_range": "surveys",
    "off_scale": "surveys",
    "mixed_scales": "surveys",
    "unknown_questionnaire": "assessments",
    "unknown_item": "assessments",
    "score_off_scale": "assessments",
    "lookup_unmatched": "rows that lack a price by it are refused, and graded as such",
}
"""Rules of what is wrong or doubtful that touch no headline figure, and why."""


def test_what_is_wrong_or_doubtful_lowers_a_grade_or_is_known_not_to() -> None:
    assert {rule.name for rule in RULES if rule.weight != "note" and not rule.figures} == set(
        UNGRADED
    )


def test_no_grade_says_that_nothing_was_found_beside_a_finding(client) -> None:
    found = intake.grades(*loaded(client, SOUND.replace("2025-01-01,", "2025-01-01,9999-12-31")))
    assert set(found["reason"]) == {"Nothing that was found bears on it"}
