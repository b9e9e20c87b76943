"""The register by hand: what is in force, what is missing, what changed, and nobody's name."""

import pandas as pd

from cs_lib.steps.s05_success_definition import register
from cs_lib.texts import Count, Share
from tests.steps.s05_success_definition.builders import (
    ACCOUNTS,
    books,
    engagement,
    intake,
    made,
    outcome,
    outcomes,
)

PEOPLE = pd.DataFrame({"contact_id": ["K1"], "persona": ["economic buyer"], "name": ["J. Doe"]})


def test_the_last_definition_up_to_the_day_counts() -> None:
    found = outcomes(
        outcome("A", target=5.0, date="2025-01-31", actual=None),
        outcome("A", target=4.0, date="2025-06-30", actual=7.0),
        outcome("A", target=1.0, date="2026-02-01"),
    )
    assert found[["outcome_target", "attained"]].to_numpy().tolist() == [[4.0, 0.5]]


def test_a_confirmation_without_evidence_is_no_acknowledgement() -> None:
    found = outcomes(
        outcome("A", acknowledged_by="K1", evidence="log"),
        outcome("B", acknowledged_by="J. Doe"),
        outcome("C", evidence="log"),
        contacts=PEOPLE,
    )
    assert found["acknowledged"].tolist() == [True, False, False]
    # a person is told by the part it has, and not at all where that is not known
    assert found["acknowledged_role"].fillna("").tolist() == ["economic buyer", "", ""]


def test_the_register_says_whose_success_is_not_defined() -> None:
    rows = outcomes(outcome("A"), outcome("C", kind=register.FELT))
    shown = made(
        register.success_register, outcomes=rows, accounts=ACCOUNTS, engagement=engagement()
    )
    # A has 100 of 450 of ARR; B has none, C only says how it wants to be looked after
    assert shown.title == register.Defined(Share(100 / 450))
    assert shown.say[0].accounts == Count(2)
    assert shown.say[0].arr.value == 350
    assert shown.frame["account"].tolist() == ["Alder", "Cedar"]


def test_nobody_defined_success() -> None:
    shown = made(
        register.success_register, outcomes=outcomes(outcome("X")), accounts=ACCOUNTS,
        engagement=engagement(),
    )  # fmt: skip
    assert shown.title == register.NobodyDefined()


def test_completeness_counts_each_field_and_what_can_be_checked() -> None:
    rows = outcomes(outcome("A", metric="days", evidence="log"), outcome("B", metric="days"))
    shown = made(register.register_fields, outcomes=rows, accounts=ACCOUNTS)
    assert shown.title == register.Checkable(Share(0.5))
    assert shown.say[0].field.key == "evidence"
    assert shown.frame.set_index("register_field")["known"].to_dict() == {
        "metric": 2, "baseline": 2, "target": 2, "actual": 2, "evidence": 1, "acknowledged": 0,
        "influence": 0, "benefit": 0, "cost": 0,
    }  # fmt: skip


def test_another_target_or_measure_is_a_change_and_another_value_is_none() -> None:
    given = intake(
        outcome("A", date="2025-01-31", actual=9.0),
        outcome("A", date="2025-02-28", actual=8.0),
        outcome("A", date="2025-03-31", actual=7.0, target=2.0),
        outcome("B", date="2025-01-31", metric="days"),
        outcome("B", date="2025-05-31", metric="hours"),
    )
    found = register.changes(register.versions(books(), given))
    assert found["account"].tolist() == ["B", "A"]
    assert found["metric_before"].fillna("").tolist() == ["days", ""]
    assert found["target_before"].tolist() == [0.0, 0.0]
    shown = made(register.definition_changes, changes=found, accounts=ACCOUNTS)
    assert shown.title == register.Changed(Count(2))
    assert shown.say[0].account.value == "Birch"


def test_without_the_table_there_is_nothing() -> None:
    given = intake()
    rows = register.versions(books(), given)
    assert register.outcomes(rows, given).empty
    assert register.changes(rows).empty


def test_an_outcome_whose_kind_is_not_stated_is_required() -> None:
    assert outcomes(outcome("A", kind=None))["outcome_kind"].tolist() == [register.REQUIRED]
