"""How robust the first choice is, by hand."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s08_ltv_opportunity import robustness
from cs_lib.steps.s08_ltv_opportunity.choice import Choice
from cs_lib.steps.s08_ltv_opportunity.levels import InPoints, Rate
from cs_lib.texts import Code, Points, Scope, Share
from tests.steps.s08_ltv_opportunity.builders import (
    A_FULL,
    COSTS,
    EVEN,
    engagement,
    ranked,
    uplifts,
)

TWO = uplifts(retention=0.03, expansion=0.025)


def robust(found: pd.DataFrame, **assumptions: object) -> robustness.Robustness | None:
    choices, known = ranked(found, COSTS, engagement(**assumptions))
    return robustness.robustness(choices, known)


@pytest.fixture(scope="module")
def two() -> robustness.Robustness:
    found = robust(TWO, gross_margin=0.8)
    assert found is not None
    return found


def test_the_first_choice_flips_where_the_second_catches_up(two: robustness.Robustness) -> None:
    flip = two.flips.set_index("parameter").loc["uplift"]
    # 0.03 u (0.8 A - 0.13) = 0.025 (0.8 A - 0.26): at 2.38 points
    level = 0.025 * (0.8 * A_FULL - 0.26) / (0.8 * A_FULL - 0.13)
    assert flip["flips_at"] == pytest.approx(level)
    assert flip[["lever", "segment"]].tolist() == ["expansion", "S"]
    assert two.flips.iloc[0]["parameter"] == "uplift"
    # triangular from 0.5 over 1 to 1.5: (x - 0.5)^2 / (1 x 0.5)
    assert flip["flip_share"] == pytest.approx((level / 0.03 - 0.5) ** 2 / 0.5)


def test_each_choice_has_its_interval_and_its_share(two: robustness.Robustness) -> None:
    assert two.choices["first_share"].sum() == pytest.approx(1)
    assert len(two.choices) == 2
    assert (two.choices["opportunity_low"] < two.choices["opportunity_high"]).all()


@pytest.mark.parametrize(
    ("factor", "low", "high", "share"),
    [
        (0.5, 0.5, 1.5, 0.0),
        (0.75, 0.5, 1.5, 0.125),
        (1.25, 0.5, 1.5, 0.125),
        (0.25, 0.5, 1.5, 0.0),
        (2.0, 0.5, 1.5, 0.0),
        (1.5, 0.5, 2.0, 0.25 / 1.5),
        (0.9, 1.0, 2.0, 0.0),
    ],
)
def test_how_often_a_simulation_passes_a_point(
    factor: float, low: float, high: float, share: float
) -> None:
    assert robustness.beyond(factor, low, high) == pytest.approx(share)
    drawn = np.random.default_rng(0).triangular(low, 1.0, high, 50_000)
    passed = drawn < factor if factor < 1 else drawn > factor
    assert passed.mean() == pytest.approx(share, abs=0.01)


def test_the_first_choice_is_drawn_within_its_own_interval_where_that_is_wider() -> None:
    wide = TWO.copy()
    wide.loc[wide["lever"] == "retention", ["uplift_low", "uplift_high"]] = (0.0, 0.09)
    found = robust(wide, gross_margin=0.8)
    assert found is not None
    swing = found.swings.iloc[0]
    assert swing[["parameter", "low", "high"]].tolist() == ["uplift", 0.0, pytest.approx(0.09)]
    assert swing["opportunity_at_low"] == pytest.approx(0)
    assert swing["opportunity_at_high"] == pytest.approx(3 * swing["opportunity"])


def test_on_revenue_alone_no_cost_or_margin_is_varied() -> None:
    found = robust(EVEN)
    assert found is not None
    assert {"margin", "crc_ratio", "multiple"}.isdisjoint(found.flips["parameter"])


@pytest.mark.parametrize("found", [EVEN.iloc[:0], uplifts()])
def test_nothing_ranked_and_nothing_known_has_no_robustness(found: pd.DataFrame) -> None:
    assert robust(found, gross_margin=0.8) is None


def test_the_likeliest_flip_is_the_title_and_values_are_in_their_units(
    two: robustness.Robustness,
) -> None:
    shown = robustness.flips.make(two.flips, engagement())
    uplift = Code("parameter", "uplift")
    share = Share(two.flips["flip_share"].iloc[0])
    assert (shown.title, shown.say) == (
        robustness.Soonest(uplift),
        (robustness.Passes(share, uplift),),
    )
    rows = shown.frame.set_index("parameter")
    assert rows.loc["uplift", "level_now"] == InPoints(Points(0.03))
    assert rows.loc["margin", "level_now"] == Rate(Share(0.8))
    assert rows.loc["uplift", "successor"] == Choice(Code("lever", "expansion"), Scope("S"))


def test_what_flips_nothing_has_the_blocks_title_and_no_successor() -> None:
    alone = robust(uplifts(retention=0.03), gross_margin=0.8)
    assert alone is not None
    shown = robustness.flips.make(alone.flips, engagement())
    assert (shown.title, shown.say) == (None, ())
    assert shown.frame["successor"].isna().all()
    assert robustness.flips.make(alone.flips.iloc[:0], engagement()) == Absent("uplifts")
