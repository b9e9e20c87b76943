"""Step 6 as a whole: what the sample planted is found again, and what less data leaves."""

import dataclasses
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.exhibits.pages import NoPage, Page
from tests import whole
from tests.steps import case
from tests.steps.told import read

pytestmark = pytest.mark.slow

PLANTED = json.loads((whole.PARAMS / "sample" / "truth.json").read_text(encoding="utf-8"))
SHEETS = ("contacts", "usage", "plans")


@pytest.fixture(scope="module")
def step() -> Any:
    return whole.review().results["personas"]


def test_arr_without_a_decision_maker_is_what_was_planted(step: Any) -> None:
    soon, planted = step.workings.renewals_soon, PLANTED["success"]["renewal_team"]
    unknown = soon[~soon["decider_known"]]
    assert soon["arr_due"].sum() == pytest.approx(planted["arr_due"], abs=0.5)
    without = planted["arr_without_decision_maker"]
    assert unknown["arr_due"].sum() == pytest.approx(without, abs=0.5)
    known = {each["customer_id"]: each["decision_maker"] for each in planted["due"]}
    assert soon["decider_known"].tolist() == [known[account] for account in soon["account"]]
    (published,) = step.headlines
    assert (published.id, published.value) == ("N06", pytest.approx(without, abs=0.5))


def test_planted_weak_links_are_found(step: Any) -> None:
    teams = step.workings.team_use
    found, planted = (
        set(teams.loc[teams["weak_link"], "account"]),
        set(PLANTED["success"]["weak_links"]),
    )
    assert planted <= found
    assert len(found - planted) <= 0.1 * len(planted)


def test_the_page_and_its_table_say_the_same(step: Any) -> None:
    page, rows = step.who_decides, step.unknown_deciders.frame
    assert isinstance(page, Page)
    assert page.claim.arr.value == pytest.approx(rows["arr_due"].sum())
    assert rows["arr_due"].is_monotonic_decreasing


def test_no_person_is_named(step: Any) -> None:
    names = whole.review().intake.tables["contacts"]["name"].dropna()
    said = read(step)
    assert [name for name in names if name in said] == []
    frames = [
        value
        for field in dataclasses.fields(step.workings)
        if hasattr(value := getattr(step.workings, field.name), "columns")
    ]
    kept = {str(cell) for frame in frames for cell in frame.to_numpy().ravel()}
    assert not kept & set(names)


def test_findings_carry_money_accounts_and_evidence(step: Any) -> None:
    found = step.workings.findings.set_index("what")
    rows = step.unknown_deciders.frame
    assert found.loc["unknown_decider", "arr"] == pytest.approx(rows["arr_due"].sum())
    assert found["evidence"].str.startswith("personas.").all()


def test_a_stored_result_is_read_back(step: Any, tmp_path: Path) -> None:
    workbook.save(step, tmp_path, "digest")
    again = workbook.read(type(step), tmp_path, "digest")
    assert read(again) == read(step)
    assert "nan" not in read(step).lower().split()


@pytest.mark.parametrize("kept", [(), ("contacts",), ("usage", "plans")])
def test_half_of_the_sheets_leave_half_of_the_step(kept: tuple[str, ...]) -> None:
    run = whole.review()
    tables = {
        name: rows for name, rows in run.intake.tables.items() if name not in set(SHEETS) - {*kept}
    }
    intake = dataclasses.replace(run.intake, tables=tables)
    found = workbook.step("personas").run(
        run.engagement, intake, run.books, run.results["segmentation"]
    )
    lacking = {absent.need for _, absent in found.absent}
    assert lacking == set(SHEETS) - {*kept}
    assert isinstance(found.who_decides, Page if "contacts" in kept else NoPage)
    assert (found.headlines[0].value is None) == ("contacts" not in kept)
    read(found)


def test_contracts_alone_make_no_page_and_no_traceback() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engagement = engagements.load(case.ALONE.write(Path(folder)))
        wanted = [each for each in workbook.steps() if each.number in (3, 4, 6)]
        found = workbook.compute(engagement, wanted).results["personas"]
    assert all(exhibit.absent for exhibit in found.exhibits.values())
    assert isinstance(found.who_decides, NoPage)
    read(found)
