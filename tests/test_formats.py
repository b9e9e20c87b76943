"""Every figure in print goes through these: values worked by hand."""

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib import formats


@pytest.mark.parametrize("nothing", [None, math.nan, pd.NA, pd.NaT, math.inf, -math.inf])
@pytest.mark.parametrize("style", sorted(formats.FORMATS))
def test_what_is_missing_prints_as_a_dash_in_every_format(nothing, style):
    assert formats.formatted(nothing, style, "EUR") == "–"


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
    assert formats.money(value) == printed


def test_money_carries_its_currency_sign_and_cents_when_asked():
    assert formats.money(-1234.5, "EUR", decimals=2) == "EUR −1,234.50"
    assert formats.money(12, signed=True) == "+12"
    assert formats.money(0, signed=True) == "0"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0, "0"),
        (999.4, "999"),
        (999.5, "1,000"),
        (9_999.4, "9,999"),
        (9_999.5, "10k"),
        (12_345, "12k"),
        (99_499, "99k"),
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
    assert formats.money_short(value) == printed


@given(st.floats(min_value=-1e14, max_value=1e14))
def test_short_money_is_within_half_of_its_last_digit(value):
    printed = formats.money_short(value).replace("−", "-")
    digits = printed.rstrip("kmbn")
    unit = {"": 1, "k": 1e3, "m": 1e6, "bn": 1e9}[printed[len(digits) :]]
    last = unit / (10 if "." in digits else 1)
    assert abs(float(digits.replace(",", "")) * unit - value) <= last * 0.5000001 + 1e-6


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (formats.percent(0.923), "92.3%"),
        (formats.percent(0.9235), "92.4%"),
        (formats.percent(-0.05, 0), "−5%"),
        (formats.percent(1.034, signed=True), "+103.4%"),
        (formats.points(0.012), "+1.2 pts"),
        (formats.points(-0.0004), "0.0 pts"),
        (formats.ratio(2.4286), "2.43x"),
        (formats.integer(12345), "12,345"),
        (formats.number(1234.5), "1,234.50"),
        (formats.count(1, "account"), "1 account"),
        (formats.count(0, "account"), "no accounts"),
        (formats.count(1200, "entry", "entries"), "1,200 entries"),
        (formats.count(3), "3"),
        (formats.date(dt.date(2026, 9, 30)), "30 Sep 2026"),
        (formats.date("2026-03-01"), "1 Mar 2026"),
        (formats.month(pd.Timestamp("2026-12-31")), "Dec 2026"),
        (formats.join(["a", "b", "c"]), "a, b and c"),
        (formats.join(["a", "b"], "or"), "a or b"),
        (formats.join([]), ""),
        (formats.text("  "), "–"),
    ],
)
def test_each_format_prints_as_worked_by_hand(printed, expected):
    assert printed == expected


def test_only_money_formats_carry_the_currency():
    assert formats.formatted(0.5, "percent", "EUR") == "50.0%"
    assert formats.formatted(1500, "money_short", "EUR") == "EUR 1,500"


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(ValueError, match="unknown format 'cash'; known: money"):
        formats.formatted(1, "cash")
