"""Expansion as observed: carried forward only where it can be told from none."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.engagement import Policies
from cs_lib.steps.s03_valuation.growth import Growth, growth


def books(factors, statuses=None, segment="S"):
    """Books whose customers had 100 each a year ago and have `factors` times as much now."""
    accounts = pd.DataFrame(
        {
            "account": [f"C{n}" for n in range(len(factors))],
            "segment": segment,
            "v0": 100.0,
            "v1": [100.0 * factor for factor in factors],
            "status": statuses or "stayed",
        }
    )
    return SimpleNamespace(
        as_of=dt.date(2025, 12, 31),
        before=lambda day, months: dt.date(2024, 12, 31),
        compare=lambda *_: SimpleNamespace(pair=SimpleNamespace(accounts=accounts)),
        engagement=SimpleNamespace(policies=Policies()),
    )


def test_growth_that_all_share_is_carried_forward_month_by_month():
    found = growth(books([1.1] * 20))
    assert found.year == pytest.approx(0.1)
    assert (1 + found.month) ** 12 == pytest.approx(1.1)


def test_growth_that_cannot_be_told_from_none_is_none():
    found = growth(books([1.5] * 10 + [0.52] * 10))
    assert found.year == pytest.approx(0.01)
    assert found.low < 0 < found.high
    assert found.month == 0


def test_shrinking_is_carried_forward_as_well():
    assert growth(books([0.9] * 20)).month == pytest.approx(0.9 ** (1 / 12) - 1)


def test_those_who_left_are_in_survival_and_not_in_growth():
    statuses = ["stayed"] * 15 + ["churned"] * 5
    assert growth(books([1.2] * 15 + [0.0] * 5, statuses)).year == pytest.approx(0.2)


def test_few_who_stayed_show_no_growth():
    assert growth(books([1.2] * 9)) == Growth(0.0)


def test_without_a_year_there_is_none():
    young = books([1.2] * 20)
    young.compare = lambda *_: None
    assert growth(young) == Growth(0.0)


def test_a_segment_has_its_own():
    assert growth(books([1.1] * 20), "T") == Growth(0.0)
    assert growth(books([1.1] * 20), "S").year == pytest.approx(0.1)
