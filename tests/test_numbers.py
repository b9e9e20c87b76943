"""Every figure in print goes through these: values worked by hand."""

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib import numbers


@pytest.mark.parametrize("nothing", [None, math.nan, pd.NA, pd.NaT, math.inf, -math.inf])
@pytest.mark.parametrize("style", sorted(numbers.FORMATS))
def test_what_is_missing_prints_as_a_dash_in_every_format(nothing, style):
    assert numbers.formatted(nothing, style, "EUR") == "–"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0, "0"),
        (-0.4, "0"),
        (0.5, "1"),
        (1.5, "2"),
        (2.5, "3"),
        (-2.5, "−3"),
        (1234567.4, "1,234,567"),
        (-1234567.5, "−1,234,568"),
        (np.float64(1e12), "1,000,000,000,000"),
        (np.int64(-7), "−7"),
        (Decimal("999.5"), "1,000"),
    ],
)
def test_money_rounds_half_away_from_zero_and_never_prints_a_signed_zero(value, printed):
    assert numbers.money(value) == printed


def test_money_carries_its_currency_sign_and_cents_when_asked():
    assert numbers.money(-1234.5, "EUR", decimals=2) == "EUR −1,234.50"
    assert numbers.money(12, signed=True) == "+12"
    assert numbers.money(0, signed=True) == "0"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0, "0"),
        (999.4, "999"),
        (999.5, "1.0k"),
        (12_345, "12.3k"),
        (99_949, "99.9k"),
        (99_950, "100k"),
        (840_300, "840k"),
        (999_499, "999k"),
        (999_500, "1.0m"),
        (-12_340_000, "−12.3m"),
        (999_949_999, "999.9m"),
        (999_950_000, "1.0bn"),
    ],
)
def test_short_money_moves_to_the_next_unit_where_rounding_reaches_it(value, printed):
    assert numbers.money_short(value) == printed


@given(st.floats(min_value=-1e14, max_value=1e14))
def test_short_money_is_within_half_of_its_last_digit(value):
    printed = numbers.money_short(value).replace("−", "-")
    digits = printed.rstrip("kmbn")
    unit = {"": 1, "k": 1e3, "m": 1e6, "bn": 1e9}[printed[len(digits) :]]
    last = unit / (10 if "." in digits else 1)
    assert abs(float(digits.replace(",", "")) * unit - value) <= last * 0.5000001 + 1e-6


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (numbers.percent(0.923), "92.3%"),
        (numbers.percent(0.9235), "92.4%"),
        (numbers.percent(-0.05, 0), "−5%"),
        (numbers.percent(1.034, signed=True), "+103.4%"),
        (numbers.points(0.012), "+1.2 pts"),
        (numbers.points(-0.0004), "0.0 pts"),
        (numbers.ratio(2.4286), "2.43x"),
        (numbers.integer(12345), "12,345"),
        (numbers.number(1234.5), "1,234.50"),
        (numbers.count(1, "account"), "1 account"),
        (numbers.count(0, "account"), "no accounts"),
        (numbers.count(1200, "entry", "entries"), "1,200 entries"),
        (numbers.count(3), "3"),
        (numbers.date(dt.date(2026, 9, 30)), "30 Sep 2026"),
        (numbers.date("2026-03-01"), "1 Mar 2026"),
        (numbers.month(pd.Timestamp("2026-12-31")), "Dec 2026"),
        (numbers.join(["a", "b", "c"]), "a, b and c"),
        (numbers.join(["a", "b"], "or"), "a or b"),
        (numbers.join([]), ""),
        (numbers.text("  "), "–"),
    ],
)
def test_each_format_prints_as_worked_by_hand(printed, expected):
    assert printed == expected


def test_only_money_formats_carry_the_currency():
    assert numbers.formatted(0.5, "percent", "EUR") == "50.0%"
    assert numbers.formatted(1500, "money_short", "EUR") == "EUR 1.5k"


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(ValueError, match="unknown format 'cash'; known: money"):
        numbers.formatted(1, "cash")
