"""Step 7 as a whole: what the sample planted is found again, and what less data leaves."""

import dataclasses
import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.exhibits import shown
from cs_lib.exhibits.pages import NoPage, Page
from cs_lib.steps.s07_value_path import next_steps
from cs_lib.steps.s07_value_path.page import OffPlan, OffVector
from cs_lib.texts import Cell
from tests import whole
from tests.steps import case
from tests.steps.told import read

pytestmark = pytest.mark.slow

PLANTED = json.loads((whole.PARAMS / "sample" / "truth.json").read_text(encoding="utf-8"))
SHEETS = ("value_levels", "milestones", "plans", "usage", "narrative", "advocacy")


@pytest.fixture(scope="module")
def step() -> Any:
    return whole.review().results["value_path"]


def test_planted_levels_are_found_again(step: Any) -> None:
    planted = PLANTED["success"]["value_levels"]
    found = step.workings.placed.set_index("account")["level"]
    assert {who: None if pd.isna(at) else int(at) for who, at in found.items()} == planted


def test_planted_stages_are_counted_again(step: Any) -> None:
    reached = PLANTED["success"]["journey"]["reached"]
    found = step.workings.journey.set_index("journey_stage")["entered"]
    assert {name: found[name] for name in reached if name in found} == {
        name: number for name, number in reached.items() if name != "first_value"
    }


def test_alarms_beat_the_usual_rule_and_tell_what_can_be_told(step: Any) -> None:
    ours, usual = step.workings.alarms_judged.to_dict("records")
    assert ours["false_per_true"] < usual["false_per_true"] / 2
    # losses for reasons beyond control have no sign in usage: six in ten are controllable
    assert ours["losses_told"] / ours["losses"] > 0.5
    led = step.workings.signals_led
    assert set(led.loc[led["leading"], "signal"]) == {"active_users", "logins"}


def test_each_has_one_next_step_within_its_owners_capacity(step: Any) -> None:
    planned, owners = step.workings.planned, step.workings.owner_steps
    assert planned["account"].is_unique
    now = planned[planned["when"] == next_steps.NOW]
    assert (owners["steps_now"] <= owners["capacity"]).all()
    assert now["next_due"].notna().all()
    assert now["next_due"].max() <= pd.Timestamp(whole.review().books.as_of) + pd.Timedelta(days=90)
    assert now.groupby(["owner", "next_due"]).size().max() == 1


def test_nobody_who_leaves_or_should_is_on_a_list_of_what_to_sell(step: Any) -> None:
    accounts = whole.review().results["segmentation"].workings.accounts
    leaves = set(accounts.loc[~accounts["sellable"], "name"])
    rows = step.account_list.frame
    gone = rows[rows["account"].isin(leaves)]
    assert len(gone)
    assert gone["potential"].isna().all()
    assert set(gone["step_kind"]) == {"notice", "exit"}
    for exhibit in (step.next_steps, step.off_plan_list, step.off_vector_list):
        assert not set(exhibit.frame["account"]) & leaves


def test_the_list_by_account_adds_up_and_says_what_the_other_steps_say(step: Any) -> None:
    rows, results = step.workings.by_account.set_index("account"), whole.review().results
    assert [(gate.id, gate.holds) for gate in step.gates] == [("R9b", True)]
    accounts = results["segmentation"].workings.accounts.set_index("account")
    assert rows["quadrant"].dropna().to_dict() == accounts["quadrant"].dropna().to_dict()
    assert rows["owner"].to_dict() == accounts["owner"].to_dict()
    known = results["personas"].workings.teams.set_index("account")["decider_known"]
    assert (rows["decision_maker"].eq("yes") == known.reindex(rows.index)).all()
    told = shown(step.account_list)
    assert len(told.rows) == len(rows)
    assert [cell.text for cell in told.rows[0].cells][-1] == rows["owner"].iloc[0]


def test_the_page_says_what_its_table_shows(step: Any) -> None:
    page, levels = step.next_value, step.workings.on_levels
    assert isinstance(page, Page)
    below = step.workings.placed.dropna(subset=["level", "unmet"])
    arr = below.groupby("name")["arr"].sum()
    assert (page.claim.level.value, page.claim.arr.value) == (arr.idxmax(), arr.max())
    assert levels["accounts"].sum() == len(step.workings.placed)
    # who is one step below a level is on the one before it: a row of the table of levels
    assert page.claim.arr.at.exhibit == "value_path.value_levels"
    (alone,) = step.workings.off_vector.to_dict("records")
    falling = next(each for each in page.bullets if isinstance(each, OffVector))
    assert falling.arr.at == Cell("value_path.off_vector_list", alone["name"], "arr")
    # a list of several has no row that adds them up
    assert next(each for each in page.bullets if isinstance(each, OffPlan)).arr.at is None


def test_headlines_are_published(step: Any) -> None:
    (top,) = step.headlines
    assert (top.id, top.n) == ("N07", step.workings.placed["level"].notna().sum())


def test_a_stored_result_is_read_back(step: Any, tmp_path: Path) -> None:
    workbook.save(step, tmp_path, "digest")
    again = workbook.read(type(step), tmp_path, "digest")
    assert read(again) == read(step)
    assert "nan" not in read(step).lower().split()
    assert again.workings.moves == step.workings.moves


@pytest.mark.parametrize("kept", [(), ("value_levels", "usage"), ("milestones", "plans")])
def test_half_of_the_sheets_leave_half_of_the_step(kept: tuple[str, ...]) -> None:
    run = whole.review()
    lacking = set(SHEETS) - {*kept}
    tables = {name: rows for name, rows in run.intake.tables.items() if name not in lacking}
    intake = dataclasses.replace(run.intake, tables=tables)
    results = run.results
    personas = workbook.step("personas").run(
        run.engagement, intake, run.books, results["segmentation"]
    )
    found = workbook.step("value_path").run(
        run.engagement, intake, run.books, results["numbers_review"], results["segmentation"],
        personas,
    )  # fmt: skip
    assert {absent.need for _, absent in found.absent} <= lacking
    assert isinstance(found.next_value, Page if "value_levels" in kept else NoPage)
    # the list by account is there whatever is known
    assert len(found.account_list.frame) == len(results["segmentation"].workings.accounts)
    read(found)


@pytest.mark.parametrize("lines", ["", "9,D,2024-01-01,,A,1,600,0,year\n"])
def test_contracts_alone_make_no_page_and_no_traceback(lines: str) -> None:
    small = case.ALONE._replace(contracts=case.CONTRACTS + lines)
    with tempfile.TemporaryDirectory() as folder:
        engagement = engagements.load(small.write(Path(folder)))
        wanted = [each for each in workbook.steps() if each.number in (1, 3, 4, 6, 7)]
        found = workbook.compute(engagement, wanted).results["value_path"]
    assert isinstance(found.next_value, NoPage)
    there = [name for name, exhibit in found.exhibits.items() if not exhibit.absent]
    assert there == ["account_list"]
    read(found)
