"""The discrete hazard against hand and lifelines, the beta-geometric against its paper."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from cs_lib.models import hazard, sbg
from tests.models.lives import cohort, drawn, lives

pytestmark = pytest.mark.slow

# Fader & Hardie (2007), table 1: percent surviving years 1-12; the first seven are fitted.
HIGH_END = [86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4]
REGULAR = [63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3]


def first_seven(percent):
    return cohort([1000, *(round(10 * share) for share in percent[:7])])


@pytest.mark.parametrize(
    ("percent", "alpha", "beta"),
    [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)],
    ids=["High End", "Regular"],
)
def test_the_published_segments(percent, alpha, beta):
    found = sbg.fit(first_seven(percent))
    assert found.alpha == pytest.approx(alpha, abs=0.0006)
    assert found.beta == pytest.approx(beta, abs=0.0006)
    # the paper's point: five years of hold-out are met within two points
    assert 100 * found.survival(12)[1:] == pytest.approx(percent, abs=2.0)


def test_a_left_truncated_cohort_teaches_the_same_losses():
    whole = drawn(4000, 0.05, seed=5)
    truncated = drawn(4000, 0.05, seed=5, truncated=True)
    for frame in (whole, truncated):
        assert sbg.fit(frame).survival(24)[-1] == pytest.approx(0.95**24, abs=0.03)


def test_two_months_of_tenure_are_met_exactly():
    # 100 at risk, 20 lost in month 1; 80 at risk, 8 lost in month 2: two points, two parameters
    found = hazard.by_tenure(cohort([100, 80, 72]))
    assert found.rate([1, 2]).tolist() == pytest.approx([0.20, 0.10])
    assert found.survival(2).tolist() == pytest.approx([1, 0.80, 0.72])


def test_few_losses_or_a_single_month_of_them_make_a_constant_hazard():
    # 2 losses in 3 + 10 + 10 + 10 = 33 months watched
    found = hazard.by_tenure(lives([1, 2, 10, 10, 10], [True, True, False, False, False]))
    assert (found.slope, found.rate([1, 50]).tolist()) == (0, pytest.approx([2 / 33] * 2))
    assert hazard.by_tenure(cohort([100, 80])).survival(1)[1] == pytest.approx(0.8)


@pytest.mark.parametrize("truncated", [False, True], ids=["from the start", "left-truncated"])
def test_the_fitted_hazard_lies_within_the_limits_of_lifelines(truncated):
    frame = drawn(3000, 0.04, seed=6, truncated=truncated)
    fitter = KaplanMeierFitter().fit(frame["duration"], frame["ended"], entry=frame["entry"])
    limits = fitter.confidence_interval_.loc[1:36]
    ours = hazard.by_tenure(frame).survival(36)[1:]
    assert len(limits) == 36
    assert (limits.iloc[:, 0].to_numpy() <= ours).all()
    assert (ours <= limits.iloc[:, 1].to_numpy()).all()
    assert ours == pytest.approx(0.96 ** np.arange(1, 37), abs=0.02)


def test_falling_hazard_is_seen_as_falling():
    assert hazard.by_tenure(first_seven(REGULAR)).slope < -0.5


@pytest.mark.parametrize("fit", [hazard.by_tenure, sbg.fit])
def test_without_a_loss_there_is_nothing_to_fit(fit):
    with pytest.raises(ValueError, match="no life ended"):
        fit(lives([5, 6], [False, False]))


def test_everybody_lost_at_once_is_a_certain_loss():
    assert hazard.by_tenure(lives([1, 1, 1], [True] * 3)).survival(2).tolist() == [1, 0, 0]
