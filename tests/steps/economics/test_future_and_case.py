"""Where NRR leads Three Trees, and the investment case, worked by hand (see `spending_case`).

ARR 130,100; NRR 124,100 / 132,000; new ARR 6,000 a year. GRR 120,000 / 132,000.
"""

from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.economics.future import Start, fan, path, sensitivity
from tests.steps import case as plain_case
from tests.steps.economics import spending_case as case

pytestmark = pytest.mark.slow

NRR = 124_100 / 132_000
GRR = 120_000 / 132_000
ANNUITY = sum((GRR / 1.1) ** year for year in range(5))


@pytest.fixture(scope="module")
def found() -> Any:
    return case.valuation()


def test_a_path_by_hand():
    # 100 x 1.1 + 10 = 120; 120 x 1.1 + 10 = 142
    assert path(Start(100, 1.1, 1.0, 1.2, 10), 1.1, 2) == pytest.approx([100, 120, 142])


def test_arr_grows_with_nrr_and_new_logos(found):
    now = found.fan[found.fan["path"] == "NRR as now"]["arr"].tolist()
    assert now[0] == pytest.approx(130_100)
    assert now[1] == pytest.approx(130_100 * NRR + 6_000)
    assert now[2] == pytest.approx((130_100 * NRR + 6_000) * NRR + 6_000)
    assert len(now) == 6


def test_only_today_s_nrr_has_limits(found):
    rows = found.fan.set_index("path")
    assert rows.loc["NRR as now", ["low", "high"]].notna().all(axis=None)
    assert rows.loc[["NRR +1 pt", "NRR −1 pt"], ["low", "high"]].isna().all(axis=None)


def test_the_sensitivity_is_symmetric_in_the_first_year_only():
    rows = sensitivity(Start(100, 1.0, 0.9, 1.1, 0), None).set_index("points")
    assert rows.loc[0.01, "arr"] == pytest.approx(100 * 1.01**5)
    assert rows.loc[-0.01, "arr"] == pytest.approx(100 * 0.99**5)
    assert rows.loc[0.0, "change"] == 0
    assert rows.loc[0.0, "growth"] == pytest.approx(0)


def test_without_a_multiple_there_is_no_value(found):
    assert found.sensitivity[["value", "value_change"]].isna().all(axis=None)
    assert found.findings["sensitivity"].startswith("Not provided: multiple")


def test_value_is_arr_times_the_client_s_multiple():
    rows = sensitivity(Start(100, 1.0, 0.9, 1.1, 0), 6.0)
    assert rows["value"].tolist() == pytest.approx((rows["arr"] * 6).tolist())
    told = case.valuation(case.assuming("gross_margin: 0.8, multiple: 6")).findings
    assert "the client's own assumption of 6.0 times ARR" in told["sensitivity"]
    assert "an assumption, not a finding" in told["sensitivity_note"]


def test_without_a_year_nothing_is_carried_forward():
    assert fan(None).empty
    assert sensitivity(None, 5.0).empty
    young = plain_case.computed(plain_case.YOUNG).results["valuation"]
    assert young.case.empty
    assert "no year of history" in young.findings["fan"]


def answers(result: Any) -> Any:
    return result.case.set_index("question")["answer"]


def test_the_case_names_stake_return_and_the_most_it_may_cost(found):
    told = answers(found)
    # gross churn 50,700 of 132,000; a point is 1,320, worth 0.8 x the annuity of its ARR
    assert told["What is lost in a year?"].startswith("EUR 50.7k of ARR, 38.4%")
    worth = f"{1_320 * 0.8 * ANNUITY / 1000:.1f}k"
    assert worth in told["What is one point of retention worth?"]
    assert told["What may it cost at most?"].startswith(f"{0.8 * ANNUITY:.2f} a unit")


def test_a_payback_needs_the_client_s_word_on_marginal_cost(found):
    assert "not known" in answers(found)["When is it paid back?"]
    told = answers(
        case.valuation(case.assuming("gross_margin: 0.8, marginal_costs: {retention: 0.4}"))
    )
    assert told["When is it paid back?"] == "in 6.0 months"
    assert told["What does it cost?"].startswith("0.40 a unit")


def test_without_a_margin_the_case_is_in_revenue_and_says_so():
    told = answers(case.valuation(case.assuming("discount_rate: 0.1")))
    assert "its margin is not given" in told["What is one point of retention worth?"]
    assert told["What may it cost at most?"].startswith("not known")


def test_the_case_without_costs_does_not_know_the_cost():
    told = answers(case.valuation(case.without("costs", "allocation_keys")))
    assert told["What does it cost?"].startswith("not known")


def test_the_risk_names_thin_segments(found):
    assert "few losses in Large and Small" in answers(found)["What could make it wrong?"]


def test_frames_are_finished(found):
    assert not found.case.isna().any(axis=None)
    assert isinstance(found.case, pd.DataFrame)
