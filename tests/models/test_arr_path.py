"""The path of ARR, by hand and by what chance allows."""

import numpy as np
import pytest

from cs_lib.models import arr_path
from cs_lib.models.arr_path import Year, paths

NOBODY = np.zeros(0)


def test_the_middle_is_the_recursion():
    year = Year(np.full(400, 1.0), np.full(400, 0.9), np.full(400, 0.25))
    found = paths(year, 400, 2, draws=4000)
    # 400 x 0.9 + 100 = 460; 460 x 0.9 + 100 = 514
    assert np.median(found, axis=0) == pytest.approx([400, 460, 514], rel=0.01)


def test_a_few_logos_are_as_uncertain_as_they_are_few():
    few, many = (Year(np.ones(400), np.ones(400), np.full(n, 100 / n)) for n in (4, 400))
    spread = [paths(year, 400, 1, draws=2000)[:, 1].std() for year in (few, many)]
    # four of 25: a Poisson number has a spread of half of it, the mean of four as much again
    assert spread[0] == pytest.approx(np.sqrt(2 * 50**2 + 2 * (400 * arr_path.DRIFT) ** 2), rel=0.1)
    assert spread[1] < spread[0] / 2


def test_without_chance_only_the_drift_between_years_is_left():
    year = Year(np.ones(50), np.ones(50), NOBODY)
    found = paths(year, 100, 1, draws=4000)[:, 1]
    assert found.std() == pytest.approx(100 * arr_path.DRIFT * np.sqrt(2), rel=0.06)


def test_the_band_widens_year_by_year():
    year = Year(np.ones(50), np.r_[np.zeros(5), np.ones(45)], np.ones(5))
    low, high = arr_path.limits(paths(year, 50, 5))
    assert (np.diff(high - low) > 0).all()
    assert (low >= 0).all()


def test_everybody_gone_is_a_path_of_new_customers():
    found = paths(Year(np.ones(20), np.zeros(20), np.full(20, 1.0)), 20, 1, draws=2000)
    assert np.median(found[:, 1]) == pytest.approx(20, abs=3)


def test_without_an_opening_there_is_no_path():
    with pytest.raises(ValueError, match="nobody"):
        paths(Year(NOBODY, NOBODY, np.ones(3)), 3, 1)
