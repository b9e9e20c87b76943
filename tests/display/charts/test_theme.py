"""Colours have one meaning, stand in the sheet under the same names, and can be read."""

import re

import pytest

from cs_lib.display.charts import theme
from cs_lib.exhibits.charts import Waterfall
from tests.display.charts.sheet import DARK, LIGHT, SHEET, contrast, in_sheet

BOTH = pytest.mark.parametrize("sheet", [LIGHT, DARK], ids=["light", "dark"])


def test_the_formula_gives_the_standards_examples():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_the_sheet_has_the_palette_of_the_drawings_and_a_dark_one_of_the_same_names():
    assert {name: LIGHT[in_sheet(name)] for name in theme.PALETTE} == theme.PALETTE
    assert LIGHT.keys() == DARK.keys()


def test_every_colour_of_the_palette_is_there_once():
    assert len(set(theme.PALETTE.values())) == len(theme.PALETTE)


def test_every_colour_that_a_drawing_can_have_is_given_by_the_sheet():
    for name in theme.PALETTE:
        value = "currentColor" if name == "ink" else f"var(--ts-{in_sheet(name)})"
        assert f".f-{name} {{ fill: {value}; }}" in SHEET


@BOTH
@pytest.mark.parametrize("name", theme.TEXT)
def test_words_have_4_5_to_1_against_the_page(sheet, name):
    assert contrast(sheet[in_sheet(name)], sheet["paper"]) >= 4.5


@BOTH
@pytest.mark.parametrize("name", ["axis", *theme.TEXT])
def test_marks_have_3_to_1_against_the_page(sheet, name):
    assert contrast(sheet[in_sheet(name)], sheet["paper"]) >= 3


@BOTH
def test_words_in_cells_have_4_5_to_1(sheet):
    for place in range(1, 6):
        words = sheet["c-on-low" if place < 4 else "c-on-high"]
        assert contrast(words, sheet[f"c-heat-{place}"]) >= 4.5
    assert contrast(sheet["soft"], sheet["c-thin"]) >= 4.5


@BOTH
@pytest.mark.parametrize("name", ["accent", "warn", "good", "soft", "ink"])
@pytest.mark.parametrize("ground", ["paper", "faint", "box"])
def test_words_beside_drawings_have_4_5_to_1_too(sheet, name, ground):
    assert contrast(sheet[name], sheet[ground]) >= 4.5


def test_losses_gains_and_new_business_differ_without_colour():
    patterns = [theme.hatch(kind) for kind in ("down", "up", "new")]
    assert len(set(patterns)) == 3


def test_a_meaning_has_one_colour_in_a_waterfall_and_in_a_bridge():
    assert theme.colour("down") == theme.colour("headwind") == theme.PALETTE["loss"]
    assert theme.colour("up") == theme.colour("tailwind") == theme.PALETTE["gain"]
    assert theme.colour("opening") == theme.colour("closing") == theme.PALETTE["level"]
    assert theme.colour("fx") == theme.PALETTE["fx"]
    assert theme.colour("never heard of") == theme.PALETTE["neutral"]


def test_every_kind_that_a_waterfall_names_has_a_meaning():
    kinds = re.search(r"`kind`: ([\w, \n]+);", Waterfall.__doc__)[1]
    names = {theme.meaning(kind) for kind in re.split(r",\s+", kinds)}
    assert names == {"level", "gain", "loss", "new", "reactivation", "fx", "neutral"}


@pytest.mark.parametrize("rollup", ["headwind", "tailwind"])
def test_layers_of_one_meaning_differ_by_pattern(rollup):
    patterns = [theme.hatch(rollup, layer) for layer in range(5)]
    assert len(set(patterns)) == 5
