"""What ARR is worth, and how much is gained: the worked example of M67 (golden G5), and more.

90 % kept, 10 % discount, five years: A = 1 + 9/11 + ... + (9/11)^4 = 561011 / 161051. 1,000,000
addressable x 4 % x 50 % = 20,000 gained; x 0.8 x A = 55,734.99.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib.models import lifetime
from cs_lib.steps.s08_ltv_opportunity import worth

A = 561011 / 161051
NONE = np.array([np.nan])


def one(value: float) -> np.ndarray:
    return np.array([value])


def test_the_worked_example() -> None:
    (annuity,) = worth.annuity(one(0.9), 5, 0.1)
    (gained,) = worth.gained(one(1e6), one(0.04), one(0.5), NONE)
    assert annuity == pytest.approx(A)
    assert gained == pytest.approx(20_000)
    assert gained * 0.8 * annuity == pytest.approx(55_734.99, abs=0.005)


def test_no_more_is_gained_than_there_is_room_for() -> None:
    assert worth.gained(one(1e6), one(0.04), one(0.5), one(12_000.0)) == 12_000


@given(st.floats(0, 1), st.integers(1, 10), st.floats(0, 0.99))
def test_the_annuity_is_that_of_the_models(kept: float, years: int, rate: float) -> None:
    (found,) = worth.annuity(one(kept), years, rate)
    assert found == pytest.approx(lifetime.annuity(kept, years, rate))
