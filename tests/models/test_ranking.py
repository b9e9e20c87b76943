"""Two choices worked by hand: where the order flips, how often it holds."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models.ranking import simulate

pytestmark = pytest.mark.slow

CHOICES = pd.DataFrame(
    {"choice": ["A", "B"], "base": [100.0, 80.0], "uplift": [0.5, 0.5], "margin": [0.8, 0.8]}
)


def value(frame):
    return frame["base"] * frame["uplift"] * frame["margin"]


def test_flip_points_by_hand():
    # A is worth 40, B 32: A's base must fall to 80, or its uplift to 0.4
    found = simulate(CHOICES, value, {"base": 0.3, "uplift": 0.3})
    assert found.top == "A"
    assert found.values.to_dict() == pytest.approx({"A": 40.0, "B": 32.0})
    flips = found.flip_points.set_index("parameter")
    assert flips.loc["base", ["now", "flips_at"]].tolist() == pytest.approx([100, 80])
    assert flips.loc["uplift", "flips_at"] == pytest.approx(0.4)
    assert set(flips["to"]) == {"B"}


def test_what_moves_all_choices_alike_flips_nothing():
    found = simulate(CHOICES, value, {"margin": 0.5}, common=["margin"])
    assert np.isnan(found.flip_points["flips_at"].iloc[0])
    assert found.flip_points["to"].iloc[0] == ""
    assert found.share_top.to_dict() == {"A": 1.0, "B": 0.0}


def test_a_limit_keeps_a_flip_point_possible():
    found = simulate(CHOICES, value, {"uplift": 0.3}, limits={"uplift": (0.45, 1.0)})
    assert np.isnan(found.flip_points["flips_at"].iloc[0])


def test_the_nearest_flip_comes_first_and_may_lie_above():
    # cost is what the top choice pays: 60 - 10 = 50 against 40, so cost flips at 20
    choices = pd.DataFrame({"choice": ["A", "B"], "gain": [60.0, 40.0], "cost": [10.0, 0.0]})
    found = simulate(choices, lambda f: f["gain"] - f["cost"], {"cost": 0.5, "gain": 0.5})
    assert found.flip_points["parameter"].tolist() == ["gain", "cost"]
    assert found.flip_points["flips_at"].tolist() == pytest.approx([50, 20])


def test_the_tornado_by_hand():
    found = simulate(CHOICES, value, {"uplift": (0.9, 1.0), "base": 0.5})
    assert found.tornado["parameter"].tolist() == ["base", "uplift"]
    assert found.tornado.iloc[0, 1:].tolist() == pytest.approx([50, 150, 20, 60])
    assert found.tornado.iloc[1, 1:].tolist() == pytest.approx([0.45, 0.5, 36, 40])


def test_the_tornado_stays_within_limits():
    found = simulate(CHOICES, value, {"uplift": (0.5, 3.0)}, limits={"uplift": (0.0, 1.0)})
    assert found.tornado["high"].tolist() == [1.0]
    assert found.tornado["value_high"].tolist() == pytest.approx([80.0])


def test_equal_choices_share_the_draws():
    twins = pd.DataFrame({"choice": ["A", "B"], "base": [100.0, 100.0]})
    found = simulate(twins, lambda frame: frame["base"], {"base": 0.2}, draws=4000)
    assert found.share_top["A"] == pytest.approx(0.5, abs=0.03)
    assert found.share_top.sum() == pytest.approx(1)


def test_the_share_of_draws_against_the_triangular_law():
    # only A moves, 100 x triangular(0.5, 1, 1.5); P(100 t > 75) = 1 - 0.25**2 / (2 * 0.5**2)
    choices = pd.DataFrame({"choice": ["A", "B"], "base": [100.0, 0.0], "fixed": [0.0, 75.0]})
    found = simulate(choices, lambda f: f["base"] + f["fixed"], {"base": 0.5}, draws=8000)
    assert found.share_top["A"] == pytest.approx(0.875, abs=0.015)


def test_the_seed_decides():
    shares = [simulate(CHOICES, value, {"base": 0.4}, seed=s).share_top["A"] for s in (1, 1, 2)]
    assert shares[0] == shares[1] != shares[2]


def test_a_single_choice_is_always_first():
    found = simulate(CHOICES.head(1), value, {"base": 0.4})
    assert found.share_top.tolist() == [1.0]
    assert found.flip_points["flips_at"].isna().all()


@pytest.mark.parametrize(
    ("choices", "spread", "said"),
    [
        (CHOICES.head(0), {"base": 0.2}, "no choices"),
        (CHOICES, {"bass": 0.2}, "no such parameter.*bass"),
        (CHOICES, {"base": (1.1, 1.2)}, "does not hold 1"),
        (CHOICES.assign(base=np.nan), {"base": 0.2}, "number"),
    ],
)
def test_what_cannot_be_ranked_is_refused(choices, spread, said):
    with pytest.raises(ValueError, match=said):
        simulate(choices, value, spread)
