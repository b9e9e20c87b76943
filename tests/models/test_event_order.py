"""The order of two events: four accounts by hand, and companies whose truth is known.

What is claimed and how often is measured over more of them by `benchmarks/bench_order.py`.
"""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models import event_order
from cs_lib.models.event_order import FIRST, NOT_SHOWN, UNTOLD, order, rate_ratio
from tests.models import worlds

NONE = float("nan")
FOUR = pd.DataFrame(
    [(1, 3, 5), (NONE, 2, 5), (1, NONE, 5), (NONE, NONE, 5)], columns=["first", "second", "until"]
).assign(stratum="S")


def test_the_ratio_is_that_of_the_partial_likelihood() -> None:
    # day 2: two of four had the first event, it came to one of the others: 1 / (2 + 2r);
    # day 3: two of three had it, it came to one of these: r / (1 + 2r); greatest at r = root 1/2
    found = rate_ratio(FOUR, "first", "second")
    assert found.value == pytest.approx(0.5**0.5)
    assert (found.before, found.after) == (1, 1)
    assert found.low < found.value < found.high


def test_too_few_cases_tell_nothing() -> None:
    assert order(FOUR).verdict == UNTOLD


def test_events_of_the_same_day_tell_no_order() -> None:
    same = pd.DataFrame({"first": [1.0] * 30, "second": [1.0] * 30, "until": 5.0, "stratum": "S"})
    found = order(same)
    assert (found.verdict, found.together) == (UNTOLD, 30)
    assert (found.ratio.before, found.ratio.after) == (0, 0)


def test_nobody_without_the_first_event_has_no_upper_limit() -> None:
    rng = np.random.default_rng(3)
    first = np.where(rng.random(80) < 0.5, rng.uniform(1, 10, 80), NONE)
    times = pd.DataFrame({"first": first, "second": first + 4, "until": 20.0, "stratum": "S"})
    found = order(times)
    assert found.verdict == FIRST
    assert np.isinf(found.ratio.value)
    assert np.isinf(found.ratio.high)
    assert found.ratio.low > event_order.UNMEASURED
    assert found.reverse is None


def test_strata_are_compared_within_themselves() -> None:
    # the fast ones adopt and perform early, the slow ones neither: no order within either
    rng, n = np.random.default_rng(5), 400
    slow = np.repeat([1.0, 6.0], n // 2)
    times = worlds.seen(rng.exponential(4 * slow), rng.exponential(4 * slow), np.full(n, 30.0))
    apart = times.assign(stratum=np.where(slow > 1, "slow", "fast"))
    together = rate_ratio(times, "first", "second")
    assert together.low > 1
    within = rate_ratio(apart, "first", "second")
    assert within.low < 1 < within.high


@pytest.mark.slow
@pytest.mark.parametrize("world", ["independent", "slower", "ageing"])
def test_an_order_is_seldom_claimed_where_there_is_none(world: str) -> None:
    found = [order(worlds.company(world, 150, seed)) for seed in range(150)]
    assert np.mean([each.verdict == FIRST for each in found]) <= 0.05
    held = np.mean([each.ratio.low <= 1 <= each.ratio.high for each in found])
    assert 0.84 <= held <= 0.96


@pytest.mark.slow
def test_ability_that_hastens_both_is_seldom_taken_for_an_order() -> None:
    found = [order(worlds.company("ability", 150, seed)) for seed in range(150)]
    assert np.mean([each.verdict == FIRST for each in found]) <= 0.12
    # and yet the plain ratio would claim one nearly always
    assert np.mean([each.ratio.low > 1 for each in found]) > 0.9


@pytest.mark.slow
def test_a_planted_order_is_found() -> None:
    verdicts = [order(worlds.company("order", 60, seed)).verdict for seed in range(60)]
    assert np.mean([each == FIRST for each in verdicts]) > 0.9
    assert NOT_SHOWN != FIRST
