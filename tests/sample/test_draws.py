"""The random numbers: the same everywhere, independent streams, the distributions asked for."""

from statistics import mean, median, stdev

import numpy as np
import pytest

from cs_lib.sample.draws import Draws


def test_numbers_are_pcg64_s_own_uniforms():
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence((7, 1, 3))))
    draws = Draws(7, 1, 3)
    # More than a block, so that the seam between blocks is crossed.
    assert [draws.uniform() for _ in range(1100)] == generator.random(1100).tolist()


def test_streams_do_not_depend_on_each_other():
    alone = [Draws(7, 2).uniform()]
    other = Draws(7, 1)
    other.uniform()
    assert [Draws(7, 2).uniform()] == alone
    assert other.uniform() != alone[0]


def test_whole_numbers_reach_both_ends():
    draws = Draws(1)
    assert {draws.integer(2, 4) for _ in range(200)} == {2, 3, 4}


def test_weights_are_kept():
    draws = Draws(2)
    found = [draws.pick("ab", (3, 1)) for _ in range(4000)]
    assert found.count("a") / 4000 == pytest.approx(0.75, abs=0.03)
    assert draws.pick("ab", (0, 1)) == "b"


def test_normal_and_lognormal():
    draws = Draws(3)
    normal = [draws.normal() for _ in range(4000)]
    assert mean(normal) == pytest.approx(0, abs=0.06)
    assert stdev(normal) == pytest.approx(1, abs=0.05)
    assert median(draws.lognormal(50, 0.6) for _ in range(4000)) == pytest.approx(50, rel=0.06)
