"""Step 5 as a whole: what the sample planted is found again, and what fewer sheets leave."""

import dataclasses
import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.exhibits.pages import NoPage, Page
from cs_lib.steps import s05_success_definition
from cs_lib.steps.s05_success_definition import attainment, register
from tests import whole
from tests.steps import case
from tests.steps.told import read
from tests.texts import voice

pytestmark = pytest.mark.slow

PLANTED = json.loads((whole.PARAMS / "sample" / "truth.json").read_text(encoding="utf-8"))
SUCCESS = PLANTED["success"]
SHEETS = ("outcomes", "indicators", "milestones", "surveys", "moments", "contacts", "customers")
REVENUE = ("contracts", "fx")


@pytest.fixture(scope="module")
def step() -> Any:
    return whole.review().results["success_definition"]


def test_planted_worth_and_acknowledgement_are_found_again(step: Any) -> None:
    run = whole.review()
    rows = register.outcomes(register.versions(run.books, run.intake), run.intake)
    everyone = pd.DataFrame({"account": rows["account"].unique(), "segment": "S", "arr": 1.0})
    found = attainment.attainments(rows, everyone.assign(name="", owner="")).iloc[0]
    planted = SUCCESS["outcomes"]
    # benefits are written in hundreds
    assert found["value_attained"] == pytest.approx(planted["worth_attained"], rel=1e-3)
    assert found["acknowledged_share"] == pytest.approx(planted["acknowledged_share"], abs=2e-3)
    assert rows["account"].nunique() == planted["accounts_that_name_one"]
    row = step.workings.attained.iloc[0]
    assert row["acknowledged_low"] < planted["acknowledged_share"] < row["acknowledged_high"]


def test_planted_stages_are_counted_and_the_order_is_found(step: Any) -> None:
    planted = SUCCESS["journey"]
    rows = step.workings.ladder.set_index("value_step")["customers_entered"]
    assert {name: rows[name] for name in ("adoption", "performance", "transformation")} == {
        name: planted["reached"][name] for name in ("adoption", "performance", "transformation")
    }
    order = step.workings.order.iloc[0]
    assert order["order_verdict"] == "first"
    assert order["performed_after"] == planted["performed_after_adoption"]
    assert order["performed_before"] == planted["reached"]["performance"] - order["performed_after"]
    # the planted median is of those who performed, also before; ours is of those who did after it
    assert order["lag_months"] == pytest.approx(planted["median_lag_months"], abs=0.6)
    assert step.workings.value_medians["saw_value"].iloc[0] == planted["reached"]["first_value"]


def test_headlines_are_published(step: Any) -> None:
    found = {each.id: each for each in step.headlines}
    assert list(found) == ["M63", "M64", "M65"]
    assert found["M64"].value == pytest.approx(step.workings.attained["acknowledged_share"].iloc[0])
    assert 3 < found["M65"].value < 6


def test_a_stored_result_is_read_back(step: Any, tmp_path: Path) -> None:
    workbook.save(step, tmp_path, "digest")
    again = workbook.read(type(step), tmp_path, "digest")
    assert read(again) == read(step)
    assert "nan" not in read(step).lower().split()


def test_no_person_of_a_customer_is_named(step: Any) -> None:
    people = whole.review().intake.tables["contacts"]
    said = read(step)
    named = [name for name in people["name"].dropna() if name in said]
    assert named == []
    assert not any(contact in said for contact in people["contact_id"])


def faults(result: Any) -> list[str]:
    """What is wrong with the voice of a result."""
    found = []
    for each in result.exhibits.values():
        title = each.title if not each.absent else ""
        below = " ".join(each.say)
        found += [*voice.title_faults(title, below), *voice.faults(below)]
    for page in result.pages.values():
        if isinstance(page, Page):
            said = (*page.so_what, *page.bullets)
            words = workbook.texts.catalogue()
            found += [f for s in said for f in voice.faults(words.text(s, page.address))]
    return found


def left_with(tables: tuple[str, ...]) -> Any:
    """Step 5 of the sample, with these of its sheets."""
    run = whole.review()
    kept = {name: run.intake.tables[name] for name in (*REVENUE, *tables)}
    given = dataclasses.replace(run.intake, tables=kept)
    return s05_success_definition.run(run.engagement, given, run.books)


@pytest.mark.parametrize(
    "tables",
    [(), *((name,) for name in SHEETS), ("outcomes", "surveys", "moments"),
     ("indicators", "milestones", "customers"), ("outcomes", "indicators", "contacts"), SHEETS],
    ids=" ".join,
)  # fmt: skip
def test_it_works_with_any_of_its_sheets(tables: tuple[str, ...]) -> None:
    found = left_with(tables)
    said = read(found)
    assert "nan" not in said.lower().split()
    assert faults(found) == []
    absent = {name for name, each in found.exhibits.items() if each.absent}
    there = set(found.exhibits) - absent
    assert bool(there) == bool(set(tables) - {"contacts", "customers"})
    # what lacks a sheet says which, and never one that was given
    assert not {found.exhibits[name].absent.need for name in absent} & (
        set(tables) - {"outcomes", "milestones", "surveys"}
    )
    has_page = isinstance(found.value_that_customers_confirm, Page)
    assert has_page == ("outcomes" in tables or {"indicators", "surveys"} <= set(tables))


def computed(lines: str, **tables: str) -> Any:
    """Step 5 of a few contracts, and of what more is given as CSV."""
    header = "line_id,customer_id,start,end,product_id,qty,list_price,discount,billing_period\n"
    with tempfile.TemporaryDirectory() as folder:
        extra = "".join(f"  {name}: {name}.csv\n" for name in tables)
        told = case.Case(case.ENGAGEMENT.replace("stated:", f"{extra}stated:"), header + lines)
        for name, text in tables.items():
            (Path(folder) / f"{name}.csv").write_text(text, encoding="utf-8")
        engagement = engagements.load(told.write(Path(folder)))
        wanted = [each for each in workbook.steps() if each.number == 5]
        return workbook.compute(engagement, wanted).results["success_definition"]


@pytest.mark.parametrize(
    "lines",
    [
        "1,A,2025-12-01,2026-12-01,A,100,1200,0,year\n",
        "1,A,2023-01-01,2024-12-31,A,100,1200,0,year\n",
        "1,A,2023-01-01,,A,1,1200,0,year\n2,B,2023-01-01,2025-03-01,A,1,600,0,year\n",
    ],
)
def test_contracts_alone_make_no_page_and_no_traceback(lines: str) -> None:
    found = computed(lines)
    assert isinstance(found.value_that_customers_confirm, NoPage)
    assert all(each.absent for each in found.exhibits.values())
    assert found.workings.findings.empty
    read(found)


def test_one_customer_with_every_sheet_is_told_without_a_rate_of_one() -> None:
    found = computed(
        "1,A,2025-01-01,,A,100,1200,0,year\n",
        outcomes="customer_id,outcome,baseline,target,actual\nA,close sooner,10,5,7\n",
        milestones="customer_id,stage,entered\nA,adoption,2025-03-01\nA,first_value,2025-02-01\n",
        indicators="customer_id,indicator,kind,baseline,target,actual,date\n"
        "A,users,adoption,0,10,12,2025-06-30\n",
        surveys="date,customer_id,instrument,score,comment\n2025-06-30,A,nps,9,Très bien\n",
        moments="moment,importance,score\nkick-off,5,2\n",
    )
    assert "nan" not in read(found).lower().split()
    assert faults(found) == []
    assert found.net_promoter.frame["nps_low"].isna().all()
    assert found.customer_comments.frame["comment"].tolist() == ["Très bien"]
    page = found.value_that_customers_confirm
    assert isinstance(page, Page)
    assert page.claim.share.value == pytest.approx(0.6)
