"""Step 9 on the sample, stored and read back; and on a client that decided nothing."""

from pathlib import Path
from typing import Any

import pytest

from cs_lib import workbook
from cs_lib.exhibits import shown, shown_page
from cs_lib.exhibits.pages import NoPage
from cs_lib.texts import plain
from tests import whole
from tests.steps import case
from tests.steps.told import read

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def step() -> Any:
    return whole.review().results["execution"]


def test_the_record_says_all_that_a_verdict_needs(step: Any) -> None:
    lines = step.decision_record.frame["record_line"].tolist()
    assert set(lines) >= {
        "owner", "decided", "for_whom", "compared_with", "execution", "effect_metric", "expected",
        "least", "verdict_day", "stop_rule",
    }  # fmt: skip
    told = read(step)
    assert "30 Sep 2027" in told
    assert "no fewer losses after a year" in told


def test_the_one_is_for_those_who_can_be_trained(step: Any) -> None:
    accounts = step.workings.assignment
    counts = accounts["group"].value_counts()
    assert counts["treated"] > counts["waits"] > 0
    assert step.option_table.frame["option_state"].tolist().count("chosen") == 1


def test_the_page_prints_the_one(step: Any) -> None:
    words = shown_page(step.the_one)
    assert "adoption sprint" in plain(words.claim)
    assert shown(step.decision_record).rows


def test_a_stored_result_is_read_back(step: Any, tmp_path: Path) -> None:
    workbook.save(step, tmp_path, "digest")
    again = workbook.read(type(step), tmp_path, "digest")
    assert read(again) == read(step)
    assert again.workings.decided == step.workings.decided


def test_who_decided_nothing_has_no_page_and_one_line_on_the_second() -> None:
    run = case.computed()
    assert isinstance(run.results["execution"].the_one, NoPage)
    assert run.results["execution"].option_table.absent.need == "options"
    second = shown_page(run.results["decisions"].performance)
    assert any("9 and 10" in plain(bullet) for bullet in second.bullets)
