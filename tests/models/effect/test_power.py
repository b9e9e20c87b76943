"""What a test could find, against the textbook and against the test itself."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models.effect import power
from cs_lib.models.effect.losses import losses


def record(share: float, n: int = 1000) -> np.ndarray:
    return np.arange(n) < share * n


def test_power_grows_with_the_effect_and_with_the_accounts() -> None:
    few, many = (power.of_losses(record(0.15), n, n) for n in (100, 400))
    assert few.by_effect["power"].is_monotonic_increasing
    assert many.at(0.5) > few.at(0.5)
    assert many.detectable is not None
    assert few.detectable is None or few.detectable > many.detectable


def test_no_number_of_losses_that_few_accounts_have_can_be_told() -> None:
    assert power.of_losses(record(0.05), 20, 20).detectable is None


def test_a_larger_test_finds_what_the_textbook_says() -> None:
    # rates of 15 % and 7.5 %: 2.8^2 (0.15 + 0.075) / 0.075^2 = 314 a group for 80 % power
    assert power.of_losses(record(0.15), 314, 314).at(0.5) == pytest.approx(0.8, abs=0.05)


@pytest.mark.slow
def test_it_is_the_power_of_the_test_that_judges() -> None:
    random, found = np.random.default_rng(5), 0
    for _ in range(300):
        lost = np.r_[random.random(200) < 0.06, random.random(150) < 0.15]
        frame = pd.DataFrame({"treated": np.arange(350) < 200, "lost": lost, "months": 12.0})
        seen = losses(frame)
        found += seen.found and seen.ratio < 1
    assert power.of_losses(record(0.15), 200, 150).at(0.6) == pytest.approx(found / 300, abs=0.08)


def test_a_difference_of_means_as_in_the_textbook() -> None:
    # 2.8 standard errors: sqrt(2 / 100) with a standard deviation of 1
    changes = np.random.default_rng(1).normal(size=4000)
    assert power.of_means(changes, 100, 100) == pytest.approx(2.8 * np.sqrt(0.02), rel=0.06)


def test_nobody_to_compare_is_refused() -> None:
    with pytest.raises(ValueError, match="both groups"):
        power.of_losses(record(0.1), 10, 0)
