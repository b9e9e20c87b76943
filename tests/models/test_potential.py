"""Quantile regression and blending against published rules and planted truths."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib.models import potential


def planted(n: int = 600, seed: int = 1) -> tuple["pd.Series[float]", pd.DataFrame]:
    """ln(ARR) = 5 + 0.8 ln(1 + users) + 1 in Enterprise + normal noise of 0.5."""
    rng = np.random.default_rng(seed)
    names = [f"A{i}" for i in range(n)]
    users, segment = rng.integers(1, 200, n).astype(float), rng.choice(["SMB", "Enterprise"], n)
    log = 5 + 0.8 * np.log1p(users) + (segment == "Enterprise") + rng.normal(0, 0.5, n)
    known = pd.DataFrame({"segment": segment, "users": users}, index=names)
    return pd.Series(np.exp(log), index=names), known


def test_the_upper_quartile_of_accounts_alike_is_found_again() -> None:
    arr, known = planted()
    found = potential.upper_quartile(arr, known)
    assert found is not None
    # the third quartile of a normal lies 0.6745 standard deviations above its mean
    base = 5 + 0.8 * np.log1p(known["users"]) + (known["segment"] == "Enterprise")
    apart = np.log(found.estimates["value"]) - (base + 0.5 * 0.6745)
    assert apart.abs().max() < 0.2
    assert found.covariates == ("segment", "users")
    assert 0.4 < found.explained < 0.8


def test_a_quarter_of_the_accounts_lies_above() -> None:
    arr, known = planted()
    found = potential.upper_quartile(arr, known)
    assert found is not None
    assert (arr > found.estimates["value"]).mean() == pytest.approx(0.25, abs=0.01)


@pytest.mark.slow
def test_ninety_percent_limits_hold_the_true_quartile_about_that_often() -> None:
    inside = []
    for seed in range(60):
        arr, known = planted(200, seed)
        found = potential.upper_quartile(arr, known)
        assert found is not None
        base = 5 + 0.8 * np.log1p(known["users"]) + (known["segment"] == "Enterprise") + 0.33724
        ends = np.log(found.estimates[["low", "high"]])
        inside.append(base.between(ends["low"], ends["high"]).mean())
    assert 0.82 < float(np.mean(inside)) < 0.97


def test_too_few_accounts_are_no_yardstick() -> None:
    arr, known = planted(19)
    assert potential.upper_quartile(arr, known) is None


def test_each_parameter_needs_ten_accounts() -> None:
    arr, known = planted(25)
    found = potential.upper_quartile(arr, known)
    assert found is not None
    # a constant and one more
    assert len(found.covariates) == 1


def test_what_says_the_same_twice_is_taken_once() -> None:
    arr, known = planted(200)
    found = potential.upper_quartile(arr, known.assign(again=known["users"]))
    assert found is not None
    assert found.covariates == ("segment", "users")


def frame(*rows: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["value", "error"], index=[f"A{i}" for i in range(len(rows))])


def test_a_blend_is_the_mean_of_logarithms_by_how_sure_each_is() -> None:
    found = potential.blend([frame((100.0, 0.1)), frame((200.0, 0.2))]).iloc[0]
    # weights 100 and 25: 100 x 2 ^ (25 / 125)
    assert found["value"] == pytest.approx(100 * 2**0.2)
    # chi2 = ln(2)^2 x 100 x 25 / 125 = 9.609, so Birge's ratio is 3.1
    error = np.sqrt(np.log(2) ** 2 * 20) / np.sqrt(125)
    assert found["error"] == pytest.approx(error)


def test_a_method_alone_is_the_blend_and_none_is_none() -> None:
    first = frame((100.0, 0.1), (float("nan"), float("nan")))
    second = frame((float("nan"), float("nan")), (float("nan"), float("nan")))
    found = potential.blend([first, second])
    assert found.iloc[0][["value", "error", "methods"]].tolist() == pytest.approx([100, 0.1, 1])
    assert found.iloc[1][["value", "error"]].isna().all()
    assert found["methods"].tolist() == [1, 0]


@given(st.lists(st.tuples(st.floats(1, 1e6), st.floats(0.05, 1)), min_size=1, max_size=4))
def test_a_blend_lies_between_its_methods(rows: list[tuple[float, float]]) -> None:
    found = potential.blend([frame(row) for row in rows]).iloc[0]
    values = [value for value, _ in rows]
    assert min(values) * 0.999 <= found["value"] <= max(values) * 1.001
    assert found["low"] <= found["value"] <= found["high"]


def test_twenty_accounts_show_how_far_off_a_method_is() -> None:
    told = pd.Series(100.0, index=range(20))
    found = pd.Series([50.0] * 10 + [25.0] * 10, index=range(20))
    seen = potential.against(told, found)
    assert seen is not None
    # the median of ln 2 and ln 4, and 1.4826 x the distance of either to it
    assert seen["factor"] == pytest.approx(np.sqrt(8))
    assert seen["error"] == pytest.approx(1.4826 * np.log(2) / 2)
    assert potential.against(told.iloc[:19], found.iloc[:19]) is None
