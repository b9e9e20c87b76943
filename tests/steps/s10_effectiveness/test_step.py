"""Step 10 on the sample: what was planted is found, stored and read back; less data, less said."""

from pathlib import Path
from typing import Any

import pytest

from cs_lib import workbook
from cs_lib.exhibits.pages import NoPage
from cs_lib.steps.s10_effectiveness.page import Agreed
from cs_lib.steps.s10_effectiveness.verdicts import Limits
from cs_lib.texts import Cell
from tests import whole
from tests.steps import case
from tests.steps.told import read

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def step() -> Any:
    return whole.review().results["effectiveness"]


def test_the_planted_play_is_found_and_the_placebo_is_not(step: Any) -> None:
    judged = step.workings.judged.set_index("option")
    sprint, review = judged.loc["adoption-sprint-pilot"], judged.loc["quarterly-review"]
    assert (sprint["works"], sprint["loop_verdict"]) == ("yes", "keep")
    assert review["works"] == "unclear"
    assert review["effect_low"] < 0 < review["effect_high"]
    assert sprint["placebo_chance"] < 0.05 < review["placebo_chance"]


def test_the_planted_rise_of_use_is_found(step: Any) -> None:
    study = step.workings.use_study.drop_duplicates("option").set_index("option")
    low, high = study.loc["adoption-sprint-pilot", ["use_effect_low", "use_effect_high"]]
    assert low < 0.15 < high
    assert study.loc["quarterly-review", "use_effect_low"] < 0
    assert (study["before_chance"] > 0.05).all()


def test_weights_make_the_groups_alike(step: Any) -> None:
    assert (step.workings.alike["gap_after"].abs() < 0.01).all()


def test_the_effect_is_published(step: Any) -> None:
    (found,) = step.headlines
    assert found.id == "M69"
    assert found.value == pytest.approx(step.workings.judged["effect"].min())


def test_the_limits_on_the_page_lead_to_the_table_of_effects(step: Any) -> None:
    """What fell by 8.1 to 27.0 points is -0.081 and -0.270 in the table: the ends change places."""
    page = step.did_it_work
    limits = next(each for each in page.bullets if isinstance(each, Limits))
    row = "adoption sprint pilot"
    columns = {"low": "effect_high", "high": "effect_low", "treated": "treated"}
    for field, column in columns.items():
        assert getattr(limits, field).at == Cell("effectiveness.effect_table", row, column)
    assert page.claim.effect.at == Cell("effectiveness.effect_table", row, "effect")
    agreed = next(each for each in page.bullets if isinstance(each, Agreed))
    assert agreed.share.at == Cell("effectiveness.price_to_value", None, "agreed_share")


def test_a_stored_result_is_read_back(step: Any, tmp_path: Path) -> None:
    workbook.save(step, tmp_path, "digest")
    again = workbook.read(type(step), tmp_path, "digest")
    assert read(again) == read(step)


def test_without_tests_there_is_no_page() -> None:
    found = case.computed().results["effectiveness"]
    assert isinstance(found.did_it_work, NoPage)
    assert found.effects.absent.need == "tests"
    read(found)
