"""A fact is known or it is not a fact."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from cs_lib.texts import Count, Day, Money, Name, Points, Quantity, Share, Times

NUMBERS = (Share, Points, Times, Quantity)


@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf, True])
def test_an_unknown_number_is_refused(kind, value):
    with pytest.raises(ValueError, match=kind.__name__):
        kind(value)


def test_money_needs_an_amount():
    with pytest.raises(ValueError, match="Money"):
        Money(math.nan, "EUR")


@pytest.mark.parametrize("value", [1.5, None, math.nan, True])
def test_a_count_is_whole(value):
    with pytest.raises(ValueError, match="Count"):
        Count(value)


@pytest.mark.parametrize("value", [None, pd.NaT])
def test_a_day_is_a_day(value):
    with pytest.raises(ValueError, match="Day"):
        Day(value)


@pytest.mark.parametrize("value", [None, 3, math.nan])
def test_a_name_is_text(value):
    with pytest.raises(ValueError, match="Name"):
        Name(value)


def test_numbers_of_numpy_and_pandas_become_plain():
    assert type(Money(np.float64(2.5), "EUR").value) is float
    assert type(Count(np.int64(3)).value) is int
    assert Day(pd.Timestamp("2026-09-30 17:00")).value == dt.date(2026, 9, 30)
