"""Yearly rates regressed by events, and the uplift that follows from them, by hand."""

import pandas as pd
import pytest

from cs_lib.engagement import Assumptions, Engagement
from cs_lib.errors import EngagementError
from cs_lib.steps.opportunity import observed, uplift


def engagement(**assumptions: object) -> Engagement:
    return Engagement.model_validate(
        {
            "client": "Three Trees", "currency": "EUR", "as_of": "2025-12-31",
            "tables": {"contracts": "contracts.csv"}, "assumptions": assumptions,
        }
    )  # fmt: skip


def quarters(rows: list[tuple[str, str, float, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["account", "segment", "arr", "retention", "expansion"])
    return frame.assign(upsell=0.0)


def test_a_year_compounds_losses_and_adds_gains() -> None:
    frame = quarters([(f"A{n}", "S", 100.0, 0.1, 0.1) for n in range(5)])
    found = observed.yearly(frame).set_index("lever")
    assert found.loc["retention", "rate"] == pytest.approx(1 - 0.9**4)
    assert found.loc["expansion", "rate"] == pytest.approx(0.4)
    assert found.loc["upsell", "rate"] == 0


def test_at_five_events_a_segment_and_the_portfolio_weigh_the_same() -> None:
    # S: five accounts of 100 that expand 0.1; T: fifteen of 100 that expand nothing
    rows = [(f"S{n}", "S", 100.0, 0.0, 0.1) for n in range(5)]
    rows += [(f"T{n}", "T", 100.0, 0.0, 0.0) for n in range(15)]
    found = observed.yearly(quarters(rows))
    rate = found[found["lever"] == "expansion"].set_index("segment")["rate"]
    # own 0.4; portfolio 4 x 0.025 = 0.1; T has no event, so it is the portfolio's
    assert rate["S"] == pytest.approx(0.25)
    assert rate["T"] == pytest.approx(0.1)


def test_rates_are_weighted_by_arr() -> None:
    found = observed.yearly(
        quarters([("A", "S", 900.0, 0.0, 0.0), ("B", "S", 100.0, 0.0, 0.5)])
    ).set_index("lever")
    assert found.loc["expansion", "own"] == pytest.approx(4 * 0.05)


RATES = pd.DataFrame(
    [
        ("S", "retention", 0.10, 40, 12),
        ("S", "upsell", 0.05, 40, 9),
        ("T", "retention", 0.2, 20, 8),
    ],
    columns=["segment", "lever", "rate", "accounts", "events"],
)
BEST = pd.DataFrame(
    [("retention", 0.4, 0.2, 0.6)], columns=["lever", "ratio", "low", "high"]
).set_index("lever")


def of(found: pd.DataFrame, segment: str, lever: str) -> pd.Series:
    return found.set_index(["segment", "lever"]).loc[(segment, lever)]


def test_the_best_quartiles_lead_is_an_uplift_with_its_interval() -> None:
    found = of(uplift.uplifts(RATES, BEST, engagement()), "S", "retention")
    assert found["uplift"] == pytest.approx(0.06)
    assert (found["low"], found["high"]) == pytest.approx((0.04, 0.08))
    assert found["source"] == uplift.OBSERVED


def test_an_interval_that_holds_no_lead_begins_at_nothing() -> None:
    wide = BEST.assign(high=1.1, low=0.1)
    found = of(uplift.uplifts(RATES, wide, engagement()), "S", "retention")
    assert (found["low"], found["high"]) == pytest.approx((0.0, 0.09))


def test_what_the_data_do_not_show_is_no_uplift() -> None:
    found = of(uplift.uplifts(RATES, BEST, engagement()), "S", "upsell")
    assert pd.isna(found["uplift"])
    assert found["source"] == uplift.NONE


def test_what_is_stated_goes_first_and_the_segments_own_before_all() -> None:
    stated = engagement(uplifts={"retention": {"S": 0.01, "all": 0.02}, "upsell": 0.03})
    found = uplift.uplifts(RATES, BEST, stated)
    assert of(found, "S", "retention")["uplift"] == 0.01
    assert of(found, "T", "retention")["uplift"] == 0.02
    assert of(found, "S", "upsell")["uplift"] == 0.03
    assert set(found["source"]) == {uplift.STATED}


def test_a_misspelt_segment_is_told_with_the_nearest() -> None:
    rates = RATES.replace({"segment": {"S": "Enterprise"}})
    stated = engagement(uplifts={"retention": {"Enterprize": 0.01}})
    with pytest.raises(
        EngagementError, match=r"no segment 'Enterprize'.*did you mean 'Enterprise'"
    ):
        uplift.uplifts(rates, BEST, stated)


def test_one_share_is_for_all_segments() -> None:
    assert dict(Assumptions.model_validate({"uplifts": {"upsell": 0.02}}).uplifts["upsell"]) == {
        "all": 0.02
    }
