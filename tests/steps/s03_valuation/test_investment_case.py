"""The investment case of Three Trees, worked by hand (see `spending_case`)."""

from typing import Any

import pytest

from cs_lib.steps.s03_valuation import investment_case as told
from cs_lib.texts import Count, Money, Quantity, Scope, Share
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow
GRR = 120_000 / 132_000
ANNUITY = sum((GRR / 1.1) ** year for year in range(5))
ONE = Money(1.0, "EUR")


def answers(result: Any) -> Any:
    return result.investment_case.frame.set_index("case_question")["answer"]


@pytest.fixture(scope="module")
def found() -> Any:
    return case.valuation()


def test_the_case_names_stake_return_and_the_most_it_may_cost(found):
    said = answers(found)
    assert said["lost"].lost.value == pytest.approx(50_700)
    assert said["lost"].share.value == pytest.approx(50_700 / 132_000)
    # a point of today's 130,100 is 1,301, worth 0.8 x the annuity of its ARR
    assert said["point"].arr.value == pytest.approx(1_301)
    assert said["point"].profit.value == pytest.approx(1_301 * 0.8 * ANNUITY)
    assert said["limit"].each.value == pytest.approx(0.8 * ANNUITY)
    assert found.investment_case.title_message == told.Worth(said["point"].profit)


def test_without_a_stated_cost_there_is_no_payback(found):
    said = answers(found)
    assert said["cost"] == told.Average(Money(6_000 / 133_100, "EUR"), ONE)
    assert said["when"] == told.Untested()


def test_a_payback_needs_the_client_s_word_on_marginal_cost():
    stated = case.assuming("gross_margin: 0.8, marginal_costs: {retention: 0.4}")
    said = answers(case.valuation(stated))
    assert said["when"].months.value == pytest.approx(6.0)
    assert isinstance(said["when"].months, Quantity)
    assert said["cost"] == told.Stated(Money(0.4, "EUR"), ONE)


def test_the_case_without_costs_does_not_know_the_cost():
    said = answers(case.valuation(case.without("costs", "allocation_keys")))
    assert said["cost"] == told.Unknown()


def test_the_risk_names_thin_segments(found):
    begin = found.workings.outset
    thin = tuple(told.Few(Scope(name)) for name in ("Large", "Small"))
    assert answers(found)["wrong"] == told.FewLosses(Share(begin.low), Share(begin.high), thin)


def test_the_parts_stand_together(found):
    parts = found.investment_case.frame["case_part"].tolist()
    assert parts == ["stake", "returns", "returns", "cost", "cost", "payback", "risk"]
    assert answers(found)["future"].years == Count(5)


def test_without_a_margin_there_is_no_case():
    absent = case.valuation(case.assuming("discount_rate: 0.1")).investment_case.absent
    assert absent.need == "gross_margin"
