"""Each headline and each finding has a grade, with the two reasons that set it."""

import pytest

from cs_lib.steps.s00_decisions import scorecard
from cs_lib.texts import catalogue
from tests import whole

pytestmark = pytest.mark.slow
WITHOUT_N = {
    "cost_over_target": "a total of the ledger over a total of ARR",
    "weakest_layer": "rated by people, who are no accounts",
    "priced_gap": "rated by people, who are no accounts",
    "process_gap": "named by your teams on their board",
    "process_bad": "named by your teams on their board",
    "unclear_stage": "read from a matrix of responsibilities",
    "thin_expertise": "counted in people, not in accounts",
}
"""Findings of which a number of accounts says nothing, each with its reason."""


@pytest.fixture(scope="module")
def results():
    return whole.review().results


def test_every_finding_says_what_it_rests_on(results):
    found = [each for result in results.values() for each in result.findings]
    without = sorted({each.what for each in found if each.n is None})
    print(f"findings without n: {without}")
    assert set(without) <= set(WITHOUT_N)
    assert all(each.n >= 1 for each in found if each.n is not None)


def test_what_was_estimated_by_resampling_has_its_limits(results):
    (lever,) = results["ltv_opportunity"].findings
    assert lever.low < lever.facts["worth"] < lever.high
    (play,) = results["effectiveness"].findings
    assert play.facts["effect_low"] < play.facts["effect"] < play.facts["effect_high"]


def test_every_grade_has_both_reasons(results):
    decisions, words = results["decisions"], catalogue().files["codes"]["finding_basis"]
    ranked = decisions.findings_by_money.frame
    assert set(ranked["data_grade"]) <= set("ABCD")
    assert set(ranked["finding_basis"]) <= set(words)
    assert ranked["size_reason"].notna().all()
    graded = decisions.trust.frame
    assert set(graded["metric"]) == set(scorecard.SHOWN)
    assert graded[["data_reason", "size_reason"]].notna().all(axis=None)
    shown = decisions.scorecard.frame.set_index("metric")["data_grade"]
    assert graded.set_index("metric")["data_grade"].to_dict() == shown.to_dict()
