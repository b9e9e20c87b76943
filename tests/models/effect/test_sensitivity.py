"""How strong an unseen cause would have to be, as published."""

import numpy as np
import pytest

from cs_lib.models.effect import sensitivity


def test_e_values_as_published() -> None:
    # VanderWeele and Ding (2017): 3.9 (1.8 to 8.7) gives 7.26, and 3.0 for the limit
    assert sensitivity.e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert sensitivity.e_value_of_limit(1.8, 8.7) == pytest.approx(3.0, abs=0.005)


def test_a_ratio_below_one_is_turned_over() -> None:
    assert sensitivity.e_value(0.5) == pytest.approx(sensitivity.e_value(2.0))
    assert sensitivity.e_value_of_limit(0.2, 0.5) == pytest.approx(2 + np.sqrt(2))


def test_limits_around_one_need_no_unseen_cause() -> None:
    assert sensitivity.e_value_of_limit(0.8, 1.3) == 1.0
    assert sensitivity.e_value(0.0) == float("inf")


def test_what_is_no_ratio_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        sensitivity.e_value(float("nan"))


def test_robustness_as_published() -> None:
    # Cinelli and Hazlett (2020), Darfur: 0.097 with 0.023 and 783 degrees of freedom gives 13.9 %
    assert sensitivity.robustness(0.097, 0.0233, 783) == pytest.approx(0.139, abs=0.001)


def test_chance_counts_itself() -> None:
    assert sensitivity.placebo_chance(np.array([0.1, -0.5, 0.2]), 0.3) == 0.5
