"""Bands and scores from the errors of hindcasts, worked by hand."""

import numpy as np
import pytest
from scipy.stats import t

from cs_lib.models.forecast.bands import GROWTH, covered, half_widths, scores


def test_the_width_by_hand():
    # four origins, one quarter ahead, errors of 0.1: the spread is 0.1, with two degrees of freedom
    errors = np.array([[0.1], [-0.1], [0.1], [-0.1]])
    assert half_widths(errors, 0.8).tolist() == pytest.approx([0.1 * t.ppf(0.9, 2)])


def test_it_grows_with_the_horizon():
    width = half_widths(np.array([[0.1, 0.1], [0.1, np.nan], [0.1, 0.2], [0.1, 0.1]]), 0.95)
    assert width[1] / width[0] == pytest.approx(2**GROWTH)


def test_bias_and_error_are_of_the_forecast():
    # a forecast of 110 where 100 came: log(100 / 110); off by +10 %
    found = scores({"ours": np.log([[100 / 110], [100 / 90]])}).iloc[0]
    assert found["mape"] == pytest.approx(0.1)
    assert found["bias"] == pytest.approx(0.0)
    assert found["mape_quarter"] == pytest.approx(0.1)
    assert np.isnan(found["mape_year"])
    assert (found["origins"], found["n"], found["n_year"]) == (2, 2, 0)


def test_coverage_leaves_the_origin_itself_out():
    # three errors of 0.1 and one of 5: the one is far outside what the three others say
    errors = np.array([[0.1], [0.1], [0.1], [5.0]])
    assert covered(errors, 0.8) == pytest.approx(0.75)


@pytest.mark.slow
def test_bands_hold_what_they_say_for_errors_of_a_random_walk():
    rng, inside = np.random.default_rng(5), []
    for _ in range(400):
        walk = rng.normal(0, 0.05, 25).cumsum()
        errors = np.full((12, 8), np.nan)
        for row in range(12):
            for ahead in range(1, 9):
                if row + ahead < 17:
                    errors[row, ahead - 1] = walk[row + ahead] - walk[row]
        inside.append(abs(walk[24] - walk[16]) <= half_widths(errors, 0.8)[7])
    assert 0.74 <= np.mean(inside) <= 0.9
