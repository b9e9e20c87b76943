"""A rate ratio with a prior, against closed forms and planted truth."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models.rate_ratio import LogRatio, log_ratio

FLAT = (0.0, 100.0)


def asked(
    inside: list[float], outside: list[float], prior: tuple[float, float] = FLAT
) -> LogRatio | None:
    share = pd.Series([*inside, *outside])
    group = pd.Series([True] * len(inside) + [False] * len(outside))
    rows = pd.DataFrame({"size": np.zeros(len(share))})
    strata = pd.Series("S", index=share.index)
    return log_ratio(share, group, strata, rows, pd.Series(range(len(share))), prior)


def test_without_a_prior_it_is_the_ratio_of_the_means() -> None:
    found = asked([1.0] * 10 + [0.0] * 90, [1.0] * 60 + [0.0] * 240)
    assert found is not None
    assert found.mean == pytest.approx(np.log(0.5), abs=1e-4)
    # Poisson: 1 / 10 + 1 / 60, times the scatter of binary shares, which is 1 - p
    scatter = (10 * 0.9 + 60 * 0.8) / 70
    assert found.deviation == pytest.approx(np.sqrt((1 / 10 + 1 / 60) * scatter), rel=0.02)
    assert (found.inside, found.clusters) == (0.25, 100)


def test_a_sharp_prior_holds_and_an_empty_side_gives_a_wide_answer() -> None:
    sharp = asked([1.0] * 10 + [0.0] * 90, [1.0] * 60 + [0.0] * 240, (0.0, 0.01))
    assert sharp is not None
    assert sharp.mean == pytest.approx(0, abs=0.01)
    none = asked([0.0] * 20, [1.0] * 2 + [0.0] * 58, (-0.5, 0.5))
    assert none is not None
    assert -1.0 < none.mean < -0.5
    assert 0.35 < none.deviation <= 0.5


def test_one_side_alone_tells_nothing() -> None:
    assert asked([1.0, 0.0], []) is None
    assert asked([], [1.0, 0.0]) is None


def test_what_differs_between_strata_and_by_measure_is_taken_out() -> None:
    random = np.random.default_rng(3)
    n = 40_000
    strata = random.integers(0, 2, n)
    size = random.normal(size=n)
    # the group is larger where losses are rarer, for both reasons; its own effect is 0.7
    group = random.random(n) < 1 / (1 + np.exp(-(size + 2 * strata - 2)))
    rate = 0.1 * np.exp(-0.4 * size - 0.7 * strata + np.log(0.7) * group)
    share = pd.Series((random.random(n) < rate).astype(float))
    found = log_ratio(
        share, pd.Series(group), pd.Series(strata.astype(str)), pd.DataFrame({"size": size}),
        pd.Series(range(n)), FLAT,
    )  # fmt: skip
    assert found is not None
    assert found.mean == pytest.approx(np.log(0.7), abs=2.5 * found.deviation)


def test_quarters_of_one_account_are_no_new_accounts() -> None:
    share = pd.Series([1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0] * 20)
    group = [True, True, False, False, False, False, False, False] * 20
    rows = pd.DataFrame({"size": np.zeros(160)})
    strata = pd.Series("S", index=share.index)
    apart, together = (
        log_ratio(share, pd.Series(group), strata, rows, clusters, FLAT)
        for clusters in (pd.Series(range(160)), pd.Series(np.repeat(range(20), 8)))
    )
    assert apart is not None
    assert together is not None
    assert together.mean == pytest.approx(apart.mean, abs=1e-3)
    assert together.clusters == 20


def test_limits_hold_the_planted_ratio_as_often_as_they_say() -> None:
    random = np.random.default_rng(11)
    held = 0
    for _ in range(200):
        truth = random.normal(-0.5, 0.5)
        group = random.random(600) < 0.25
        rate = np.minimum(0.08 * np.exp(truth * group), 1)
        share = pd.Series((random.random(600) < rate).astype(float))
        found = log_ratio(
            share, pd.Series(group), pd.Series("S", index=share.index),
            pd.DataFrame({"size": random.normal(size=600)}), pd.Series(range(600)), (-0.5, 0.5),
        )  # fmt: skip
        assert found is not None
        low, high = found.limits()
        held += low <= np.exp(truth) <= high
    assert 0.85 <= held / 200 <= 0.95
