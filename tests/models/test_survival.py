"""Kaplan-Meier against published figures and lifelines; the choice of a curve for the horizon."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from statsmodels.stats.proportion import proportion_confint

from cs_lib.models.lives import Lives, person_months
from cs_lib.models.survival import best, kaplan_meier, median
from tests.models.lives import drawn, lives, six_mp

pytestmark = pytest.mark.slow


def lifelines_curve(frame):
    fitter = KaplanMeierFitter()
    return fitter.fit(frame["duration"], frame["ended"], entry=frame["entry"])


@st.composite
def some_lives(draw):
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 20), st.floats(0.1, 40), st.booleans()),
            min_size=1, max_size=40,
        )
    )  # fmt: skip
    entry = np.array([e for e, _, _ in rows], float)
    return lives([e + d for e, d, _ in rows], [o for _, _, o in rows], entry)


def test_the_published_remission_times():
    curve = kaplan_meier(six_mp())
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    losses = curve.survival < 1
    assert curve.months[losses].tolist() == list(published)
    assert curve.survival[losses] == pytest.approx(list(published.values()), abs=0.0006)
    assert curve.at_risk[losses].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert (curve.n, curve.events, curve.observed) == (21, 9, 35)


@pytest.mark.parametrize("truncated", [False, True], ids=["from the start", "left-truncated"])
def test_survival_and_limits_are_those_of_lifelines(truncated):
    frame = drawn(300, 0.04, seed=3, truncated=truncated)
    assert (frame["entry"] > 0).any() == truncated
    curve, theirs = kaplan_meier(frame), lifelines_curve(frame)
    limits = theirs.confidence_interval_.reindex(curve.months).to_numpy()
    known = theirs.survival_function_["KM_estimate"]
    assert curve.at(known.index) == pytest.approx(known.to_numpy(), abs=1e-10)
    # where S is 0 lifelines draws an upper limit of 0, and ours stays at the last known
    alive = (curve.survival > 0) & (curve.survival < 1)
    assert alive.sum() > 20
    assert curve.low[alive] == pytest.approx(limits[alive, 0], abs=1e-8)
    assert curve.high[alive] == pytest.approx(limits[alive, 1], abs=1e-8)


def test_one_who_joined_the_watch_late_was_not_at_risk_before():
    # by hand: at 2 one of 2 ends (the third enters at 3), at 5 one of 2
    curve = kaplan_meier(lives([2, 5, 6], [True, True, False], [0.0, 0.0, 3.0]))
    assert curve.at([0, 2, 5]).tolist() == pytest.approx([1, 0.5, 0.25])


@pytest.mark.parametrize(
    ("last", "entry", "month", "watched"),
    [
        ([20.0] * 10, 0.0, 18, 10),  # 0.741, the table of Clopper and Pearson for ten of ten
        ([3.0] * 4 + [20.0] * 6, 0.0, 2, 10),
        ([3.0] * 4 + [20.0] * 6, 0.0, 18, 6),
        ([18.0] * 10, 0.0, 18, 10),  # in the last month all are still there
        ([20.0] * 10, 6.0, 18, 10),  # whoever stayed six months: of them none was lost
        ([20.0] * 10, [0.0] * 2 + [6.0] * 8, 18, 2),  # what the many came too late for
    ],
)
def test_before_any_loss_the_limit_is_that_of_so_many_watched(
    last: list[float], entry: float | list[float], month: int, watched: int
) -> None:
    curve = kaplan_meier(lives(last, [False] * 10, entry), 0.9)
    place = np.searchsorted(curve.months, month, side="right") - 1
    assert curve.low[place] == pytest.approx(proportion_confint(watched, watched, 0.1, "beta")[0])
    assert (curve.survival[place], curve.high[place]) == (1, 1)
    assert (curve.low[0], curve.high[0]) == (1, 1)


def test_the_curve_is_read_as_steps_and_unknown_beyond_the_last_look():
    curve = kaplan_meier(lives([2, 4], [True, False]))
    assert curve.at([0, 1.9, 2, 4]).tolist() == [1, 1, 0.5, 0.5]
    assert np.isnan(curve.at([4.1])).all()
    assert curve.monthly(3).tolist() == [1, 1, 0.5]


def test_limits_after_the_last_life_ended():
    curve = kaplan_meier(lives([1, 2], [True, True]))
    assert curve.at([0, 1, 2]).tolist() == [1, 0.5, 0]
    assert curve.low[-1] == 0
    assert curve.high[-1] == curve.high[-2] < 1


@settings(deadline=None, max_examples=30)
@given(some_lives())
def test_any_survival_falls_within_nought_and_one(frame):
    for curve in (kaplan_meier(frame), best(frame, 60)):
        assert ((curve.survival >= 0) & (curve.survival <= 1)).all()
        assert (np.diff(curve.survival) <= 1e-12).all()
        assert curve.survival[0] == 1
    assert np.isfinite(best(frame, 60).monthly(60)).all()


@settings(deadline=None)
@given(some_lives())
def test_no_end_is_lost_in_the_months_of_tenure(frame):
    table = person_months(Lives(frame))
    assert table.events.sum() == frame["ended"].sum()
    assert (table.exposure - table.events >= -1e-9).all()


def test_months_watched_in_part_count_in_part():
    # 0.5-2.25 and lost: all of month 2, half of month 0; 0-1.5 and still there: half of month 1
    table = person_months(Lives(lives([2.25, 1.5], [True, False], [0.5, 0.0])))
    assert table.exposure.tolist() == pytest.approx([1.5, 1.5, 1.0])
    assert table.events.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame({"customer": [1], "duration": [2.0]}), "lack the columns ended, entry"),
        (lives([2, 0], [True, False]), "must last longer.*: 1"),
        (lives([2, 3], [True, False], [0.0, 3.0]), "must last longer.*: 1"),
        (lives([np.nan], [True]), "empty cells"),
    ],
)
def test_lives_that_cannot_be_are_refused(frame, said):
    with pytest.raises(ValueError, match=said):
        Lives(frame)


def test_no_lives_have_no_curve():
    with pytest.raises(ValueError, match="no lives"):
        kaplan_meier(lives([], []))


def test_many_losses_watched_to_the_horizon_are_kaplan_meier():
    curve = best(drawn(600, 0.03, seed=1, watched=70), 48)
    assert curve.method == "km"
    assert curve.survival == pytest.approx(0.97 ** np.arange(49), abs=0.05)
    assert np.isfinite(curve.low).all()


def test_beyond_the_watch_a_hazard_carries_the_curve():
    frame = drawn(800, 0.03, seed=2, watched=30)
    curve = best(frame, 60)
    assert curve.method == "hazard"
    assert np.isfinite(curve.low[:31]).all()
    observed = lifelines_curve(frame).survival_function_at_times(range(30)).to_numpy()
    assert curve.monthly(30) == pytest.approx(observed)
    assert curve.survival[60] == pytest.approx(0.97**60, abs=0.05)
    assert np.isnan(curve.high[31:]).all()


def test_thin_data_take_the_beta_geometric():
    thin = lives([3, 8, 12, 20, 24, 24, 24, 24], [True, True, True, *[False] * 5])
    assert best(thin).method == "sbg"


def test_without_a_loss_the_curve_is_flat_and_its_low_limit_is_the_rule_of_three():
    curve = best(lives([30.0] * 10, [False] * 10), 12)
    assert (curve.method, curve.survival.tolist()) == ("km", [1.0] * 13)
    # 300 months watched: the monthly hazard is under 3/300 with 95 % confidence
    assert curve.low[1] == pytest.approx(1 - 3 / 300, abs=0.0002)


def test_the_published_median_and_its_limits():
    # Freireich's 6-MP arm: median 23 weeks, 95 % log-log limits 13 to not reached
    half, low, high = median(kaplan_meier(six_mp()))
    assert (half, low) == (23, 13)
    assert np.isnan(high)
