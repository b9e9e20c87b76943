"""Two rates of loss: by hand, against published limits, and over companies with a known ratio."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models.effect.losses import losses


def accounts(treated: tuple[int, int], compared: tuple[int, int], **more: str) -> pd.DataFrame:
    """So many accounts and losses on both sides, each watched for a year."""
    rows = [
        (given, number < lost, 12.0)
        for given, (n, lost) in ((True, treated), (False, compared))
        for number in range(n)
    ]
    return pd.DataFrame(rows, columns=["treated", "lost", "months"]).assign(**more)


def test_rates_ratio_and_limits_as_published() -> None:
    # Rothman's textbook case: 41 of 28,010 person-years exposed, 15 of 19,017 not; ratio 1.86,
    # mid-p limits 1.04 and 3.46 (Modern Epidemiology; OpenEpi prints the same)
    frame = pd.DataFrame(
        [(True, n < 41, 28010 * 12 / 1000) for n in range(1000)]
        + [(False, n < 15, 19017 * 12 / 1000) for n in range(1000)],
        columns=["treated", "lost", "months"],
    )
    found = losses(frame)
    assert found.ratio == pytest.approx(1.86, abs=0.005)
    assert found.ratio_low == pytest.approx(1.04, abs=0.01)
    assert found.ratio_high == pytest.approx(3.46, abs=0.03)
    assert found.found


def test_the_difference_is_of_rates_a_year() -> None:
    found = losses(accounts((100, 5), (100, 15)))
    assert (found.treated_rate, found.compared_rate) == (0.05, 0.15)
    assert found.difference.value == pytest.approx(-0.10)
    assert found.difference.low < -0.10 < found.difference.high < 0
    assert found.ratio == pytest.approx(1 / 3)


def test_strata_keep_apart_who_leaves_more_often_anyway() -> None:
    # within each segment the play does nothing; it was given to the segment that leaves less
    frame = pd.concat(
        [
            accounts((90, 9), (10, 1), segment="large"),
            accounts((10, 5), (90, 45), segment="small"),
        ]
    )
    assert losses(frame).ratio == pytest.approx(14 / 46)
    found = losses(frame, ["segment"])
    assert found.ratio == pytest.approx(1.0)
    assert found.difference.value == pytest.approx(0.0)
    assert not found.found


def test_nobody_left_says_nothing() -> None:
    found = losses(accounts((10, 0), (10, 0)))
    assert (found.ratio_low, found.ratio_high, found.chance) == (0.0, float("inf"), 1.0)
    assert found.difference.value == 0.0
    assert not found.found


def test_no_loss_among_the_treated_has_an_upper_limit() -> None:
    found = losses(accounts((50, 0), (50, 8)))
    assert (found.ratio, found.ratio_low) == (0.0, 0.0)
    assert 0 < found.ratio_high < 1


def test_an_empty_group_is_refused() -> None:
    with pytest.raises(ValueError, match="compare"):
        losses(accounts((5, 1), (0, 0)))


@pytest.mark.slow
@pytest.mark.parametrize(("ratio", "seed"), [(0.45, 1), (1.0, 2)])
def test_limits_hold_the_planted_ratio_as_often_as_they_say(ratio: float, seed: int) -> None:
    random, held, apart = np.random.default_rng(seed), 0, 0
    for _ in range(400):
        parts = []
        for rate, name in ((0.05, "large"), (0.12, "middle"), (0.25, "small")):
            frame = accounts((45, 0), (30, 0), segment=name)
            hazard = rate * np.where(frame["treated"], ratio, 1.0)
            left = random.exponential(12 / hazard)
            parts.append(frame.assign(lost=left < 15, months=np.minimum(left, 15.0)))
        found = losses(pd.concat(parts), ["segment"])
        held += found.ratio_low <= ratio <= found.ratio_high
        truth = np.mean([0.05, 0.12, 0.25]) * (ratio - 1)
        apart += found.difference.low <= truth <= found.difference.high
    assert held / 400 >= 0.93
    assert apart / 400 >= 0.93
