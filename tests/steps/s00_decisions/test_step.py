"""The first pages: what they recommend follows from what the steps found."""

import pytest

from cs_lib.exhibits import Page
from cs_lib.steps.s00_decisions import scorecard, verdict
from cs_lib.texts import Code, Count, Money, Points, Share
from tests.steps import case

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first():
    return case.computed().results["decisions"]


@pytest.fixture(scope="module")
def troubled():
    return case.computed(case.TROUBLED).results["decisions"]


def test_three_decisions_with_reason_and_cost_of_waiting(first):
    agree, close, ask = first.decisions.frame.to_dict("records")
    assert agree["decision"] == verdict.Agree(
        tuple(verdict.Metric(Code("metric", slug)) for slug in ("arr", "gross_churn", "net_churn"))
    )
    # nobody disputes one yet; of the rates with a figure of the client's own, GRR is in the list
    assert agree["decision_reason"].stated == Share(0.95)
    assert agree["waiting"] == verdict.StaysDraft()
    # 0.95 - 120,000 / 132,000 is missing; ARR is 130,100 today
    gap = 0.95 - 120_000 / 132_000
    assert close["decision"] == verdict.CloseGap(Code("metric", "grr"))
    assert close["decision_reason"].short.value == pytest.approx(gap)
    assert close["waiting"].money.value == pytest.approx(gap * 130_100 / 4)
    assert isinstance(ask["decision_reason"], verdict.Lacks)
    assert ask["decision_reason"].inputs == Count(len(first.not_provided.frame))


def test_a_disputed_metric_comes_first(troubled):
    (agree, *_) = troubled.decisions.frame.to_dict("records")
    assert agree["decision"] == verdict.Agree((verdict.Metric(Code("metric", "nrr")),))
    assert agree["decision_reason"] == verdict.NobodySigned(Count(1))


def test_the_verdict_says_growth_and_the_largest_gap(first):
    page = first.verdict
    assert isinstance(page, Page)
    # 132,000 a year ago, 130,100 today
    assert page.claim == verdict.ShrankBelow(
        Share(1 - 130_100 / 132_000),
        Code("metric", "grr"),
        Points(page.claim.short.value),
    )
    assert page.bullets[1:] == (verdict.AllRows(), verdict.NoConflict())


def test_what_contradicts_itself_and_what_was_left_out_are_on_the_first_page(troubled):
    page = troubled.verdict
    assert verdict.RowsOut(Count(1)) in page.bullets
    assert verdict.Conflicts(Count(1)) in page.bullets
    assert list(troubled.workings.contradictions["rule"]) == ["churned_flag_but_paying"]


def test_without_a_year_there_is_no_growth_to_speak_of():
    young = case.computed(case.YOUNG).results["decisions"]
    assert young.verdict.claim.arr.value == Money(1_800, "EUR").value
    assert isinstance(young.verdict.claim, verdict.Young)


def test_the_scorecard_counts_targets_and_what_misses_them(first):
    # one target is set, GRR's, and it is missed
    assert isinstance(first.performance.claim, scorecard.OneMisses)
    assert list(first.scorecard.frame["metric"]) == list(scorecard.SHOWN)
    assert set(first.scorecard.frame["data_grade"].dropna()) <= set("ABCD")


def test_what_was_not_provided_is_one_list(first):
    rows = first.not_provided.frame
    assert rows["need"].is_unique
    assert {"costs", "gross_margin"} <= set(rows["need"])
    assert set(rows["need"]).isdisjoint({"contracts", "year", "customers_lost", "overrides"})


def test_steps_without_a_page_are_named(first):
    bare = next(each for each in first.performance.bullets if isinstance(each, scorecard.LackData))
    # three accounts with contracts alone have neither contacts nor levels of value
    assert {6, 7} <= {row.number.value for row in bare.steps}


def test_one_step_without_a_page_is_named_alone():
    computed = case.computed().results
    every = dict.fromkeys(scorecard.STEPS, computed["numbers_review"])
    alone = every | {"personas": computed["personas"]}
    assert scorecard._left_out(alone) == (scorecard.OneLacksData(Count(6)),)
    without = {stem: each for stem, each in every.items() if stem != "personas"}
    assert scorecard._left_out(without) == (scorecard.OneNotInThisEdition(Count(6)),)
