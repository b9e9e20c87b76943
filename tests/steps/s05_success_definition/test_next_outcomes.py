"""What is open is ordered by what influence could move."""

from cs_lib.exhibits import Absent
from cs_lib.steps.s05_success_definition import next_outcomes as told
from cs_lib.texts import Count
from tests.steps.s05_success_definition.builders import (
    ACCOUNTS,
    engagement,
    made,
    outcome,
    outcomes,
)


def shown(*rows: dict[str, object]) -> object:
    found = told.still_open(outcomes(*rows), ACCOUNTS)
    return made(told.next_outcomes, open_outcomes=found, engagement=engagement())


def test_arr_influence_and_way_left_decide() -> None:
    # A: 100 x 0.9 x 0.5 = 45; B: 300 x 0.5 x 0.2 = 30; C is met; another of B out of reach
    found = shown(
        outcome("B", actual=2.0, influence=0.5),
        outcome("A", influence=0.9),
        outcome("C", actual=0.0, influence=1.0),
        outcome("B", outcome="plan", influence=0.1),
    )
    assert found.frame["account"].tolist() == ["Alder", "Birch"]
    assert found.title.outcomes == Count(2)
    assert found.title.arr.value == 400
    assert [type(each) for each in found.say] == [told.First, told.LittleInfluence]


def test_nothing_open_and_influence_not_known() -> None:
    assert shown(outcome("A", actual=0.0)).title == told.NoneOpen()
    assert shown(outcome("A")) == Absent("outcomes")
