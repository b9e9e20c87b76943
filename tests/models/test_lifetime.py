"""Golden cases G4, G5 and G17, and what must hold for any economics."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib.models.lifetime import Economics, annuity, ladder, payback


def of(**changes):
    base = {"arpa_month": 1000, "gross_margin": 0.8, "churn_month": 0.02, "crc_ratio": 0.13}
    return ladder(Economics(**{**base, **changes}))


def test_g5_the_annuity_and_its_break_even_multiplier():
    assert annuity(0.90, 5, 0.10) == pytest.approx(3.483, abs=0.0005)
    assert 0.8 * annuity(0.90, 5, 0.10) / 0.13 == pytest.approx(21.4, abs=0.05)


def test_an_annuity_by_hand():
    assert annuity(0.5, 3, 0.0) == 1.75
    assert annuity(0.9, 0, 0.1) == 0


@pytest.mark.parametrize("bad", [(1.1, 5, 0.1), (-0.1, 5, 0.1), (0.9, 5, -1.0), (0.9, -1, 0.1)])
def test_an_annuity_refuses_what_is_no_share(bad):
    with pytest.raises(ValueError, match="no annuity"):
        annuity(*bad)


def test_g4_the_ladder_of_the_definitions():
    gross = of(crc_ratio=None)
    assert gross.ltv1 == pytest.approx(50_000)
    assert gross.ltv2 == pytest.approx(40_000)
    assert gross.ltv3 == pytest.approx(23_500, abs=0.5)
    assert of().ltv3 == pytest.approx(19_681, abs=0.5)
    assert of(growth_month=0.01).ltv3_expansion == pytest.approx(24_687, abs=0.5)
    assert of(growth_month=0.01).ltv3 == pytest.approx(19_681, abs=0.5)


def test_g17_zero_churn_shows_only_the_capped_value():
    found = of(churn_month=0.0, crc_ratio=None, discount_rate=0.0)
    assert (found.ltv1, found.ltv2) == (None, None)
    assert found.ltv3 == pytest.approx(60 * 1000 * 0.8)
    assert found.unshown == "nobody_left"


@pytest.mark.parametrize(
    ("few", "why"), [({"customers": 9}, "few_customers"), ({"events": 4}, "few_losses")]
)
def test_few_customers_or_losses_show_no_simple_value(few, why):
    found = of(**few)
    assert (found.ltv1, found.ltv2) == (None, None)
    assert found.unshown == why
    assert found.ltv3 == pytest.approx(19_681, abs=0.5)


def test_ten_customers_and_five_losses_are_enough():
    assert of(customers=10, events=5).ltv2 == pytest.approx(40_000)


def test_without_margin_only_revenue_is_valued():
    found = of(gross_margin=None)
    assert found.ltv1 == pytest.approx(50_000)
    assert (found.ltv2, found.ltv3, found.ltv3_expansion) == (None, None, None)


def test_without_churn_or_survival_nothing_is_valued():
    found = of(churn_month=None)
    assert (found.ltv1, found.ltv2, found.ltv3) == (None, None, None)
    assert found.unshown == "no_churn"


def test_observed_survival_goes_before_the_churn_rate():
    found = of(survival=np.array([1.0, 0.5, 0.25]), horizon=3, discount_rate=0.0, crc_ratio=0.0)
    assert found.ltv3 == pytest.approx(1000 * 0.8 * 1.75)
    assert found.ltv2 == pytest.approx(40_000)


def test_cost_is_paid_back_in_the_month_that_completes_it():
    # 1,000 x 0.8 a month of those still there: 800, then 400, then 200, and no interest
    this = Economics(
        1000, 0.8, None, 0.0, survival=np.array([1.0, 0.5, 0.25]), horizon=3, discount_rate=0.0
    )
    assert [payback(this.flow, cost) for cost in (800, 801, 1_400, 1_401)] == [1, 2, 3, None]
    assert payback(Economics(1000, None, 0.02, 0.1).flow, 1.0) is None


@pytest.mark.parametrize("curve", [[1.0, 0.9], [1.0, np.nan, 0.8], [1.0, 1.2, 0.9]])
def test_a_survival_that_is_short_or_no_share_is_refused(curve):
    with pytest.raises(ValueError, match="survival"):
        Economics(1000, 0.8, None, None, survival=np.array(curve), horizon=3)


@pytest.mark.parametrize("bad", [{"churn_month": 2.0}, {"horizon": 0}, {"growth_month": -1.0}])
def test_impossible_economics_are_refused(bad):
    with pytest.raises(ValueError, match=r"churn|horizon"):
        of(**bad)


@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(0.001, 1), st.floats(-0.05, 0.05), st.floats(0, 0.5)
)
def test_the_ladder_rises_with_the_margin(one, other, churn, growth, discount):
    low, high = (
        of(gross_margin=m, churn_month=churn, growth_month=growth, discount_rate=discount)
        for m in sorted([one, other])
    )
    for name in ("ltv2", "ltv3", "ltv3_expansion"):
        if getattr(low, name) is not None:
            assert getattr(low, name) <= getattr(high, name) + 1e-9


@given(st.floats(0.001, 1), st.floats(0.01, 0.5))
def test_the_careful_value_never_exceeds_the_simple_one(churn, discount):
    found = of(churn_month=churn, discount_rate=discount)
    assert found.ltv3 <= found.ltv2 + 1e-9
