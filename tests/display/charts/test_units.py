"""How values read beside their marks and on an axis follows from the column's kind."""

import pandas as pd
import pytest

from cs_lib.display.charts.units import Unit
from cs_lib.exhibits import charts
from tests.display.charts.told import LABEL, column, told


def unit(kind: str, language: str = "en") -> Unit:
    return Unit(kind, "Name", "EUR", language)


@pytest.mark.parametrize(
    ("kind", "value", "text", "line"),
    [
        ("money", 12.34e6, "12.3m", "Name, EUR"),
        ("money_short", 840_000, "840k", "Name, EUR"),
        ("cents", 1.178, "1.18", "Name, EUR"),
        ("percent", 1.0593, "105.9%", "Name, %"),
        ("points", 0.041, "+4.1 pts", "Name"),
        ("integer", 12, "12", "Name"),
        ("tenths", 12.84, "12.8", "Name"),
        ("number", 2.428, "2.43", "Name"),
        ("ratio", 2.428, "2.43x", "Name"),
        ("money", None, "–", "Name, EUR"),
    ],
)
def test_a_kind_gives_its_values_their_form(kind, value, text, line):
    assert unit(kind).text(value) == text
    assert unit(kind).line == line


@pytest.mark.parametrize(
    ("kind", "values", "ticks"),
    [
        ("money", [0, 10e6, 20e6], ["0", "10m", "20m"]),
        ("money", [0, 2.5e6, 5e6], ["0", "2.5m", "5m"]),
        ("money", [-250e3, 0, 1e6], ["−250k", "0", "1m"]),
        ("percent", [0.9, 0.95, 1.0], ["90%", "95%", "100%"]),
        ("percent", [0.9, 0.925], ["90.0%", "92.5%"]),
        ("cents", [0, 0.5, 1], ["0.0", "0.5", "1.0"]),
        ("cents", [0, 1, 2], ["0", "1", "2"]),
        ("integer", [0, 10], ["0", "10"]),
        ("ratio", [1, 1.5], ["1.0x", "1.5x"]),
    ],
)
def test_an_axis_has_as_many_decimals_as_it_needs_and_all_alike(kind, values, ticks):
    assert unit(kind).ticks(values) == ticks


def test_movements_carry_their_sign():
    assert unit("money").text(50_000, signed=True) == "+50k"
    assert unit("percent").text(0.012, signed=True) == "+1.2%"


def test_a_language_has_its_own_marks():
    assert unit("money", "de").ticks([0, 20e6]) == ["0", "20 Mio."]
    assert unit("percent", "de").text(0.905) == "90,5 %"


def test_rows_in_their_own_unit_must_agree_on_one():
    view = charts.Bars(LABEL, column("by_unit", "value"))
    frame = pd.DataFrame({"label": ["a", "b"], "value": [0.5, 0.7], "unit": ["rate", "rate"]})
    assert Unit.of(told(view, frame), view.amount).text(0.5) == "50.0%"
    mixed = frame.assign(unit=["rate", "money"])
    with pytest.raises(ValueError, match=r"one axis cannot count \['rate', 'money'\]"):
        Unit.of(told(view, mixed), view.amount)
