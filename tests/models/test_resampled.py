"""Limits of ratios of sums, by resampling customers."""

import numpy as np
import pytest

from cs_lib.models import resampled


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
