"""Losses of few customers against those to be expected, by hand."""

from math import comb

import pandas as pd
import pytest

from cs_lib.models import loss_profile

pytestmark = pytest.mark.slow


def lives(*groups: tuple[int, int, float, float]) -> pd.DataFrame:
    """Groups of customers: how many, how many of them left, entry and duration."""
    rows = [
        (entry, duration, place < lost)
        for count, lost, entry, duration in groups
        for place in range(count)
    ]
    frame = pd.DataFrame(rows, columns=["entry", "duration", "ended"])
    return frame.assign(customer=[f"C{n}" for n in range(len(frame))])


def traits(**sizes: int) -> pd.DataFrame:
    return pd.DataFrame({"kind": [name for name, n in sizes.items() for _ in range(n)]})


def lifts(watched: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    return loss_profile.lifts(watched, known, loss_profile.ratios(watched, known, 10))


EVEN = lives((20, 10, 0, 10), (20, 2, 0, 10))
"""Two kinds of twenty, of one tenure: ten and two leave; six of each were to be expected."""


def test_lift_is_losses_over_those_to_be_expected() -> None:
    found = lifts(EVEN, traits(a=20, b=20)).set_index("value")
    assert found["lift"].to_dict() == pytest.approx({"a": 10 / 6, "b": 2 / 6})
    assert found.loc["a", ["customers", "losses", "losses_expected"]].tolist() == (
        pytest.approx([20, 10, 6.0])
    )


def test_limits_are_those_of_ten_in_twelve() -> None:
    found = lifts(EVEN, traits(a=20, b=20)).set_index("value")
    low, high = found.loc["a", "lift_low"] / 2, found.loc["a", "lift_high"] / 2
    at_least_ten = sum(comb(12, k) * low**k * (1 - low) ** (12 - k) for k in (10, 11, 12))
    at_most_ten = 1 - sum(comb(12, k) * high**k * (1 - high) ** (12 - k) for k in (11, 12))
    assert (at_least_ten, at_most_ten) == (pytest.approx(0.05), pytest.approx(0.05))


def test_chance_counts_every_value_tested() -> None:
    # ten or more, or two or fewer, heads of twelve: 158 / 4,096; two values are tested (Holm)
    found = lifts(EVEN, traits(a=20, b=20))
    assert found["chance"].tolist() == pytest.approx([2 * 158 / 4096] * 2)


def test_the_ridge_draws_ratios_towards_one() -> None:
    # 10 - 6 (1 + tanh x) = x / 0.35^2 at x = 0.2856
    found = loss_profile.ratios(EVEN, traits(a=20, b=20), 10)
    assert found["kind", "a"] == pytest.approx(1.3306, abs=0.001)
    assert found["kind", "a"] * found["kind", "b"] == pytest.approx(1.0, abs=1e-4)


def test_new_customers_are_not_blamed_for_being_new() -> None:
    # half of those in their first month leave it, and two of forty the tenth: as was to be expected
    moved = lives((40, 20, 0, 1), (40, 2, 1, 10))
    found = lifts(moved, traits(new=40, old=40))
    assert found["lift"].tolist() == pytest.approx([1.0, 1.0], abs=0.06)


def test_a_value_of_few_customers_is_not_tested() -> None:
    assert lifts(EVEN, traits(a=20, b=11, c=9))["value"].tolist() == ["a", "b"]


def test_a_trait_that_all_share_tells_nothing() -> None:
    assert lifts(EVEN, traits(a=40)).empty


def test_who_is_not_known_scores_one() -> None:
    found = loss_profile.scores(pd.DataFrame({"kind": [None, "a"]}), {("kind", "a"): 1.5})
    assert found.tolist() == pytest.approx([1.0, 1.5])
