"""Lifetime values of Three Trees, worked by hand (see `spending_case` and `test_lives`).

Large is A alone: 124,100 of ARR, nobody lost in 7 months watched, CRC ratio 2,700 / 124,100.
Small is B and C: one loss in 8 months. A month's discount at 10 % a year is 1.1 ** (1/12).
"""

import math
from typing import Any

import pandas as pd
import pytest

from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow

MONTH = 1.1 ** (-1 / 12)
FLAT = (1 - MONTH**60) / (1 - MONTH)
"""Sixty payments, the first at once, of a customer who never leaves: 47.92 of them."""


WHOLE = None
"""The whole company's row."""


def ltv(ledger: case.Ledger = case.PLAIN) -> Any:
    frame = case.valuation(ledger).workings.ltv.astype({"segment": "object"})
    return frame.set_index(frame["segment"].where(frame["segment"].notna(), WHOLE))


@pytest.fixture(scope="module")
def found() -> Any:
    return ltv()


def test_there_is_a_row_for_each_segment_and_the_whole_comes_last(found):
    assert found.index.tolist() == ["Large", "Small", WHOLE]
    assert found["customers"].tolist() == [1, 1, 2]
    assert found["relationships"].tolist() == [1, 2, 3]
    assert found["losses"].tolist() == [0, 1, 1]


def test_arpa_has_a_mean_and_a_median(found):
    assert found["arpa_month"].iloc[-1] == pytest.approx(130_100 / 24)
    assert found.loc["Small", "arpa_median"] == pytest.approx(500)


def test_nobody_left_of_large_so_only_the_capped_value_is_shown(found):
    large = found.loc["Large"]
    assert large[["ltv1", "ltv2"]].isna().all()
    profit = 124_100 / 12 * (0.8 - 2_700 / 124_100)
    assert large["ltv3"] == pytest.approx(profit * FLAT)
    assert large["ltv3_high"] == pytest.approx(large["ltv3"])
    # 2.996 losses might have been expected in the 7 months watched: exp(-2.996 / 7) stay a month
    stays = math.exp(-2.9957 / 7) * MONTH
    assert large["ltv3_low"] == pytest.approx(profit * (1 - stays**60) / (1 - stays), rel=1e-4)
    assert large["unshown"] == "nobody_left"


def test_churn_is_losses_over_months_watched(found):
    assert found.loc["Small", "churn_month"] == pytest.approx(1 / 8)
    assert found["churn_month"].iloc[-1] == pytest.approx(1 / 15)


def test_on_few_customers_the_simple_values_are_not_shown(found):
    assert found[["ltv1", "ltv2"]].isna().all(axis=None)
    assert found.loc["Small", "unshown"] == "few_customers"


def test_limits_hold_the_value(found):
    assert (found["ltv3_low"] <= found["ltv3"]).all()
    assert (found["ltv3"] <= found["ltv3_high"]).all()


def test_growth_on_few_customers_is_not_carried_forward(found):
    assert found["growth_month"].tolist() == [0, 0, 0]
    assert found["ltv3_expansion"].isna().all()


def test_cac_is_estimated_from_the_company_s_where_no_key_names_the_segment(found):
    assert found.loc["Small", "cac"] == pytest.approx(6_000)
    assert found.loc["Small", "cac_basis"] == "estimated"
    assert found.loc["Small", "payback_months"] == pytest.approx(6_000 / (500 * 0.8))
    assert found.loc["Small", "ltv_cac"] == pytest.approx(found.loc["Small", "ltv3"] / 6_000)
    assert pd.isna(found.loc["Large", "cac"])
    assert pd.isna(found.loc["Large", "cac_basis"])


def test_cac_is_the_segment_s_own_where_a_key_names_it():
    keys = case.KEYS.replace("sales,acquire,1,,", "sales,acquire,1,,Small")
    small = ltv(case.without(allocation_keys=keys)).loc["Small"]
    assert small["cac"] == pytest.approx(6_000)
    assert small["cac_basis"] == "own"


def test_a_careful_payback_counts_losses_cost_and_interest(found):
    # C: 500 x 0.8 a month would pay 6,000 in 15 months; losses and cost make it never
    assert pd.isna(found.loc["Small", "payback_careful"])


def test_horizon_and_discount_are_the_engagement_s():
    ledger = case.assuming("gross_margin: 0.8, horizon_months: 24, discount_rate: 0")
    large = ltv(ledger).loc["Large"]
    assert (large["horizon_months"], large["discount_rate"]) == (24, 0)
    assert large["ltv3"] == pytest.approx(24 * 124_100 / 12 * (0.8 - 2_700 / 124_100))


def test_without_a_margin_there_is_no_value():
    found = ltv(case.assuming("discount_rate: 0.1"))
    values = ["ltv2", "ltv3", "ltv3_low", "ltv3_high", "ltv3_expansion"]
    assert found[values].isna().all(axis=None)
    assert found["arpa_month"].notna().all()


def test_without_costs_ltv_is_before_the_cost_of_retention():
    large = ltv(case.without("costs", "allocation_keys")).loc["Large"]
    assert large["ltv3"] == pytest.approx(124_100 / 12 * 0.8 * FLAT)


def test_a_margin_below_the_cost_of_retention_is_a_loss_with_ordered_limits():
    small = ltv(case.assuming("gross_margin: 0.1")).loc["Small"]
    assert small["ltv3"] < 0
    assert small["ltv3_low"] <= small["ltv3"] <= small["ltv3_high"]


def test_the_average_customer_is_a_published_figure():
    found = {each.id: each for each in case.valuation().headlines}
    assert found["M54"].value == pytest.approx(130_100 / 24, abs=0.01)
    assert found["M49"].value is None
    assert found["M51"].n == 2


def test_a_company_without_customers_left_has_no_arpa_and_no_value():
    gone = "customer_id,start,end,mrr\nA,2024-01-10,2025-03-01,100\nB,2024-01-10,2025-05-01,100\n"
    found = ltv(case.Ledger((("contracts", gone),)))
    assert found.iloc[0][["arpa_month", "ltv3", "ltv3_low", "ltv3_high"]].isna().all()
