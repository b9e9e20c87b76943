"""Lifetime values of Three Trees, worked by hand (see `spending_case` and `test_lives`).

Large is A alone: 124,100 of ARR, nobody lost in 23 months watched, CRC ratio 2,700 / 124,100.
Small is B and C: one loss in 22 months, CRC ratio 3,300 / 9,000. A month's discount at 10 % a year
is 1.1 ** (1/12). What the curves are is asked of the models (`tests/models/test_staying.py`).
"""

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


LARGE, SMALL = 0.8 - 2_700 / 124_100, 0.8 - 3_300 / 9_000
"""Gross margin less the CRC ratio."""


def test_a_value_is_arpa_times_profit_times_months(found):
    large, small = found.loc["Large"], found.loc["Small"]
    assert large["ltv3"] == pytest.approx(124_100 / 12 * LARGE * large["staying_months"])
    assert small["ltv3"] == pytest.approx(500 * SMALL * small["staying_months"])
    assert small["staying_months"] < large["staying_months"] < FLAT
    assert large[["ltv1", "ltv2"]].isna().all()
    assert large["unshown"] == "nobody_left"


def test_everyone_is_the_account_weighted_sum_of_the_segments(found):
    """One customer in each: the mean of the two, whatever ARPA and survival of all would make."""
    assert found["ltv3"].iloc[-1] == pytest.approx(
        (found.loc["Large", "ltv3"] + found.loc["Small", "ltv3"]) / 2
    )


def test_churn_is_losses_over_months_watched(found):
    assert found.loc["Small", "churn_month"] == pytest.approx(1 / 22)
    assert found["churn_month"].iloc[-1] == pytest.approx(1 / 45)


def test_on_few_customers_the_simple_values_are_not_shown(found):
    assert found[["ltv1", "ltv2"]].isna().all(axis=None)
    assert found.loc["Small", "unshown"] == "few_customers"


def test_limits_hold_the_value(found):
    assert (found["ltv3_low"] <= found["ltv3"]).all()
    assert (found["ltv3"] <= found["ltv3_high"]).all()


def test_growth_on_few_customers_is_not_carried_forward(found):
    assert found["growth_month"].tolist() == [0, 0, 0]
    assert found["ltv3_expansion"].isna().all()


def test_cac_of_a_segment_is_blank_where_no_key_names_it(found):
    """C alone was won for 6,000 and began with 6,000: by ARR or by logo it cost the same."""
    small = found.loc["Small"]
    assert small[["cac", "ltv_cac"]].isna().all()
    assert small["cac_basis"] == "no_key"
    worth = 500 * SMALL * small["staying_months"]
    assert small["ltv3_landed"] == pytest.approx(worth)
    assert small[["ltv_cac_least", "ltv_cac_most"]].tolist() == pytest.approx([worth / 6_000] * 2)
    assert pd.isna(found.loc["Large", "cac_basis"])


def test_ltv_over_cac_is_of_the_customers_won(found):
    """The company won C alone: what A is worth is no return on it."""
    company = found.iloc[-1]
    assert company["landing_arr"] == pytest.approx(6_000)
    assert company["ltv3_landed"] == pytest.approx(found.loc["Small", "ltv3_landed"])
    assert company["ltv_cac"] == pytest.approx(company["ltv3_landed"] / 6_000)
    assert company["payback_months"] == pytest.approx(6_000 / (500 * 0.8))
    assert company["ltv_cac_low"] <= company["ltv_cac"] <= company["ltv_cac_high"]


def test_cac_is_the_segment_s_own_where_a_key_names_it():
    keys = case.KEYS.replace("sales,acquire,1,,", "sales,acquire,1,,Small")
    small = ltv(case.without(allocation_keys=keys)).loc["Small"]
    assert small["cac"] == pytest.approx(6_000)
    assert small["cac_basis"] == "own"
    assert small["ltv_cac"] == pytest.approx(small["ltv3_landed"] / 6_000)


def test_a_segment_without_a_key_of_its_own_takes_the_company_s_cost_of_retention():
    """6,000 over 133,100 in each segment: the cost is never left out."""
    ledger = case.without("activities", "roster")
    found = ltv(ledger)
    assert found["crc_ratio"].tolist() == pytest.approx([6_000 / 133_100] * 3)
    assert found["crc_basis"].tolist() == ["company", "company", "own"]
    profit = 0.8 - 6_000 / 133_100
    assert found.loc["Large", "ltv3"] == pytest.approx(
        124_100 / 12 * profit * found.loc["Large", "staying_months"]
    )
    assert found["ltv3"].iloc[-1] == pytest.approx(found["ltv3"].iloc[:2].mean())


def test_horizon_and_discount_are_the_engagement_s():
    ledger = case.assuming("gross_margin: 0.8, horizon_months: 24, discount_rate: 0")
    large = ltv(ledger).loc["Large"]
    assert (large["horizon_months"], large["discount_rate"]) == (24, 0)
    assert large["staying_months"] <= 24
    assert large["ltv3"] == pytest.approx(124_100 / 12 * LARGE * large["staying_months"])


def test_without_a_margin_there_is_no_value():
    found = ltv(case.assuming("discount_rate: 0.1"))
    values = ["ltv2", "ltv3", "ltv3_low", "ltv3_high", "ltv3_expansion"]
    assert found[values].isna().all(axis=None)
    assert found["arpa_month"].notna().all()


def test_without_costs_ltv_is_before_the_cost_of_retention():
    large = ltv(case.without("costs", "allocation_keys")).loc["Large"]
    assert large["ltv3"] == pytest.approx(124_100 / 12 * 0.8 * large["staying_months"])


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
