"""The last review is compared only where it is whole, and of the same client."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake, seals
from cs_lib.errors import EngagementError
from cs_lib.intake.previous import previous

ENGAGEMENT = """\
client: Söhne & Co
as_of: 2025-12-31
currency: EUR
tables: {contracts: contracts.csv}
previous: 2025Q3
"""


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """The last review's results, as a run stores them."""
    step = tmp_path / "2025Q3" / "results" / "numbers_review"
    step.mkdir(parents=True)
    pd.DataFrame({"amount": [1.5]}).to_parquet(step / "bridge.parquet", index=False)
    digest = hashlib.sha256((step / "bridge.parquet").read_bytes()).hexdigest()
    seals.write(step / "result.json", {"tables": {"bridge.parquet": digest}})
    tell(step.parent, client="Söhne & Co")
    return step.parent


def tell(results: Path, client: object) -> None:
    inputs = {"contracts.csv": "ab", "2025Q2": "cd"}
    engagement = {"client": client, "previous": "2025Q2", "policies": {}}
    sealed = {"engagement": engagement, "inputs": inputs, "version": "0.0.9"}
    (results / "engagement.json").write_text(json.dumps(sealed), encoding="utf-8")


@pytest.fixture
def now(tmp_path: Path, results: Path) -> engagements.Engagement:
    (tmp_path / "contracts.csv").write_text("customer_id,start,end,mrr\nA,2025-01-01,,9\n")
    file = tmp_path / "acme.yml"
    file.write_text(ENGAGEMENT, encoding="utf-8")
    return engagements.load(file)


def refused(now: engagements.Engagement) -> str:
    with pytest.raises(EngagementError) as caught:
        previous(now)
    (problem,) = caught.value.problems
    return problem


def test_it_is_read_without_the_review_before_it(now, results):
    last = previous(now)
    assert (last.folder, last.version) == (results, "0.0.9")
    assert last.inputs == {"contracts.csv": "ab"}
    assert last.bridge()["amount"].tolist() == [1.5]


def test_no_previous_review_is_none(now):
    assert previous(now.model_copy(update={"previous": None})) is None


def test_the_results_themselves_may_be_named(now, results):
    assert previous(now.model_copy(update={"previous": "2025Q3/results"})).folder == results


@pytest.mark.parametrize("client", ["Sohne & Co", "SÖHNE & CO", "Other", None, 7, ["Söhne & Co"]])
def test_another_clients_is_refused_with_both_names(now, results, client):
    tell(results, client)
    said = refused(now)
    assert said.startswith(f"previous: '2025Q3' is the report of '{client}', not of 'Söhne & Co'; ")
    assert "remove the key" in said


def test_another_clients_is_refused_before_anything_is_computed(now, results):
    tell(results, "Other")
    with pytest.raises(EngagementError, match="the report of 'Other'"):
        intake.load(now)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "{}", '{"engagement": {"client": "Söhne & Co"}}']
)
def test_a_damaged_one_is_refused_in_words(now, results, text):
    (results / "engagement.json").write_text(text, encoding="utf-8")
    assert "is damaged (engagement.json cannot be read); make that report again" in refused(now)


@pytest.mark.parametrize("file", ["bridge.parquet", "result.json"])
def test_a_changed_or_torn_table_is_refused_by_name(now, results, file):
    path = results / "numbers_review" / file
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(EngagementError, match=rf"{file} was changed .*; make that report again"):
        previous(now).bridge()


@pytest.mark.parametrize("gone", ["engagement.json", "numbers_review/bridge.parquet"])
def test_a_folder_without_a_report_is_no_report(now, results, gone):
    (results / gone).unlink()
    assert "holds no report" in refused(now)


def test_a_table_of_any_step_is_read_and_one_that_is_missing_is_none(now, results):
    last = previous(now)
    assert last.table("numbers_review", "bridge")["amount"].tolist() == [1.5]
    assert last.table("numbers_review", "forecast") is None
    assert last.table("execution", "listed") is None


def test_a_table_that_was_changed_is_refused(now, results):
    pd.DataFrame({"amount": [2.0]}).to_parquet(results / "numbers_review" / "bridge.parquet")
    with pytest.raises(EngagementError, match="make that report again"):
        previous(now).table("numbers_review", "bridge")
