"""A thin segment at the level of its own losses."""

import numpy as np
import pytest

from cs_lib.models import standardised
from tests.models.lives import drawn, lives

EVERYONE = np.exp(-0.01 * np.arange(61))
"""Everyone leaves at one in a hundred a month."""


@pytest.mark.parametrize(
    # Garwood's limits, as printed in every table since 1936; no loss is the rule of three
    ("count", "level", "limits"),
    [(10, 0.95, (4.795, 18.390)), (0, 0.90, (0.0, 2.996))],
)
def test_limits_of_a_count_as_in_the_published_tables(count, level, limits):
    assert standardised.exact_limits(count, level) == pytest.approx(limits, abs=0.001)


def test_twice_the_losses_expected_is_twice_the_hazard():
    # 10 lives of 30 months: 300 months at 0.01 are 3 losses expected, 6 were seen
    found = standardised.level_of(lives([30.0] * 10, [True] * 6 + [False] * 4), EVERYONE)
    assert (found.seen, found.expected) == (6, pytest.approx(3.0))
    assert found.ratio == pytest.approx(2.0)


def test_months_before_watching_are_not_expected_to_lose():
    found = standardised.level_of(lives([30.0] * 10, [True] * 10, entry=10.0), EVERYONE)
    assert found.expected == pytest.approx(2.0)


def test_what_lies_beyond_the_horizon_is_not_looked_at():
    found = standardised.level_of(lives([90.0, 60.0], [True, False]), EVERYONE)
    assert (found.seen, found.expected) == (0, pytest.approx(1.2))


def test_no_loss_has_an_upper_limit_of_three_over_what_was_expected():
    found = standardised.level_of(lives([30.0] * 10, [False] * 10), EVERYONE)
    assert found.ratio == 0.0
    assert found.limits(0.9) == pytest.approx((0.0, 2.996 / 3), abs=0.001)


def test_the_curve_is_everyone_s_to_the_power_of_the_level():
    everyone, few = drawn(2000, 0.02, seed=1), drawn(60, 0.005, seed=2)
    curve, found = standardised.curve(few, everyone, 48)
    assert curve.method == "standardised"
    assert curve.survival[0] == 1.0
    # one customer in 200 leaves a month: after 48 months exp(-0.24) is left
    assert curve.survival[48] == pytest.approx(np.exp(-0.24), abs=0.08)
    assert found.ratio == pytest.approx(0.25, abs=0.12)
