"""Each account has its first gap, and the gaps are handed on as findings."""

import pandas as pd

from cs_lib.engagement import Limits
from cs_lib.exhibits.findings import TOUCHED
from cs_lib.steps.s05_success_definition import success_gaps as told
from tests.steps.s05_success_definition.builders import engagement, made, outcome, outcomes

INDICES = pd.DataFrame(
    [("A", "Alder", "P1", 100.0, 100.0, 90.0, 100.0), ("B", "Birch", "P1", 300.0, 50.0, 10.0, 50.0),
     ("C", "Cedar", "P2", 50.0, 90.0, 40.0, 90.0), ("D", "Elm", "P2", 20.0, None, 90.0, 90.0),
     ("E", "Fir", None, 10.0, None, None, None), ("F", "Gum", "P1", 5.0, 100.0, 100.0, 100.0)],
    columns=["account", "name", "owner", "arr", "required", "experience_index", "outcome_index"],
)  # fmt: skip
ROWS = outcomes(
    outcome("A", actual=0.0), outcome("B"), outcome("C", actual=1.0), outcome("D", actual=None),
    outcome("F", actual=0.0, evidence="log", acknowledged_on="2025-12-01"),
)  # fmt: skip


def test_the_first_gap_that_applies() -> None:
    gaps = told.gaps(ROWS, INDICES, Limits())
    assert gaps.set_index("account")["success_gap"].to_dict() == {
        "B": "behind_target", "A": "not_acknowledged", "C": "experience_short",
        "D": "not_measured", "E": "not_defined",
    }  # fmt: skip


def test_findings_have_money_accounts_owner_and_evidence() -> None:
    found = told.findings(told.gaps(ROWS, INDICES, Limits()))
    assert list(found.columns) == TOUCHED
    assert found["what"].tolist()[:2] == ["behind_target", "not_acknowledged"]
    assert found.iloc[0].tolist() == [
        "behind_target", 300.0, 1, "P1", "success_definition.customer_success"
    ]  # fmt: skip
    assert found.set_index("what")["owner"].fillna("nobody")["not_defined"] == "nobody"


def test_the_list_is_by_owner_the_largest_first() -> None:
    gaps = told.gaps(ROWS, INDICES, Limits())
    shown = made(
        told.success_gaps, gaps=gaps, findings=told.findings(gaps), engagement=engagement()
    )
    assert shown.frame["account"].tolist() == ["Birch", "Alder", "Cedar", "Elm", "Fir"]
    assert (shown.title.arr.value, shown.title.accounts.value) == (480, 5)


def test_without_outcomes_nobody_has_a_gap_that_is_known() -> None:
    assert told.gaps(ROWS.head(0), INDICES, Limits()).empty
    empty = told.findings(told.gaps(ROWS.head(0), INDICES, Limits()))
    assert list(empty.columns) == TOUCHED


def test_another_limit_makes_another_gap() -> None:
    gaps = told.gaps(ROWS, INDICES, Limits(reached_from=0.3))
    assert gaps.set_index("account")["success_gap"][["B", "C"]].tolist() == [
        "experience_short", "not_acknowledged"
    ]  # fmt: skip
