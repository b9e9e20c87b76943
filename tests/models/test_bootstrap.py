"""Whole customers are drawn, by seed, and the limits are those of theory."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models.bootstrap import Interval, interval
from cs_lib.models.lives import Lives
from cs_lib.models.survival import kaplan_meier
from tests.models.lives import drawn

pytestmark = pytest.mark.slow


def mean(frame):
    return float(frame["value"].mean())


def test_the_limits_of_a_mean_are_those_of_the_normal():
    values = np.random.default_rng(1).normal(100, 20, 400)
    found = interval(pd.DataFrame({"customer": range(400), "value": values}), mean, draws=1500)
    error = 1.645 * values.std() / np.sqrt(400)
    assert found.low == pytest.approx(values.mean() - error, abs=0.25)
    assert found.high == pytest.approx(values.mean() + error, abs=0.25)


def test_rows_of_one_customer_stay_together():
    # a customer's two rows cancel out: no draw of whole customers can have another sum than 0
    frame = pd.DataFrame({"customer": [1, 2, 1, 2], "value": [5.0, 9.0, -5.0, -9.0]})
    assert interval(frame, lambda drawn: float(drawn["value"].sum()), draws=50) == Interval(
        0, 0, 50
    )


def test_one_drawn_twice_is_two_customers():
    frame = pd.DataFrame({"customer": list("abc"), "value": 1.0})
    counts = interval(frame, lambda drawn: float(drawn["customer"].nunique()), draws=50)
    assert counts == Interval(3, 3, 50)


def test_the_seed_decides_and_the_frame_is_left_alone():
    frame = pd.DataFrame({"customer": range(30), "value": np.arange(30.0)})
    before = frame.copy()
    assert interval(frame, mean, seed=7) == interval(frame, mean, seed=7)
    assert interval(frame, mean, seed=7) != interval(frame, mean, seed=8)
    pd.testing.assert_frame_equal(frame, before)


def test_lives_are_drawn_as_lives():
    lives = Lives(drawn(200, 0.05, seed=2))
    found = interval(lives, lambda these: float(kaplan_meier(these).at([12.0])[0]), draws=100)
    assert found.low < 0.95**12 < found.high


def test_draws_without_a_value_are_counted_out():
    frame = pd.DataFrame({"customer": [1, 2], "value": [0.0, 1.0]})
    found = interval(frame, lambda drawn: mean(drawn) or np.nan, draws=200)
    assert 120 < found.draws < 180  # both draws are the zero in a quarter of the resamples
    nothing = interval(frame, lambda drawn: np.nan, draws=5)
    assert np.isnan(nothing.low)
    assert nothing.draws == 0


def test_nobody_cannot_be_drawn():
    with pytest.raises(ValueError, match="no customers"):
        interval(pd.DataFrame({"customer": [], "value": []}), mean)
