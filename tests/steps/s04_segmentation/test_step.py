"""Step 4 as a whole: what the sample planted is found again, and what less data leaves."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import sample, workbook
from cs_lib.exhibits.pages import NoPage
from cs_lib.steps.s04_segmentation import value_segments
from tests import whole
from tests.steps import case
from tests.steps.told import read

pytestmark = pytest.mark.slow

PLANTED = json.loads((whole.PARAMS / "sample" / "truth.json").read_text(encoding="utf-8"))
TRUTH = pd.DataFrame(PLANTED["accounts"]).set_index("customer_id")


@pytest.fixture(scope="module")
def step() -> Any:
    return whole.review().results["segmentation"]


@pytest.fixture(scope="module")
def accounts(step: Any) -> pd.DataFrame:
    return step.workings.accounts.set_index("account")


def test_planted_potentials_are_found_again_and_better_than_by_the_segments_quartile(
    accounts: pd.DataFrame,
) -> None:
    left = TRUTH["potential"].reindex(accounts.index) - accounts["arr"]
    quartile = accounts.groupby("segment")["arr"].transform(lambda arr: arr.quantile(0.75))
    rough = (quartile - accounts["arr"]).clip(lower=0)
    assert accounts["gap"].corr(left, "spearman") > 0.75
    assert rough.corr(left, "spearman") < 0.3
    inside = (
        TRUTH["potential"]
        .reindex(accounts.index)
        .between(accounts["potential_low"], accounts["potential_high"])
    )
    assert 0.8 < inside.mean() < 0.95


def test_planted_quadrants_are_found_again(accounts: pd.DataFrame) -> None:
    planted = TRUTH["quadrant"].reindex(accounts.index).str.lower().str.replace(" ", "_")
    right = accounts["quadrant"] == planted
    # chance would be right three times in ten
    assert right.mean() > 0.6
    assert right[~accounts["borderline"]].mean() > 0.68


def test_every_account_is_in_one_segment_and_every_rule_has_accounts(step: Any) -> None:
    told = step.workings.by_segment
    assert told["accounts"].sum() == len(step.workings.accounts)
    assert (told["accounts"] > 0).all()
    assert [(gate.id, gate.holds) for gate in step.gates] == [("R2b", True)]


def test_planted_skill_and_will_rank_accounts_alike(accounts: pd.DataFrame) -> None:
    for name in ("skill", "will"):
        assert accounts[name].corr(TRUTH[name].reindex(accounts.index), "spearman") > 0.8


def test_planted_dead_ends_are_all_found_and_few_others(step: Any) -> None:
    known = step.workings.capacity_known
    found = set(known.loc[known["dead_end"].notna(), "account"])
    planted = set(PLANTED["success"]["dead_ends"]) & set(known["account"])
    assert planted <= found
    assert len(planted) >= 5
    assert len(found - planted) <= 2


def test_planted_bad_fits_leave_more_often_and_a_source_without_effect_is_left_open(
    step: Any,
) -> None:
    profile = step.workings.sale_profile.set_index("sale_attribute")
    lift = profile.loc["use_case"].set_index("attribute_value")["lift"]
    hazard = {k: v["yearly_hazard"] for k, v in PLANTED["success"]["fit"]["use_case"].items()}
    assert lift.idxmax() == "one-off analysis" == PLANTED["success"]["fit"]["bad"][0]
    assert lift.corr(pd.Series(hazard).reindex(lift.index), "spearman") >= 0.7
    assert (lift[PLANTED["success"]["fit"]["need_to_have"]] < 1).all()
    assert (profile.loc["acquired_via", "fit_verdict"] == "open").all()


def test_planted_exits_are_all_low_in_skill_and_will(accounts: pd.DataFrame) -> None:
    exits = accounts.reindex(PLANTED["success"]["exits"]).dropna(subset=["arr"])
    assert len(exits) > 10
    assert exits["quadrant"].eq("need_to_exit").mean() > 0.9


def test_nobody_who_leaves_or_should_is_on_a_list_of_what_to_sell(step: Any) -> None:
    rows = step.workings.accounts.set_index("name")
    gone = set(rows.index[rows["notified"] | rows["quadrant"].eq("need_to_exit").fillna(False)])
    assert rows["notified"].any()
    lists = lists_of_what_to_sell(step)
    assert all(lists.values())
    assert {name for name, listed in lists.items() if listed & gone} == set()
    # who is lost pays nothing, and is no account of the day
    assert (rows["arr"] > 0).all()


def lists_of_what_to_sell(step: Any) -> dict[str, set[str]]:
    """The names on every list of what to sell, and to whom to turn first."""
    return {
        "largest_gaps": set(step.largest_gaps.frame["account"]),
        "ceiling_hit": set(step.ceiling_hit.frame["account"]),
        "cadence": set(step.potential_cadence.frame["first_account"].head(4)),
    }


def test_the_segments_of_a_quarter_ago_are_those_of_the_last_edition(
    step: Any, tmp_path: Path
) -> None:
    """The last quarter's own files, placed by today's rules, agree with what is shown."""
    before = engagements.load(sample.write(tmp_path / "before", quarters_ago=1))
    wanted = [each for each in workbook.steps() if each.number in (3, 4)]
    then = workbook.compute(before, wanted).results["segmentation"].workings.accounts
    own = step.workings.segments.of(value_segments.measures(then))
    moved = step.workings.migrated
    shown = step.segment_migration.frame
    assert len(shown) == len(moved) > 0
    assert moved["accounts"].sum() > 250
    # of the accounts there now and then, as many in each segment, but for a few near its line
    there = own[own.index.isin(step.workings.accounts["account"])].value_counts()
    found = moved.groupby("from")["accounts"].sum()
    assert (there - found).abs().max() <= 0.05 * there.sum()


def test_headlines_are_published(step: Any) -> None:
    (gap,) = step.headlines
    assert (gap.id, gap.n) == ("M66", 320)
    assert gap.value == pytest.approx(step.workings.accounts["gap"].sum(), abs=0.01)


def test_a_stored_result_is_read_back(step: Any, tmp_path: Path) -> None:
    workbook.save(step, tmp_path, "digest")
    again = workbook.read(type(step), tmp_path, "digest")
    assert read(again) == read(step)
    assert "nan" not in read(step).lower().split()
    assert again.workings.segments == step.workings.segments


def computed(lines: str) -> Any:
    """Step 4 of contracts alone."""
    header = "line_id,customer_id,start,end,product_id,qty,list_price,discount,billing_period\n"
    with tempfile.TemporaryDirectory() as folder:
        engagement = engagements.load(case.Case(contracts=header + lines).write(Path(folder)))
        wanted = [each for each in workbook.steps() if each.number in (3, 4)]
        return workbook.compute(engagement, wanted).results["segmentation"]


@pytest.mark.parametrize(
    "lines",
    [
        "1,A,2025-12-01,2026-12-01,A,100,1200,0,year\n",
        "1,A,2023-01-01,2024-12-31,A,100,1200,0,year\n",
        "1,A,2023-01-01,,A,1,1200,0,year\n2,B,2023-01-01,2025-03-01,A,1,600,0,year\n",
    ],
)
def test_little_data_makes_no_page_and_no_traceback(lines: str) -> None:
    found = computed(lines)
    assert isinstance(found.segments_that_drive_spend, NoPage)
    assert found.largest_gaps.absent.need == "potential"
    assert found.skill_will.absent.need == "usage"
    read(found)
