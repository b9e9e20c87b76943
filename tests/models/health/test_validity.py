"""How a score is judged, worked by hand and on planted risks."""

import numpy as np
import pytest
from scipy.special import expit

from cs_lib.models.health.validity import by_risk, calibrated, calibration, validity


def test_lift_by_hand():
    # 20 accounts, four left; of the two with most risk both left: 1 / 0.2 = 5
    risk = np.arange(20) / 20
    left = np.isin(np.arange(20), [19, 18, 5, 3])
    found = validity(risk, left)
    assert found.lift == pytest.approx(5)
    assert (found.events, found.n) == (4, 20)
    # pairs in the right order: 16 + 16 + 4 + 3 of 4 x 16... of 64: 39
    assert found.auc == pytest.approx(39 / 64)


def test_under_twenty_losses_nothing_is_validated():
    risk = np.linspace(0, 1, 200)
    assert not validity(risk, risk > 0.91).validated  # 18 losses, told without a fault
    assert validity(risk, risk > 0.85).validated


def test_a_score_of_chance_is_not_validated():
    rng = np.random.default_rng(4)
    assert not validity(rng.random(1000), rng.random(1000) < 0.1).validated


def test_true_risks_are_calibrated_and_doubled_odds_are_not():
    rng = np.random.default_rng(8)
    odds = rng.normal(-2, 1, 20_000)
    left = rng.random(20_000) < expit(odds)
    slope, intercept = calibration(expit(odds), left)
    assert slope == pytest.approx(1, abs=0.06)
    assert intercept == pytest.approx(0, abs=0.06)
    slope, _ = calibration(expit(2 * odds), left)
    assert slope == pytest.approx(0.5, abs=0.04)


def test_the_median_warning():
    risk = np.array([0.9, 0.8, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    left = np.array([True, True, True, *[False] * 7])
    days = np.array([100.0, 140.0, 160.0, *[np.nan] * 7])
    assert validity(risk, left, days).lead_days == 120  # the third was not warned of


def test_groups_of_equal_size():
    left = np.array([False] * 8 + [True, False])
    found = by_risk(np.arange(10) / 10, left, 5)
    assert found["n"].tolist() == [2] * 5
    assert found["seen"].tolist() == [0, 0, 0, 0, 0.5]
    assert found["said"].tolist() == pytest.approx([0.05, 0.25, 0.45, 0.65, 0.85])


def test_a_score_becomes_a_risk():
    rng = np.random.default_rng(2)
    health = rng.uniform(0, 100, 20_000)
    true = expit(-2 + 0.3 * (50 - health) / 10)
    found = calibrated(health, rng.random(20_000) < true)
    assert found.risk(np.array([20.0, 50.0, 80.0])) == pytest.approx(
        expit(np.array([-1.1, -2, -2.9])), rel=0.08
    )
    assert found.risk(np.array([np.nan]))[0] == pytest.approx(found.risk(np.array([50.0]))[0])


def test_few_losses_do_not_shout():
    health = np.array([10.0, *np.linspace(30, 90, 19)])
    found = calibrated(health, np.arange(20) == 0)
    assert found.risk(np.array([10.0]))[0] < 0.5


def test_the_end_of_a_term_raises_the_risk():
    rng = np.random.default_rng(3)
    health, ends = rng.uniform(0, 100, 20_000), (rng.random(20_000) < 0.25).astype(float)
    true = expit(-4 + 0.2 * (50 - health) / 10 + 3 * ends)
    found = calibrated(health, rng.random(20_000) < true, ends)
    assert (found.slope, found.ending) == pytest.approx((0.2, 3.0), abs=0.15)
    asked = found.risk(np.array([50.0, 50.0]), np.array([0.0, 1.0]))
    assert asked == pytest.approx(expit(np.array([-4.0, -1.0])), rel=0.12)


def test_ends_that_tell_nothing_change_nothing():
    health, left = np.linspace(0, 100, 200), np.arange(200) < 30
    plain = calibrated(health, left)
    assert calibrated(health, left, np.zeros(200)) == plain


def test_a_score_that_runs_the_wrong_way_tells_nothing():
    health = np.linspace(0, 100, 200)
    assert calibrated(health, health > 80).slope == 0
