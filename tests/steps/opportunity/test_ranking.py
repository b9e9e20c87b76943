"""Choices ranked by hand: by what, at which costs, and how firmly the first stands."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.engagement import Engagement
from cs_lib.steps.opportunity import ranking, robust, spend
from cs_lib.steps.opportunity.levers import LEVERS
from tests.steps.opportunity.test_observed_and_uplift import engagement

A_FULL = 561011 / 161051
"""A at 90 % kept, 10 % discount, five years."""


def uplifts(**by_lever: float) -> pd.DataFrame:
    rows = [
        ("S", lever.name, 0.10, by_lever.get(lever.name, np.nan), np.nan, np.nan, "stated", 40, 9)
        for lever in LEVERS
    ]
    columns = ["segment", "lever", "rate", "uplift", "low", "high", "source", "accounts", "events"]
    return pd.DataFrame(rows, columns=columns)


BASE = pd.DataFrame(
    [("S", lever.name, 1_000_000.0, 40, np.nan) for lever in LEVERS],
    columns=["segment", "lever", "addressable", "accounts", "room"],
)


def ratios(*values: float) -> pd.DataFrame:
    columns = ["segment", "lever", "ratio", "marginal", "whose"]
    rows = [("S", lever.name, v, v, "S") for lever, v in zip(LEVERS, values, strict=True)]
    return pd.DataFrame(rows, columns=columns)


def ranked(
    found: pd.DataFrame, costs: pd.DataFrame, said: Engagement
) -> tuple[pd.DataFrame, ranking.Terms]:
    choices = ranking.choices(found, BASE, costs, said)
    known = ranking.terms(choices, said, 5)
    return ranking.ranked(choices, known), known


EVEN = uplifts(retention=0.02, expansion=0.02, upsell=0.02)
COSTS = ratios(0.13, 0.30, 0.30)


def test_with_one_uplift_for_all_the_planning_rule_makes_retention_win() -> None:
    found, known = ranked(EVEN, COSTS, engagement(gross_margin=0.8))
    assert known.basis == ranking.NET
    assert found["lever"].tolist() == ["retention", "expansion", "upsell"]
    # 1,000,000 x 2 % x 50 % = 10,000; x 0.8 x A less 10,000 x 0.13 x 1, 2, 4
    net = [10_000 * (0.8 * A_FULL - 0.13 * k) for k in (1, 2, 4)]
    assert found["net"].tolist() == pytest.approx(net)
    assert found["rank"].tolist() == [1, 2, 3]


def test_every_cost_set_has_its_own_multiples() -> None:
    said = engagement(gross_margin=0.8)
    choices = ranking.choices(EVEN, BASE, COSTS, said)
    found = ranking.by_cost_set(choices, ranking.terms(choices, said, 5)).set_index("lever")
    assert found["cost_planning_1_2_4"].tolist() == pytest.approx([1_300, 2_600, 5_200])
    # the survey's 0.20 and 0.27 over its 0.13, of the client's 0.13
    assert found["cost_pacific_crest_2016"].tolist() == pytest.approx([1_300, 2_000, 2_700])
    assert found["cost_client_measured"].tolist() == pytest.approx([1_300, 3_000, 3_000])


def test_a_marginal_cost_goes_before_the_average() -> None:
    said = engagement(
        gross_margin=0.8, lever_costs="client_measured", marginal_costs={"upsell": 0.5}
    )
    measured = pd.DataFrame(
        [("CRC", "headline", "S", 0.1), ("CEC", "headline", "S", 0.2),
         ("CUC", "headline", "S", 0.3)],
        columns=["ratio", "variant", "segment", "value"],
    )  # fmt: skip
    found, _ = ranked(EVEN, spend.ratios(measured, ["S"], said), said)
    assert found.set_index("lever")["cost"].to_dict() == pytest.approx(
        {"retention": 1_000, "expansion": 2_000, "upsell": 5_000}
    )


def test_a_segment_without_its_own_ratio_takes_the_companys() -> None:
    measured = pd.DataFrame(
        [("CRC", "headline", "All", 0.1), ("CRC", "headline", "S", 0.2)],
        columns=["ratio", "variant", "segment", "value"],
    )
    found = spend.ratios(measured, ["S", "T"], engagement()).set_index(["segment", "lever"])
    assert found.loc[("S", "retention"), ["ratio", "whose"]].tolist() == [0.2, "S"]
    assert found.loc[("T", "retention"), ["ratio", "whose"]].tolist() == [0.1, "All"]
    assert np.isnan(found.loc[("S", "upsell"), "ratio"])


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        (ratios(np.nan, np.nan, np.nan), engagement(gross_margin=0.8)),
        (COSTS, engagement()),
        (ratios(0.13, np.nan, 0.3), engagement(gross_margin=0.8, lever_costs="client_measured")),
    ],
)
def test_without_costs_or_margin_revenue_alone_is_ranked(
    costs: pd.DataFrame, said: Engagement
) -> None:
    found, known = ranked(EVEN, costs, said)
    assert known.basis == ranking.REVENUE
    assert found["score"].tolist() == pytest.approx([10_000 * A_FULL] * 3)
    assert found["cost"].isna().all()


def test_a_choice_without_an_uplift_comes_last_and_unranked() -> None:
    found, known = ranked(uplifts(upsell=0.01), COSTS, engagement(gross_margin=0.8))
    assert found.iloc[0]["lever"] == "upsell"
    assert found["rank"].isna().tolist() == [False, True, True]
    assert found["per_point"].notna().all()
    assert not known.per_point


def test_with_no_uplift_at_all_one_point_of_each_is_ranked() -> None:
    found, known = ranked(uplifts(), COSTS, engagement(gross_margin=0.8))
    assert known.per_point
    assert found["score"].tolist() == pytest.approx(found["per_point"].tolist())
    # 1,000,000 x 1 % x 50 % = 5,000
    assert found.iloc[0]["d_arr"] == pytest.approx(5_000)
    assert robust.standing(found, known, "EUR") is None


def test_probabilities_as_stated() -> None:
    found, _ = ranked(EVEN, COSTS, engagement(gross_margin=0.8, probabilities={"upsell": 0.9}))
    assert found.set_index("lever")["probability"].to_dict() == {
        "retention": 0.5, "expansion": 0.5, "upsell": 0.9,
    }  # fmt: skip


def test_the_first_choice_flips_where_the_second_catches_up() -> None:
    found, known = ranked(
        uplifts(retention=0.03, expansion=0.025), COSTS, engagement(gross_margin=0.8)
    )
    stands = robust.standing(found, known, "EUR")
    assert stands is not None
    assert stands.top == "Retention, S"
    flip = stands.flips.set_index("parameter").loc["Achievable uplift"]
    # 0.03 u (0.8 A - 0.13) = 0.025 (0.8 A - 0.26): at 2.38 points
    level = 0.025 * (0.8 * A_FULL - 0.26) / (0.8 * A_FULL - 0.13)
    assert flip["flips_at"] == f"{100 * level:.1f} pts"
    assert (flip["to"], flip["within"], flip["above"]) == ("Expansion, S", "yes", False)
    assert stands.shares["share"].sum() == pytest.approx(1)


def test_the_first_choice_is_drawn_within_its_own_interval_where_that_is_wider() -> None:
    wide = uplifts(retention=0.03, expansion=0.025)
    wide.loc[wide["lever"] == "retention", ["low", "high"]] = (0.0, 0.09)
    found, known = ranked(wide, COSTS, engagement(gross_margin=0.8))
    stands = robust.standing(found, known, "EUR")
    assert stands is not None
    assert stands.tornado.iloc[0]["label"] == "Achievable uplift: 0.0 pts to 9.0 pts"
    assert stands.tornado.iloc[0]["low"] == pytest.approx(0)


def test_on_revenue_alone_no_cost_or_margin_is_varied() -> None:
    found, known = ranked(EVEN, COSTS, engagement())
    stands = robust.standing(found, known, "EUR")
    assert stands is not None
    assert {"Gross margin", "CRC ratio", "Cost multiple"}.isdisjoint(stands.flips["parameter"])


def test_nothing_ranked_stands_nowhere() -> None:
    found, known = ranked(EVEN.iloc[:0], COSTS, engagement(gross_margin=0.8))
    assert robust.standing(found, known, "EUR") is None
