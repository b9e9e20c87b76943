"""Discounted months of staying, and their limits."""

import numpy as np
import pytest

from cs_lib.models.lifetime import Economics, ladder
from cs_lib.models.staying import discounted, staying
from tests.models.lives import drawn, lives


def geometric(month: float, horizon: int = 60) -> float:
    """1 + m + m2 + ..., so many terms, by its closed form."""
    return (1 - month**horizon) / (1 - month)


def test_the_months_of_the_worked_illustration():
    # definitions, G4: 1,000 a month, 80 %, 2 % churn, 10 % a year: 23,500
    months = float(discounted(0.98 ** np.arange(61), 60, 0.10))
    assert months * 1000 * 0.8 == pytest.approx(23_500, abs=0.5)


def test_the_months_are_those_of_the_ladder():
    curve = 0.97 ** np.arange(61)
    worth = ladder(Economics(500, 0.7, 0.03, 0.1, survival=curve[:60]))
    assert worth.ltv3 == pytest.approx(500 * 0.6 * float(discounted(curve, 60, 0.10)))


def test_nobody_left_is_bounded_by_what_was_watched():
    found = staying(lives([12.0] * 10, [False] * 10))
    assert found.basis == "exact"
    assert found.months == pytest.approx(geometric(1.1 ** (-1 / 12)))
    assert found.high == pytest.approx(found.months)
    # 120 months watched: at 90 % up to 2.996 losses might have been expected
    assert found.low == pytest.approx(geometric(np.exp(-2.9957 / 120) * 1.1 ** (-1 / 12)), rel=1e-4)


def test_few_losses_take_the_shape_of_everyone_if_there_is_one():
    few, everyone = drawn(40, 0.004, seed=2), drawn(500, 0.02, seed=3)
    with_others, alone = staying(few, pooled=everyone), staying(few)
    assert (with_others.curve.method, alone.curve.method) == ("standardised", "sbg")
    for found in (with_others, alone):
        assert found.basis == "exact"
        assert found.low < found.months < found.high
        assert (found.curve.low <= found.curve.survival + 1e-12).all()
        assert (found.curve.survival <= found.curve.high + 1e-12).all()


def test_few_losses_are_not_given_a_shape_that_is_as_thin():
    few = drawn(40, 0.004, seed=2)
    assert staying(few, pooled=few).curve.method == "sbg"


def test_many_losses_are_resampled_and_twice_the_same():
    frame = drawn(300, 0.02, seed=5)
    found = staying(frame)
    assert found.basis == "bootstrap"
    assert found.low < found.months < found.high
    again = staying(frame.sample(frac=1, random_state=1))
    assert again.months == pytest.approx(found.months)
    # the truth is known: 2 % a month and 10 % a year
    assert found.low < geometric(0.98 * 1.1 ** (-1 / 12)) < found.high


def test_a_wider_level_gives_wider_limits():
    frame = drawn(300, 0.02, seed=5)
    narrow, wide = staying(frame, level=0.5), staying(frame, level=0.95)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_months_that_nobody_was_seen_in_are_not_emptied_by_one_loss():
    # twelve customers entered in month 6; one left in the next, eleven were watched for five
    frame = lives([7.0] + [11.0] * 11, [True] + [False] * 11, entry=6.0)
    found = staying(frame)
    assert found.curve.method == "constant"
    # one loss in 1 + 11 x 5 = 56 months
    assert found.months == pytest.approx(geometric((1 - 1 / 56) * 1.1 ** (-1 / 12)))
    assert found.low < found.months < found.high
