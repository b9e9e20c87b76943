"""The uplift that follows from yearly rates, by hand."""

import pandas as pd
import pytest

from cs_lib.engagement import Assumptions
from cs_lib.errors import EngagementError
from cs_lib.steps.s08_ltv_opportunity import uplift
from tests.steps.s08_ltv_opportunity.builders import engagement

RATES = pd.DataFrame(
    [
        ("S", "retention", 0.10, 40, 12),
        ("S", "upsell", 0.05, 40, 9),
        ("T", "retention", 0.2, 20, 8),
    ],
    columns=["segment", "lever", "rate", "accounts", "events"],
)
BEST = pd.DataFrame(
    [("retention", 0.4, 0.2, 0.6, "adoption", 30)],
    columns=["lever", "ratio", "low", "high", "attribute", "accounts"],
).set_index("lever")


def of(found: pd.DataFrame, segment: str, lever: str) -> pd.Series:
    return found.set_index(["segment", "lever"]).loc[(segment, lever)]


def test_the_best_quartiles_lead_is_an_uplift_with_its_interval() -> None:
    found = of(uplift.uplifts(RATES, BEST, engagement()), "S", "retention")
    assert found["uplift"] == pytest.approx(0.06)
    assert (found["uplift_low"], found["uplift_high"]) == pytest.approx((0.04, 0.08))
    assert found[["uplift_source", "led_by", "peers"]].tolist() == [uplift.OBSERVED, "adoption", 30]


def test_an_interval_that_holds_no_lead_begins_at_nothing() -> None:
    wide = BEST.assign(high=1.1, low=0.1)
    found = of(uplift.uplifts(RATES, wide, engagement()), "S", "retention")
    assert (found["uplift_low"], found["uplift_high"]) == pytest.approx((0.0, 0.09))


def test_what_the_data_do_not_show_is_no_uplift() -> None:
    found = of(uplift.uplifts(RATES, BEST, engagement()), "S", "upsell")
    assert pd.isna(found["uplift"])
    assert found["uplift_source"] == uplift.NONE


def test_what_is_stated_goes_first_and_the_segments_own_before_all() -> None:
    stated = engagement(uplifts={"retention": {"S": 0.01, "all": 0.02}, "upsell": 0.03})
    found = uplift.uplifts(RATES, BEST, stated)
    assert of(found, "S", "retention")["uplift"] == 0.01
    assert of(found, "T", "retention")["uplift"] == 0.02
    assert of(found, "S", "upsell")["uplift"] == 0.03
    assert set(found["uplift_source"]) == {uplift.STATED}


def test_a_misspelt_segment_is_told_with_the_nearest() -> None:
    rates = RATES.replace({"segment": {"S": "Enterprise"}})
    stated = engagement(uplifts={"retention": {"Enterprize": 0.01}})
    with pytest.raises(
        EngagementError, match=r"no segment 'Enterprize'.*did you mean 'Enterprise'"
    ):
        uplift.uplifts(rates, BEST, stated)


def test_one_share_is_for_all_segments() -> None:
    assert dict(Assumptions.model_validate({"uplifts": {"upsell": 0.02}}).uplifts["upsell"]) == {
        "": 0.02
    }


ALL = RATES.replace({"segment": {"T": "all"}})


def test_all_is_refused_where_a_segment_bears_that_name() -> None:
    stated = engagement(uplifts={"retention": {"all": 0.02}})
    why = r"uplifts\.retention: 'all' means every .*name each of S, all"
    with pytest.raises(EngagementError, match=why):
        uplift.uplifts(ALL, BEST, stated)


def test_a_segment_called_all_has_its_own_uplift_where_each_is_named() -> None:
    stated = engagement(uplifts={"retention": {"S": 0.01, "all": 0.02}})
    found = uplift.uplifts(ALL, BEST, stated)
    assert of(found, "all", "retention")["uplift"] == 0.02
    assert pd.isna(of(found, "S", "upsell")["uplift"])
