"""The discrete hazard against hand and lifelines."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from cs_lib.models import hazard
from tests.models.lives import REGULAR, cohort, drawn, first_seven, lives

pytestmark = pytest.mark.slow


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


def test_everybody_lost_at_once_is_a_certain_loss():
    assert hazard.by_tenure(lives([1, 1, 1], [True] * 3)).survival(2).tolist() == [1, 0, 0]
