"""NPS and CSAT: published limits, edges, and whether the limits hold the truth."""

import numpy as np
import pytest

from cs_lib.models.survey_scores import limits, net_promoter, satisfied


def test_limits_are_the_published_ones_of_a_paired_difference() -> None:
    # Fagerland, Lydersen and Laake 2014 (airway hyper-responsiveness): 1 and 7 of 21, 95 %
    assert limits(1, 7, 21, 0.95) == (
        pytest.approx(-0.517, abs=5e-4),
        pytest.approx(-0.026, abs=5e-4),
    )


def test_promoters_less_detractors_over_all_who_answered() -> None:
    found = net_promoter([10, 9, 8, 7, 6, 0, 9, 3])
    assert (found.promoters, found.detractors, found.answers) == (3, 3, 8)
    assert found.score == 0
    assert found.low == pytest.approx(-found.high)


@pytest.mark.parametrize(("scores", "nps"), [([10] * 20, 1.0), ([0] * 20, -1.0), ([7] * 20, 0.0)])
def test_answers_that_are_all_alike_still_have_a_width(scores: list[float], nps: float) -> None:
    found = net_promoter(scores)
    assert found.score == nps
    assert -1 <= found.low <= nps <= found.high <= 1
    assert found.high - found.low > 0.1


def test_without_answers_nothing_is_known() -> None:
    assert np.isnan(net_promoter([]).score)
    assert np.isnan(satisfied([], 4).share)


def test_csat_has_wilsons_published_limits() -> None:
    # Newcombe 1998, 81 of 263 at 95 %: 0.2553 to 0.3662
    found = satisfied([5] * 81 + [1] * 182, 4, 0.95)
    assert (found.share, found.answers) == (pytest.approx(81 / 263), 263)
    assert (found.low, found.high) == (
        pytest.approx(0.2553, abs=1e-4),
        pytest.approx(0.3662, abs=1e-4),
    )


@pytest.mark.slow
@pytest.mark.parametrize("n", [12, 40, 200])
@pytest.mark.parametrize("shares", [(0.3, 0.2), (0.6, 0.05), (0.1, 0.5), (0.02, 0.02)])
def test_ninety_percent_limits_hold_the_truth_about_as_often(
    n: int, shares: tuple[float, float]
) -> None:
    rng, held, draws = np.random.default_rng(n), 0, 1500
    for promoters, detractors, _ in rng.multinomial(n, [*shares, 1 - sum(shares)], draws):
        low, high = limits(int(promoters), int(detractors), n, 0.9)
        held += low <= shares[0] - shares[1] <= high
    # where hardly anybody is for or against, the limits are wide: of twelve, mostly nobody is
    assert 0.87 < held / draws <= (0.97 if n * min(shares) > 0.5 else 1)
