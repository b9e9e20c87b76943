"""The renewal hazard against another library, against formulas, and against what was planted."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gamma

from cs_lib.models import renewal_hazard
from cs_lib.models.occasions import counted, monthly

lifelines = pytest.importorskip("lifelines")


def planted(n, seed, tenure=-0.3, arr=-0.4, ratio=2.0):
    """Lives by month whose hazard is known: 0.02 x (t / 12)^tenure x e^(arr x) x ratio in B."""
    generator = np.random.default_rng(seed)
    x, other = generator.normal(size=n), generator.random(n) < 0.5
    base = 0.02 * np.exp(arr * x) * np.where(other, ratio, 1.0)
    month = np.arange(1, 49)
    rate = base[:, None] * (month / 12) ** tenure
    leaves = generator.random((n, 48)) < -np.expm1(-rate)
    first = np.where(leaves.any(axis=1), leaves.argmax(axis=1) + 1, 48)
    entry = np.where(generator.random(n) < 0.3, 6, 0)
    frame = pd.DataFrame(
        {
            "customer": range(n), "segment": np.where(other, "B", "A"), "duration": first,
            "ended": leaves.any(axis=1), "entry": entry, "log_arr": x,
        }
    )  # fmt: skip
    return frame[frame["duration"] > frame["entry"]].reset_index(drop=True)


@pytest.fixture(scope="module")
def lives():
    return planted(4000, 1)


def at_equal_size(lives, estimate):
    """The log of B's rate over A's for customers of one size; levels are at each one's mean."""
    means = monthly(lives).groupby("segment")["log_arr"].mean()
    apart = np.log(estimate.rates[1, 0] / estimate.rates[0, 0])
    return float(apart + estimate.slopes[0, 1] * (means["A"] - means["B"]))


def test_slopes_and_levels_agree_with_lifelines(lives):
    """Weibull regression with late entry, of the same lives: another model's code and link."""
    cells = counted(monthly(lives), ("A", "B"))
    slope, _ = renewal_hazard.slopes(cells)
    estimate, _ = renewal_hazard.levels(cells, 10)
    frame = lives.assign(other=(lives["segment"] == "B").astype(float)).drop(
        columns=["customer", "segment"]
    )
    # a loss in month t is seen at its end, but fell within it
    frame["duration"] = np.where(frame["ended"], frame["duration"] - 0.5, frame["duration"])
    theirs = lifelines.WeibullAFTFitter().fit(
        frame.astype(float), "duration", "ended", entry_col="entry"
    )
    shape = float(np.exp(theirs.params_["rho_"]["Intercept"]))
    # their time is continuous: within the first months, where most is lost, it is another clock
    assert slope[0] == pytest.approx(shape - 1, abs=0.1)
    by = theirs.params_["lambda_"]
    assert slope[1] == pytest.approx(-shape * by["log_arr"], abs=0.04)
    assert at_equal_size(lives, estimate) == pytest.approx(-shape * by["other"], abs=0.05)


def test_the_levels_agree_with_cox(lives):
    """Proportional hazards without any shape: its ratio of the segments."""
    estimate, _ = renewal_hazard.levels(counted(monthly(lives), ("A", "B")), 10)
    frame = lives.assign(other=(lives["segment"] == "B").astype(float)).drop(
        columns=["customer", "segment"]
    )
    theirs = lifelines.CoxPHFitter().fit(
        frame.astype(float), "duration", "ended", entry_col="entry"
    )
    assert at_equal_size(lives, estimate) == pytest.approx(theirs.params_["other"], abs=0.05)


def test_what_was_planted_is_found(lives):
    slope, covariance = renewal_hazard.slopes(counted(monthly(lives), ("A", "B")))
    errors = np.sqrt(np.diag(covariance))
    assert abs(slope[0] + 0.3) < 3 * errors[0]
    assert abs(slope[1] + 0.4) < 3 * errors[1]


def one(lost, met):
    frame = pd.DataFrame(
        {"segment": "A", "tenure": 12, "term": 12.0, "log_arr": 0.0,
         "left": [True] * lost + [False] * (met - lost)}
    )  # fmt: skip
    return counted(frame, ("A",))


def test_one_segment_alone_has_losses_over_exposure():
    estimate, drawn = renewal_hazard.levels(one(10, 100), 4000)
    # ten of a hundred at the end of twelve months; half of what a loss had at stake was used up
    assert estimate.rates[0, 0] == pytest.approx(10 / (12 * 95))
    # 1 - exp(-12 r) = 0.1 has r = 0.00878
    assert estimate.rates[0, 0] == pytest.approx(-np.log(0.9) / 12, rel=2e-3)
    exact = gamma.ppf([0.05, 0.95], 10.5) / (12 * 95)
    assert np.quantile(drawn.rates[0], [0.05, 0.95]) == pytest.approx(exact, rel=0.05)


def test_without_a_loss_the_estimate_is_nought_and_the_draws_are_not():
    estimate, drawn = renewal_hazard.levels(one(0, 100), 400)
    assert estimate.rates[0, 0] == 0
    assert (drawn.rates > 0).all()


def two(lost, met):
    frame = pd.DataFrame(
        {"segment": np.repeat(["A", "B"], met), "tenure": 12, "term": 12.0, "log_arr": 0.0,
         "left": np.concatenate([[True] * x + [False] * (m - x)
                                 for x, m in zip(lost, met, strict=True)])}
    )  # fmt: skip
    return counted(frame, ("A", "B"))


def test_a_thin_segment_is_pulled_and_a_thick_one_is_not():
    estimate, _ = renewal_hazard.levels(two((0, 100), (20, 500)), 10)
    thin, thick = estimate.rates[:, 0]
    alone = 100 / (12 * 450)
    assert 0 < thin < alone / 3
    assert thick == pytest.approx(alone, rel=0.02)


def test_segments_that_lose_alike_are_not_told_apart():
    estimate, drawn = renewal_hazard.levels(two((20, 20), (200, 200)), 400)
    assert estimate.rates[0, 0] == pytest.approx(estimate.rates[1, 0])
    more = (drawn.rates[0] > drawn.rates[1]).mean()
    assert 0.4 < more < 0.6


@pytest.mark.slow
def test_nine_in_ten_limits_hold_what_was_planted():
    held = []
    for seed in range(60):
        frame = planted(150, 100 + seed, tenure=0.0, arr=0.0)
        _, drawn = renewal_hazard.levels(counted(monthly(frame), ("A", "B")), 300, seed)
        # levels are those of a term of twelve months, and here every month is an occasion
        month = drawn.rates * (1 / 12) ** drawn.slopes[:, 2]
        low, high = np.quantile(month, [0.05, 0.95], axis=1)
        held += [low[0] <= 0.02 <= high[0], low[1] <= 0.04 <= high[1]]
    assert 0.82 <= np.mean(held) <= 0.98
