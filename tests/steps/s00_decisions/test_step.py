"""The first pages: what they recommend follows from what the steps found."""

import pytest

from cs_lib.exhibits import Page
from cs_lib.exhibits.pages import NoPage
from cs_lib.steps.s00_decisions import decisions, plan, priority, scorecard, trust, verdict, wording
from cs_lib.texts import Cell, Code, Count, Money, Name, Share, catalogue
from tests import whole
from tests.steps import case

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first():
    return case.computed().results["decisions"]


@pytest.fixture(scope="module")
def troubled():
    return case.computed(case.TROUBLED).results["decisions"]


@pytest.fixture(scope="module")
def whole_sample():
    return whole.review()


def test_three_decisions_with_reason_worth_and_cost_of_waiting(first):
    fell, renew, agree = first.decisions.frame.to_dict("records")
    # 132,000 a year ago, 130,100 today
    assert fell["decision_reason"] == wording.ArrDown(
        Share(1 - 130_100 / 132_000),
        Money(130_100, "EUR", at=Cell("numbers_review.metrics", "arr", "now")),
    )
    assert fell["at_stake"] == pytest.approx(1_900)
    # A's lines 2 and 3 end on 1 January: 80 x 1,225 and 40 x 1,200, less 15 %
    assert renew["decision_reason"] == wording.Renewing(
        Money(0.85 * (80 * 1_225 + 40 * 1_200), "EUR"), Count(1)
    )
    assert (renew["decide_by"].isoformat(), renew["waiting"]) == (
        "2026-01-01",
        decisions.Unknown(),
    )
    # nobody disputes one yet; of the rates with a figure of the client's own, GRR is in the list
    assert agree["decision"] == decisions.Agree(
        tuple(
            decisions.Metric(Code("metric", slug)) for slug in ("arr", "gross_churn", "net_churn")
        )
    )
    assert agree["decision_reason"].stated == Share(0.95)
    assert agree["waiting"] == decisions.StaysDraft()


def test_a_disputed_metric_comes_first(troubled):
    (agree, *_) = troubled.decisions.frame.to_dict("records")
    assert agree["decision"] == decisions.Agree((decisions.Metric(Code("metric", "nrr")),))
    assert agree["decision_reason"] == decisions.NobodySigned(Count(1))


def test_a_rate_on_three_accounts_is_not_explained(first):
    page = first.verdict
    assert isinstance(page, Page)
    # 132,000 a year ago, 130,100 today; GRR is 120,000 of 132,000, and 95 % was the aim
    assert page.claim.loss.value == pytest.approx(1 - 130_100 / 132_000)
    assert page.claim.metric == Code("metric", "grr")
    assert page.claim.short.value == pytest.approx(0.95 - 120_000 / 132_000)
    assert isinstance(page.claim, verdict.ShrankBelow)


def test_what_contradicts_itself_and_what_was_left_out_are_on_the_first_page(troubled):
    page = troubled.verdict
    assert verdict.RowsOut(Count(1)) in page.bullets
    assert verdict.Conflicts(Count(1)) in page.bullets
    assert list(troubled.workings.conflicts["rule"]) == ["churned_flag_but_paying"]


def test_without_a_year_the_stated_figure_is_the_story():
    young = case.computed(case.YOUNG).results["decisions"]
    assert young.verdict.claim == verdict.StatedArr(Money(130_000, "EUR"), Money(1_800, "EUR"))
    assert isinstance(young.performance.claim, scorecard.TooEarly)
    assert isinstance(young.next_ninety_days, NoPage)


def test_the_plan_lists_what_renews_with_cause_and_next_step(first):
    (row,) = first.next_accounts.frame.to_dict("records")
    assert (row["account"], row["plan_cause"]) == ("Alder & Sons", plan.SOON)
    assert row["arr_due"] == pytest.approx(0.85 * (80 * 1_225 + 40 * 1_200))


def test_notices_of_the_plan_lead_to_the_calendar_that_adds_them_up(whole_sample):
    page = whole_sample.results["decisions"].next_ninety_days
    notices = next(each for each in page.bullets if isinstance(each, plan.Notices))
    assert (notices.arr.at.exhibit, notices.arr.at.column) == (wording.CALENDAR, "arr_noticed")
    others = [each for each in page.bullets if not isinstance(each, plan.Notices)]
    assert {each.arr.at for each in others} == {None}


def test_every_finding_of_every_step_has_words_and_an_action(whole_sample):
    speaker = wording.Speaker("EUR")
    found = priority.findings(whole_sample.results.values())
    steps = {each.evidence.partition(".")[0] for each in found}
    assert steps >= {
        "numbers_review", "as_is", "valuation", "segmentation", "success_definition", "personas",
        "value_path", "execution", "effectiveness",
    }  # fmt: skip
    words = catalogue()
    for each in found:
        messages = [speaker.good(each)] if each.good else [speaker.found(each)]
        messages += [] if each.good else [speaker.action(each)]
        assert all(words.text(message, "decisions.wording") for message in messages), each.what
        step, _, exhibit = each.evidence.partition(".")
        assert whole_sample.results[step].exhibits[exhibit].absent is None, each.evidence


def test_the_verdict_on_the_sample_names_what_a_careful_reader_finds(whole_sample):
    """Ulmix is the gap; four logos make half of new business; 92 % is 87.3 % on renewals."""
    page = whole_sample.results["decisions"].verdict
    assert page.claim.account == Name("Ulmix Markets LLC")
    assert page.claim.shortfall == Code("shortfall", "nrr_target")
    without, gross, new, _ = page.so_what
    assert (round(without.without.value, 3), without.target.value) == (1.099, 1.1)
    assert round(gross.without.value, 3) == 0.940
    assert (new.few, round(new.share.value, 2)) == (Count(4), 0.52)
    assert any(isinstance(each, verdict.RenewsSoon) for each in page.bullets)
    differs = whole_sample.results["decisions"].decisions.frame["decision_reason"].iloc[0]
    assert (differs.stated.value, round(differs.renewals.value, 3)) == (0.92, 0.873)
    assert differs.renewals.at.row == "grr_renewals"
    assert without.without.at.row == gross.without.at.row == "largest_loss"


def test_each_headline_has_a_grade_with_two_reasons(first, whole_sample):
    """Three accounts are too few for a rate, whatever the data are worth; 320 are not."""
    few = first.trust.frame.set_index("metric")
    assert few["data_grade"].to_dict()["grr"] == "D"
    # of A and B of a year ago B left, and A pays more
    assert few["size_reason"]["grr"] == trust.TooFew(Count(2), Count(1))
    assert few["data_grade"]["arr"] == "A"
    many = whole_sample.results["decisions"].trust.frame.set_index("metric")
    assert isinstance(many["size_reason"]["grr"], trust.Events)
    assert many["data_reason"].str.len().min() > 0


def test_a_client_edition_calls_owners_by_their_labels():
    edition = case.Case(
        engagement=case.ENGAGEMENT + "edition: client\n",
        customers="customer_id,name,size,owner\nA,Alder & Sons,Large,Ann\n",
    )
    told = case.computed(edition).results["decisions"]
    assert told.next_accounts.frame["owner"].tolist() == ["owner 1"]
    assert set(told.decisions.frame["owner"].dropna()) <= {"owner 1"}


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
