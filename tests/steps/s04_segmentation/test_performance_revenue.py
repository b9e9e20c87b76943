"""Rank correlation of outcomes with revenue, on orders that are known."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import performance_revenue as views

N = 40
NOBODY: Any = SimpleNamespace(year=None)
ACCOUNTS = pd.DataFrame(
    {"account": [f"A{n}" for n in range(N)], "segment": ["S"] * 20 + ["T"] * 20,
     "arr": [*range(1, 21), *range(1001, 1021)], "penetration": 0.5},
)  # fmt: skip
REACHED = pd.DataFrame(
    {"account": ACCOUNTS["account"], "outcomes": [*np.arange(51, 71), *np.arange(1, 21)]}
)


def test_within_a_segment_size_does_not_hide_the_order() -> None:
    found = views.correlations(ACCOUNTS, REACHED, NOBODY).set_index("revenue_measure")
    # in each segment outcomes rise with ARR; the large accounts reach less than all small ones
    assert found.loc["arr_in_segment", "correlation"] == pytest.approx(1.0)
    # ranks 1 to 20 against 21 to 40 and the other way round: 1 - 6 x 40 x 400 / (40 x 1,599)
    assert found.loc["arr", "correlation"] == pytest.approx(1 - 6 * 40 * 400 / (40 * 1599))
    # all sold alike: no order at all
    assert "penetration" not in found.index
    assert isinstance(views.performance_revenue.make(found.reset_index()).title, views.Follows)


def test_limits_are_those_of_bonett_and_wright() -> None:
    # z = atanh(0.5) = 0.5493, error = root (1.125 / 97) = 0.1077, so tanh(0.5493 -+ 0.1771)
    low, high = views.limits(0.5, 100)
    assert (low, high) == (pytest.approx(0.3560, abs=2e-4), pytest.approx(0.6209, abs=2e-4))


def test_a_clear_and_small_correlation_is_called_weak() -> None:
    row = {"revenue_measure": "arr_in_segment", "correlation": 0.2, "correlation_low": 0.1,
           "correlation_high": 0.3, "accounts_compared": 200}  # fmt: skip
    kind = type(views.performance_revenue.make(pd.DataFrame([row])).title)
    assert kind is views.Weakly
    unclear = pd.DataFrame([row | {"correlation_low": -0.1}])
    assert isinstance(views.performance_revenue.make(unclear).title, views.Unclear)
    against = pd.DataFrame([row | {"correlation_low": -0.5, "correlation_high": -0.1}])
    assert isinstance(views.performance_revenue.make(against).title, views.Against)


def test_fewer_than_thirty_accounts_say_nothing() -> None:
    assert views.correlations(ACCOUNTS, REACHED.head(29), NOBODY).empty
