"""Customers' amounts drawn together."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models import joint


def customers(arr, segment="A", cost=None):
    size = len(arr)
    return pd.DataFrame(
        {"segment": segment, "live": 1.0, "arr": arr, "landed": 0.0, "landed_arr": 0.0,
         "served": arr, "cost": arr if cost is None else cost}, index=range(size)
    )  # fmt: skip


def test_the_first_column_is_the_books():
    found = joint.sums(customers([10.0, 30.0]), ("A",), 50)
    assert (found.live[0, 0], found.arr[0, 0], found.arpa[0, 0]) == (2, 40, 20)
    assert found.arr.shape == (1, 51)


def test_the_draws_of_a_mean_are_as_wide_as_its_standard_error():
    arr = np.random.default_rng(0).normal(100, 20, 400)
    found = joint.sums(customers(arr), ("A",), 4000).arpa[0, 1:]
    assert found.mean() == pytest.approx(arr.mean(), rel=0.002)
    assert found.std() == pytest.approx(arr.std() / 20, rel=0.06)


def test_skewed_sizes_reach_further_up_than_down():
    arr = np.random.default_rng(1).lognormal(3, 1.0, 60)
    found = joint.sums(customers(arr), ("A",), 4000).arpa[0, 1:]
    low, high = np.quantile(found, [0.05, 0.95])
    assert high - arr.mean() > 1.3 * (arr.mean() - low)


def test_equal_customers_leave_no_doubt_and_one_alone_none_either():
    for arr in ([7.0] * 20, [7.0]):
        assert joint.sums(customers(arr), ("A",), 30).arpa == pytest.approx(7.0)


def test_a_cost_that_follows_arr_has_no_doubt_of_its_own():
    alike = joint.sums(customers([1.0, 5.0, 9.0]), ("A",), 30)
    assert alike.relative_cost == pytest.approx(1.0)
    apart = joint.sums(customers([1.0, 5.0, 9.0], cost=[9.0, 0.0, 0.0]), ("A",), 30)
    assert apart.relative_cost[0, 0] == 1
    assert apart.relative_cost.std() > 0.1


def test_a_segment_without_anybody_has_no_mean():
    assert np.isnan(joint.sums(customers([1.0]), ("A", "B"), 5).arpa[1]).all()


def test_limits_hold_the_estimate():
    assert joint.limits(np.linspace(0, 1, 101), 0.5) == pytest.approx((0.05, 0.95))
    assert joint.limits(np.linspace(0, 1, 101), 2.0) == pytest.approx((0.05, 2.0))
    assert np.isnan(joint.limits(np.ones(3), float("nan"))).all()
