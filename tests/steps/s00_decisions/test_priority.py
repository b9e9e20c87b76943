"""Findings of different steps are ranked by one measure: ARR a year."""

from cs_lib.exhibits.findings import Finding
from cs_lib.steps.s00_decisions import priority


def found(what: str, topic: str = "t", **known) -> Finding:
    return Finding(what, topic, "step.exhibit", known.pop("grade", "A"), **known)


COUNTED = found("counted", money=100.0)
TOUCHED = found("touched", touches=5_000.0)
GOOD = found("good", money=900.0, good=True)


def test_an_amount_is_worth_itself_and_an_exposure_its_share_of_losses():
    assert COUNTED.at_stake(0.1) == 100
    assert TOUCHED.at_stake(0.1) == 500
    assert found("nothing").at_stake(0.1) == 0


def test_what_was_counted_comes_before_what_is_only_touched():
    assert priority.ranked([TOUCHED, COUNTED, GOOD], 0.1) == [COUNTED, TOUCHED]


def test_of_equal_stakes_the_surer_comes_first():
    sure, unsure = found("b", money=1.0), found("a", money=1.0, grade="D")
    assert priority.ranked([unsure, sure], 0.1) == [sure, unsure]


def test_one_decision_settles_a_topic():
    again = found("again", money=50.0)
    other = found("other", topic="u", money=10.0)
    assert priority.one_a_topic([COUNTED, again, other]) == [COUNTED, other]


def test_what_went_well_is_apart_and_the_most_money_first():
    untold = found("untold", good=True)
    assert priority.went_well([untold, COUNTED, GOOD]) == [GOOD, untold]
