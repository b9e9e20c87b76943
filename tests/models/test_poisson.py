"""Exact limits of a count, against published tables."""

import pytest

from cs_lib.models import poisson


def test_ten_losses_as_in_the_published_table():
    # Garwood's 95 % limits of 10, as printed in every table since 1936
    assert poisson.limits(10, 0.95) == pytest.approx((4.795, 18.390), abs=0.001)


def test_no_loss_is_the_rule_of_three():
    assert poisson.limits(0, 0.90) == pytest.approx((0.0, 2.996), abs=0.001)


def test_a_count_is_not_negative():
    with pytest.raises(ValueError, match="0 or more"):
        poisson.limits(-1)
