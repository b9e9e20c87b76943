"""RavenStack with its usage and tickets, and no costs: step 4 and the first page have words."""

import json

import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from tests import published
from tests.texts.voice import spoken

pytestmark = [pytest.mark.external, pytest.mark.slow]
FOLDER = published.DATA / "ravenstack"
USAGE = {
    "path": str(FOLDER / "ravenstack_feature_usage.csv"),
    "lookup": {
        "path": str(FOLDER / "ravenstack_subscriptions.csv"),
        "on": "subscription_id",
        "columns": ["account_id"],
    },
    "columns": {
        "date": "usage_date", "customer_id": "account_id", "metric": "feature_name",
        "value": "usage_count",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def run() -> workbook.Run:
    """The company of the other tests, with 25,000 rows of use by subscription."""
    known = published.engagement("ravenstack")
    tables = {name: source.model_dump(mode="json") for name, source in known.tables.items()}
    file = published.ENGAGEMENTS / "ravenstack.yml"
    asked = engagements.load(file, [f"tables={json.dumps(tables | {'usage': USAGE})}"])
    return workbook.compute(asked, workbook.with_needs([4]))


def test_use_alone_makes_no_quadrant_and_says_what_is_missing(run: workbook.Run) -> None:
    """Counts of use by feature, without what is allowed and without people, tell of no will."""
    found = run.results["segmentation"]
    assert len(run.intake.tables["usage"]) == 25_000
    assert len(found.workings.accounts) == 500
    assert found.workings.accounts["quadrant"].isna().all()
    assert {each.name: absent.need for each, absent in found.absent}["skill_will"] == "signs"
    assert found.largest_gaps.absent is None
    assert found.segment_table.frame["accounts"].sum() == 500


def test_costs_are_missed_and_not_made_up(run: workbook.Run) -> None:
    found = run.results["segmentation"]
    assert found.workings.by_segment["share_of_time"].isna().all()
    assert {each.need for _, each in found.absent} >= {"activities"}


def test_its_sentences_keep_the_voice(run: workbook.Run) -> None:
    assert list(spoken(run)) == []
