"""The client's estimates are right on average, and as wrong as their grade says."""

import math
from statistics import mean, stdev

import pytest

from cs_lib.sample import potential


@pytest.mark.parametrize(("method", "sigma"), [(m, s) for m, _, s, _ in potential.METHODS])
def test_estimates_scatter_around_the_truth_as_planted(many, method, sigma):
    accounts = {a.customer_id: a for a in many.plan.accounts}
    rates = many.success.rates
    errors = [
        math.log(float(row[1]) / potential.true(many.plan, accounts[row[0]], rates))
        for row in potential.rows(many.plan, many.success.journeys, rates, many.as_of)
        if row[2] == method
    ]
    assert mean(errors) == pytest.approx(0, abs=3.5 * sigma / len(errors) ** 0.5 + 0.01)
    assert stdev(errors) == pytest.approx(sigma, rel=0.2)


def test_some_accounts_are_unknown_and_some_are_full(tables, truth):
    live = truth["counts"]["active_accounts"][-1]
    assert 0.55 < len(tables["potential"]) / live < 0.85
    assert 10 < len(truth["success"]["potential"]["at_ceiling"]) < 60
