"""Three raters and three statements, worked by hand."""

import pandas as pd
import pytest

from cs_lib import questionnaires
from cs_lib.questionnaires import Questionnaire
from tests.questionnaires.builders import KNOWN, ROWS, TINY, given


def test_items_have_mean_spread_and_what_is_lacking():
    found = questionnaires.items(ROWS, KNOWN).set_index("item")
    assert found["mean"].tolist() == [3, 0.5, 4]
    # deviations of A1: 1, 1, 0; of A2: 0.5, 0.5
    assert found["spread"].tolist() == pytest.approx([1, 0.5**0.5, 0])
    assert found["unanswered"].tolist() == [0, 1, 0]
    assert found["unproven"].tolist() == [1, 0, 0]


def test_a_section_weighs_its_items():
    found = questionnaires.by_section(questionnaires.items(ROWS, KNOWN), KNOWN)
    assert found["mean"].tolist() == [(3 * 3 + 0.5) / 4, 4]
    assert found["weakest"].tolist() == [0.5, 4]


def test_a_questionnaire_is_summed_up():
    rows = questionnaires.answered(ROWS, KNOWN)
    found = questionnaires.by_questionnaire(rows, questionnaires.items(rows, KNOWN), KNOWN).iloc[0]
    assert (found["items"], found["raters"]) == (3, 3)
    assert found["mean"] == pytest.approx((9 + 0.5 + 4) / 5)
    assert found["answered"] == pytest.approx(8 / 9)
    # of A1's 4 and 3 and B1's three 4s, four of five have evidence
    assert found["proven"] == pytest.approx(0.8)
    assert pd.isna(found["before"])
    assert found["alpha_low"] <= found["alpha"] <= found["alpha_high"]


def test_change_is_over_the_items_of_both_times():
    items = questionnaires.items(ROWS, KNOWN)
    before = pd.DataFrame({"questionnaire": "tiny", "item": ["A1", "Z9"], "mean": [2.0, 4.0]})
    found = questionnaires.by_questionnaire(ROWS, items, KNOWN, before).iloc[0]
    assert (found["before"], found["change"]) == (2, 1)


def test_what_no_file_knows_or_lies_off_the_scale_counts_for_nothing():
    rows = pd.concat([ROWS, given(("A9", "R1", 1, None), ("B1", "R4", 5, None)),
                      given(("A1", "R1", 1, None), name="other")])  # fmt: skip
    assert len(questionnaires.answered(rows, KNOWN)) == len(ROWS)


def test_fewer_than_the_least_raters_show_nothing():
    found = questionnaires.items(ROWS, KNOWN, least=3).set_index("item")
    assert found["mean"].isna().tolist() == [False, True, False]
    assert found["spread"].isna().tolist() == [False, True, False]
    two = ROWS[ROWS["rater"] != "R3"]
    few = questionnaires.items(two, KNOWN, least=3)
    assert few["mean"].isna().all()
    assert questionnaires.by_questionnaire(two, few, KNOWN, least=3)["alpha"].isna().all()


def test_one_rater_has_a_mean_and_no_spread():
    found = questionnaires.items(ROWS[ROWS["rater"] == "R1"], KNOWN)
    assert found["mean"].tolist() == [4, 0, 4]
    assert found["spread"].isna().all()


def test_nobody_answered():
    none = questionnaires.items(ROWS.iloc[:0], KNOWN)
    assert none.empty
    assert questionnaires.by_questionnaire(ROWS.iloc[:0], none, KNOWN).empty
    assert questionnaires.by_layer(none).empty


def test_an_item_may_ask_for_evidence_of_its_own():
    content = TINY.model_dump()
    content["sections"]["A"]["items"]["A1"]["evidence_from"] = 2
    own = {"tiny": Questionnaire.model_validate(content)}
    assert questionnaires.items(ROWS, own).set_index("item")["unproven"]["A1"] == 2
