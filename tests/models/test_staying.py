"""Discounted months of staying, and what else the losses allow."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models.lifetime import Economics, ladder
from cs_lib.models.occasions import COLUMNS
from cs_lib.models.staying import discounted, staying
from tests.models.lives import drawn, lives

MONTH = 1.1 ** (-1 / 12)


def geometric(month: float, horizon: int = 60) -> float:
    """1 + m + m2 + ..., so many terms, by its closed form."""
    return (1 - month**horizon) / (1 - month)


def segment(frame: pd.DataFrame, name: str = "A") -> pd.DataFrame:
    return frame.assign(segment=name)


def months(found, name):
    """The estimate and the central 90 % of the draws."""
    place = found.of(name)
    drawn_months = discounted(found.draws[place], found.horizon, 0.10)
    low, high = np.quantile(drawn_months, [0.05, 0.95])
    return low, float(discounted(found.survival[place], found.horizon, 0.10)), high


def test_the_months_of_the_worked_illustration():
    # definitions, G4: 1,000 a month, 80 %, 2 % churn, 10 % a year: 23,500
    found = float(discounted(0.98 ** np.arange(61), 60, 0.10))
    assert found * 1000 * 0.8 == pytest.approx(23_500, abs=0.5)


def test_the_months_are_those_of_the_ladder():
    curve = 0.97 ** np.arange(61)
    worth = ladder(Economics(500, 0.7, 0.03, 0.1, survival=curve[:60]))
    assert worth.ltv3 == pytest.approx(500 * 0.6 * float(discounted(curve, 60, 0.10)))


def test_nobody_left_is_a_full_horizon_bounded_by_what_was_watched():
    found = staying(segment(lives([12.0] * 10, [False] * 10)))
    low, now, high = months(found, "A")
    assert now == pytest.approx(geometric(MONTH))
    assert low < high <= now
    # 120 months watched: with Jeffreys' prior the rate is at most 1.92 / 120 (95 %)
    assert low == pytest.approx(geometric((1 - 1.92 / 120) * MONTH), rel=0.08)


def test_where_nobody_could_leave_yet_every_month_watched_counts():
    people = segment(lives([6.0] * 10, [False] * 10))
    nothing = pd.DataFrame(columns=list(COLUMNS))
    among, months_alone = (staying(people, each, seed=3) for each in (nothing, None))
    assert np.isfinite(among.draws).all()
    np.testing.assert_array_equal(among.draws, months_alone.draws)
    np.testing.assert_array_equal(among.survival, months_alone.survival)


def test_many_losses_find_the_rate_they_were_drawn_at():
    found = staying(segment(drawn(800, 0.02, seed=5)))
    low, now, high = months(found, "A")
    truth = geometric(0.98 * MONTH)
    assert low < truth < high
    assert now == pytest.approx(truth, rel=0.04)


def test_few_losses_lean_on_the_others_and_never_switch_the_method():
    """One loss more or less moves the value a little: there is no cliff at any number."""
    others = segment(drawn(500, 0.02, seed=3), "B").assign(customer=lambda f: f["customer"] + 500)
    values = []
    for lost in range(15, 25):
        own = segment(lives([24.0] * 60, [True] * lost + [False] * (60 - lost)))
        values.append(months(staying(pd.concat([own, others])), "A")[1])
    steps = -np.diff(values)
    assert (steps > 0).all()
    assert steps.max() < 1.5 * steps.min() + 0.05


def test_a_segment_without_a_loss_is_not_thought_immortal_where_others_leave():
    own = segment(lives([6.0] * 5, [False] * 5))
    others = segment(drawn(500, 0.02, seed=3), "B").assign(customer=lambda f: f["customer"] + 5)
    low, now, _ = months(staying(pd.concat([own, others])), "A")
    everyone = months(staying(others), "B")[1]
    assert everyone < now < geometric(MONTH)
    assert low < everyone


def test_the_order_of_customers_does_not_matter():
    frame = segment(drawn(300, 0.02, seed=5))
    again = frame.sample(frac=1, random_state=1)
    assert months(staying(frame), "A") == pytest.approx(months(staying(again), "A"))


def test_months_under_watch_begin_where_watching_did():
    # twelve customers entered in month 6; one left in the next, eleven were watched for five
    frame = segment(lives([7.0] + [11.0] * 11, [True] + [False] * 11, entry=6.0))
    low, now, high = months(staying(frame), "A")
    # one loss in 1 + 11 x 5 = 56 months, of which half of the month of the loss was used up
    assert now == pytest.approx(geometric((1 - 1 / 56) * MONTH), rel=0.1)
    assert low < now < high


def test_a_mix_is_the_mean_of_its_segments():
    frame = pd.concat([segment(drawn(200, 0.01, 1)), segment(drawn(200, 0.03, 2), "B")])
    found = staying(frame.assign(customer=range(len(frame))))
    curve, draws = found.mixed(np.array([3.0, 1.0]))
    assert curve == pytest.approx(0.75 * found.survival[0] + 0.25 * found.survival[1])
    assert draws.shape == found.draws[0].shape


def test_customers_under_yearly_terms_leave_at_their_ends():
    """A hundred yearly contracts, of which ten end at the first renewal and nine at the second."""
    occasions = pd.DataFrame(
        {
            "segment": "A", "tenure": [12] * 100 + [24] * 90, "term": 12.0, "log_arr": 0.0,
            "left": [True] * 10 + [False] * 90 + [True] * 9 + [False] * 81,
        }
    )  # fmt: skip
    frame = segment(lives([12.0] * 10 + [24.0] * 90, [True] * 19 + [False] * 81))
    curve = staying(frame, occasions, 24).survival[0]
    assert curve[11] > 0.97
    # a tenth leaves at each renewal; the rhythm of ten lives is blended in
    assert curve[12] == pytest.approx(0.9, abs=0.015)
    assert curve[24] == pytest.approx(0.81, abs=0.02)


@pytest.mark.parametrize("frame", [lives([2.5], [True]), lives([], [])])
def test_lives_that_cannot_be_counted_are_refused(frame):
    with pytest.raises(ValueError, match=r"whole months|no lives"):
        staying(segment(frame))
