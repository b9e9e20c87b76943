"""Choices ranked by hand: by what, at which costs, and within which bounds."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.steps.s08_ltv_opportunity import ranking, uplift
from tests.steps.s08_ltv_opportunity.builders import (
    A_FULL,
    LEADS,
    appraised,
    base,
    engagement,
    known,
)

FIXED = {"retention": 1.0, "expansion": 1.0, "upsell": 1.0}
"""Probabilities that are certain."""
MARGIN = {"gross_margin": 0.8, "probabilities": FIXED}
SHARP = LEADS.assign(deviation=0.05, source=uplift.OBSERVED)
EVEN = {"retention": 0.02, "expansion": 0.02, "upsell": 0.02}


def by_lever(found: ranking.Appraised, column: str) -> dict[str, float]:
    return found.ranked.set_index("lever")[column].astype(float).to_dict()


def test_a_stated_uplift_is_worth_what_was_said_on_average() -> None:
    found, terms = appraised(known(**EVEN), base(), engagement(**MARGIN))
    assert terms.basis == ranking.MARGIN
    # 1,000,000 x 2 % x 0.8 x A
    value = 20_000 * 0.8 * A_FULL
    assert by_lever(found, "opportunity")["upsell"] == pytest.approx(value, rel=0.02)
    # no more is kept than the 10 % that are lost, which cuts hardly anything of 2 %
    assert by_lever(found, "opportunity")["retention"] == pytest.approx(value, rel=0.03)
    assert by_lever(found, "lever_cost")["upsell"] != by_lever(found, "lever_cost")["upsell"]


def test_nobody_keeps_more_than_is_lost_whatever_was_stated() -> None:
    found, _ = appraised(known(retention=0.5, rate=0.07), base(), engagement(**MARGIN))
    row = found.ranked.set_index("lever").loc["retention"]
    assert row["uplift"] == pytest.approx(0.07, rel=0.01)
    assert row["uplift_high"] <= 0.0702


def test_every_choice_is_ranked_also_where_no_uplift_was_found() -> None:
    found, terms = appraised(known("S", "T", upsell=0.001), base("S", "T"), engagement())
    assert found.ranked["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert found.ranked.iloc[0]["lever"] != "upsell"
    assert not terms.unmeasured
    wide = found.ranked.iloc[0]
    assert wide["opportunity_high"] > 5 * max(wide["opportunity_low"], 1.0)
    assert appraised(known(), base(), engagement())[1].unmeasured


def test_a_common_effect_is_drawn_once_for_all_segments() -> None:
    # alike but for ARR, with rates that are known: the larger is first in every simulation
    served = pd.concat([base("S"), base("T", arr=1_100_000.0)], ignore_index=True)
    only = known("S", "T").query("lever == 'retention'")
    found, _ = appraised(only, served, engagement(**MARGIN), SHARP)
    assert found.ranked["segment"].tolist() == ["T", "S"]
    assert found.ranked["first_share"].tolist() == pytest.approx([1, 0], abs=0.001)


def test_a_loss_rate_that_is_hardly_known_leaves_two_segments_apart_less_often() -> None:
    served = pd.concat([base("S"), base("T", arr=1_100_000.0)], ignore_index=True)
    only = known("S", "T", weight=8.0).query("lever == 'retention'")
    found, _ = appraised(only, served, engagement(**MARGIN), SHARP)
    assert 0.5 < found.ranked["first_share"].iloc[0] < 0.75


def test_a_programme_costs_the_same_whatever_comes_of_it_and_a_marginal_cost_per_euro() -> None:
    said = engagement(
        programmes={"upsell": 10_000, "retention": {"S": 5_000}},
        gross_margin=0.8, probabilities={**FIXED, "upsell": 0.5},
        marginal_costs={"expansion": 0.5},
    )  # fmt: skip
    found, terms = appraised(known(**EVEN), base(), said)
    assert terms.basis == ranking.NET
    cost = by_lever(found, "lever_cost")
    assert (cost["upsell"], cost["retention"]) == (10_000, 5_000)
    assert cost["expansion"] == pytest.approx(10_000, rel=0.02)
    value = 10_000 * 0.8 * A_FULL
    assert by_lever(found, "net")["upsell"] == pytest.approx(value - 10_000, rel=0.03)


def test_a_cost_of_one_lever_alone_nets_nothing() -> None:
    said = engagement(programmes={"upsell": 10_000}, **MARGIN)
    found, terms = appraised(known(**EVEN), base(), said)
    assert terms.basis == ranking.MARGIN
    assert found.ranked["lever_cost"].notna().sum() == 1


def test_without_a_margin_revenue_is_ranked() -> None:
    found, terms = appraised(known(**EVEN), base(), engagement(probabilities=FIXED))
    assert terms.basis == ranking.REVENUE
    assert by_lever(found, "opportunity")["upsell"] == pytest.approx(20_000 * A_FULL, rel=0.02)


def test_no_more_is_won_than_there_is_room_for() -> None:
    found, _ = appraised(known(**EVEN), base(room=1_000.0), engagement(**MARGIN))
    assert found.ranked["d_arr"].max() <= 1_000


def test_no_choice_ranks_nothing() -> None:
    none = ranking.choices(known().iloc[:0], base(), engagement())
    assert none.empty


def test_a_measured_lead_narrows_what_is_believed() -> None:
    (wide, _), (narrow, _) = (
        appraised(known(), base(), engagement(**MARGIN), each) for each in (LEADS, SHARP)
    )
    spread = [
        np.ptp(found.ranked.set_index("lever").loc["retention", ["uplift_low", "uplift_high"]])
        for found in (wide, narrow)
    ]
    assert spread[1] < 0.3 * spread[0]
