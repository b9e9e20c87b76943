"""Step 2 as a whole: the planted faults found again; none, half and all of its sheets."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.exhibits.pages import NoPage, Page
from cs_lib.steps.s00_decisions import scorecard
from cs_lib.texts import Count
from tests import whole
from tests.steps import case
from tests.steps.told import read

pytestmark = pytest.mark.slow

TRUTH = json.loads((whole.PARAMS / "sample" / "truth.json").read_text(encoding="utf-8"))["success"]
BOARDS = (
    "processes", "roster", "activities", "handoffs", "raci", "incentives", "challenges",
    "assessments",
)  # fmt: skip
"""The sheets of step 2."""


@pytest.fixture(scope="module")
def step() -> Any:
    return whole.review().results["as_is"]


def computed(file: Path, *settings: str) -> Any:
    chosen = [each for each in workbook.steps() if each.number == 2]
    return workbook.compute(engagements.load(file, settings), chosen).results["as_is"]


def test_the_planted_faults_of_the_boards_are_found_again(step: Any) -> None:
    planted = TRUTH["boards"]
    first = step.handoffs.frame.iloc[0]
    assert first[["from_team", "to_team", "artefact"]].tolist() == planted["worst_handoff"]
    state = step.raci.frame.set_index("raci_state")["stage"]
    assert [state["no_accountable"]] == planted["raci_missing"]["accountable"]
    assert [state["no_responsible"]] == planted["raci_missing"]["responsible"]
    assert [state["two_accountable"]] == planted["raci_double_accountable"]
    pay = step.incentives.frame
    against = pay[(pay["pay_state"] == "against") & (pay["metric_kind"] == "volume")]
    assert (
        dict(zip(against["role"], against["paid_on"], strict=True))
        == (planted["paid_against_outcomes"])
    )
    greatest = step.challenges_by_role.frame.set_index("role")["challenge"]
    assert greatest.to_dict() == {
        role.replace("_", " "): challenge
        for role, challenge in planted["greatest_challenge"].items()
    }


def test_the_planted_weakest_layer_and_divided_section_are_found_again(step: Any) -> None:
    planted = TRUTH["assessments"]
    assert step.layers.frame["layer"].iloc[0] == planted["weakest_layer"]
    spread = step.workings.score_sections.set_index(["questionnaire", "section"])["spread"]
    assert spread.idxmax() == tuple(planted["divided"]["section"])


def test_section_means_are_near_the_true_ones(step: Any) -> None:
    """Raters are kind by 0.05 on average; items differ by 0.4 and scores by 0.45."""
    truth = TRUTH["assessments"]["true_means"]
    rows = step.workings.score_sections
    far = [
        abs(row["mean"] - truth[row["questionnaire"]][row["section"]]) for _, row in rows.iterrows()
    ]
    assert sum(far) / len(far) < 0.25


def test_findings_are_handed_up_with_money_and_evidence(step: Any) -> None:
    found = step.workings.findings
    assert found["arr"].is_monotonic_decreasing
    assert set(found["evidence"].str.removeprefix("as_is.")) <= set(step.exhibits)
    assert {"process_gap", "unclear_stage", "priced_gap", "weakest_layer"} <= set(found["what"])


def test_a_stored_result_is_read_back(step: Any, tmp_path: Path) -> None:
    workbook.save(step, tmp_path, "digest")
    again = workbook.read(type(step), tmp_path, "digest")
    assert read(again) == read(step)
    assert "nan" not in read(step).lower().split()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, to be changed."""
    place = tmp_path_factory.mktemp("sample")
    shutil.copy(whole.PARAMS / "sample.yml", place)
    shutil.copytree(whole.PARAMS / "sample", place / "sample")
    return place


def without(folder: Path, *tables: str) -> Path:
    """The sample's engagement without these tables."""
    text = (folder / "sample.yml").read_text(encoding="utf-8")
    for table in tables:
        text = re.sub(rf"^  {table}: .*\n", "", text, flags=re.M)
    file = folder / f"without_{len(tables)}.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_half_of_the_sheets_make_half_of_the_step(folder: Path) -> None:
    found = computed(without(folder, "processes", "raci", "challenges", "activities"))
    absent = {exhibit.name for exhibit, _ in found.absent}
    assert {"board", "process_list", "raci", "relay_map", "challenges", "time_use"} <= absent
    assert {"expertise", "handoffs", "layers", "people"}.isdisjoint(absent)
    assert isinstance(found.as_is_board, Page)
    assert [each.name for each in found.as_is_board.exhibits] == ["expertise"]
    read(found)


def test_none_of_the_sheets_make_no_page_and_no_traceback(folder: Path) -> None:
    found = computed(without(folder, *BOARDS))
    assert isinstance(found.as_is_board, NoPage)
    assert not found.knowledge.absent
    read(found)


def test_a_client_edition_names_nobody_and_shows_no_score_of_two(folder: Path) -> None:
    rows = pd.read_csv(folder / "sample" / "assessments.csv")
    two = ~(rows["questionnaire"].eq("readiness") & ~rows["rater"].isin(["R1", "R2"]))
    rows[two].to_csv(folder / "sample" / "assessments.csv", index=False)
    roster = pd.read_csv(folder / "sample" / "roster.csv")
    found = computed(folder / "sample.yml", "edition=client")
    words = set(re.findall(r"\w+", read(found)))
    assert words.isdisjoint(roster["person"])
    assert words.isdisjoint({"R1", "R2", "R3", "R4", "R5", "R6"})
    scored = found.workings.scored
    assert scored.loc[scored["raters"] < 3, ["mean", "spread"]].isna().all(axis=None)
    assert "readiness" in set(scored.loc[scored["mean"].isna(), "questionnaire"])
    assert (found.challenges_by_role.frame["people"] >= 3).all()
    assert found.seat_list.frame.empty


def test_a_tiny_client_has_a_line_and_not_a_page() -> None:
    run = case.computed(case.ALONE)
    found = run.results["as_is"]
    assert isinstance(found.as_is_board, NoPage)
    read(found)
    bullets = run.results["decisions"].performance.bullets
    said = (scorecard.OneLacksData, scorecard.LackData)
    (lacking,) = (each for each in bullets if isinstance(each, said))
    assert Count(2) in [each.number for each in getattr(lacking, "steps", (lacking,))]
