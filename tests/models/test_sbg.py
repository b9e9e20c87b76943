"""The shifted beta-geometric model against its paper."""

import pytest

from cs_lib.models import hazard, sbg
from tests.models.lives import REGULAR, drawn, first_seven, lives

pytestmark = pytest.mark.slow

# Fader & Hardie (2007), table 1: percent surviving years 1-12; the first seven are fitted.
HIGH_END = [86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4]


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


@pytest.mark.parametrize("fit", [hazard.by_tenure, sbg.fit])
def test_without_a_loss_there_is_nothing_to_fit(fit):
    with pytest.raises(ValueError, match="no life ended"):
        fit(lives([5, 6], [False, False]))
