"""The way from a baseline to a target, up and down."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.definitions.attainment import attained

NONE = float("nan")


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "share"),
    [
        (12, 5, 7, 5 / 7),  # days to close, falling
        (0, 20, 14, 0.7),  # rising
        (10, 5, 11, 0),  # worse than at the start
        (0, 10, 30, 1.5),  # more than was asked counts half again at most
        (5, 5, 5, NONE),
        (NONE, 5, 4, NONE),
        (5, 3, NONE, NONE),
    ],
)
def test_attainment(baseline: float, target: float, actual: float, share: float) -> None:
    rows = pd.DataFrame(
        {"baseline": [baseline], "target": [target], "actual": [actual]}, dtype=float
    )
    (found,) = attained(rows)
    assert found == pytest.approx(share, nan_ok=True)


def test_the_most_may_be_less() -> None:
    rows = pd.DataFrame({"baseline": [0.0], "target": [10.0], "actual": [30.0]})
    assert np.array_equal(attained(rows, 1.0), [1.0])
