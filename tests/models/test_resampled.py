"""Resamples of the same customers, counted by month."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models import hazard, resampled, survival
from tests.models.lives import drawn, lives


def test_lives_are_counted_by_month_and_kind():
    found = resampled.counts(lives([2.0, 2.0, 3.0], [True, True, False]))
    assert found.customers.tolist() == [2.0, 1.0]
    assert found.watched.tolist() == [[1, 1, 0], [1, 1, 1]]
    assert found.lost.tolist() == [[0, 1, 0], [0, 0, 0]]


def test_two_lives_of_one_customer_stay_together():
    frame = pd.DataFrame(
        {"customer": ["A", "A"], "duration": [2.0, 1.0], "entry": 0.0, "ended": [True, False]}
    )
    found = resampled.counts(frame)
    assert found.watched.tolist() == [[2, 1]]
    assert found.lost.tolist() == [[0, 1]]


def test_watching_that_begins_late_is_not_counted_before():
    assert resampled.counts(lives([3.0], [True], entry=1.0)).watched.tolist() == [[0, 1, 1]]


def test_parts_of_months_are_refused():
    with pytest.raises(ValueError, match="whole months"):
        resampled.counts(lives([2.5], [True]))


@pytest.mark.parametrize("truncated", [False, True])
def test_the_customers_as_they_are_give_the_best_curve(truncated):
    frame = drawn(300, 0.03, seed=4, watched=30, truncated=truncated)
    best = survival.best(frame, 60)
    known = int(np.isfinite(best.low).sum()) - 1
    assert best.method == "hazard"
    data = resampled.counts(frame)
    watched, lost = (data.customers @ each for each in (data.watched, data.lost))
    found = resampled.survival(watched[None], lost[None], known, 60)
    assert found[0] == pytest.approx(best.survival, abs=1e-9)


def test_losses_of_one_month_have_no_slope():
    frame = lives([12.0] * 20 + [36.0] * 30, [True] * 20 + [False] * 30)
    data = resampled.counts(frame)
    watched, lost = (data.customers @ each for each in (data.watched, data.lost))
    found = resampled.survival(watched[None], lost[None], 0, 60)
    assert found[0] == pytest.approx(hazard.by_tenure(frame).survival(60), abs=1e-9)


def loss_rate(watched, lost):
    return lost.sum(axis=1) / watched.sum(axis=1)


def test_customers_who_are_all_alike_leave_no_doubt():
    found = resampled.limits(resampled.counts(lives([4.0] * 30, [True] * 30)), loss_rate)
    assert found == pytest.approx((0.25, 0.25))


@pytest.mark.slow
def test_nine_in_ten_limits_hold_the_truth():
    held = []
    for seed in range(100):
        data = resampled.counts(drawn(80, 0.02, seed=seed))
        low, high = resampled.limits(data, loss_rate, draws=400)
        held.append(low <= 0.02 <= high)
    assert 0.84 <= np.mean(held) <= 0.96


def test_a_ratio_that_all_customers_share_has_no_width():
    top = np.array([1.0, 2.0, 3.0])
    assert resampled.ratio_limits(top, 2 * top) == pytest.approx((0.5, 0.5))


def test_the_limits_of_a_share_are_those_of_the_normal_for_many():
    top = np.repeat([1.0, 0.0], 200)
    low, high = resampled.ratio_limits(top, np.ones(400))
    # half of 400: the standard error is 0.025, and 1.645 of them either way
    assert (low, high) == pytest.approx((0.459, 0.541), abs=0.006)


def test_a_ratio_over_nothing_is_not_known():
    assert np.isnan(resampled.ratio_limits(np.ones(3), np.zeros(3))).all()
    assert np.isnan(resampled.ratio_limits(np.ones(0), np.ones(0))).all()
