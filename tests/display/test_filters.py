"""Choices above a long table: which rows carry which mark, and the style that obeys them."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from cs_lib.display.exhibits import exhibit_html
from cs_lib.exhibits import Exhibit, Part, Table, c

FRAME = pd.DataFrame(
    {"account": ["A", "B", "C"], "owner": ["P2", "<P1>", None], "arr": [1.0, 2.0, 3.0]}
)
PLAIN = Exhibit("value_path", "account_list", Part.A5, Table(c.account, c.owner, c.arr), "EUR",
                FRAME, None, (), ())  # fmt: skip
CHOSEN = replace(PLAIN, view=Table(c.account, c.owner, c.arr, filters=("owner",)))


def test_a_table_without_choices_has_none() -> None:
    page = exhibit_html(PLAIN)
    assert "ts-filters" not in page
    assert "data-f" not in page


def test_each_row_is_marked_with_the_place_of_its_value() -> None:
    page = exhibit_html(CHOSEN)
    options = re.findall(r'<option value="(\d*)">([^<]*)</option>', page)
    # names of a client are text, and what is missing can be chosen, too
    assert options == [("", "All"), ("0", "&lt;P1&gt;"), ("1", "P2"), ("2", "–")]
    marks = re.findall(r'<tr id="[^"]*" data-f0="(\d)"', page)
    assert marks == ["1", "0", "2"]


def test_the_style_hides_what_was_not_chosen_and_only_on_screen() -> None:
    (style,) = re.findall(r"<style>(@media screen.*?)</style>", exhibit_html(CHOSEN))
    name = "value-path-account-list-filter-0"
    assert f'#{name} option[value="1"]:checked) tr[data-f0]:not([data-f0="1"])' in style
    assert style.count("display:none") == 3
    assert "<script" not in exhibit_html(CHOSEN)


def test_a_table_is_filtered_by_its_own_columns() -> None:
    with pytest.raises(ValueError, match="owner"):
        Table(c.account, filters=("owner",))
