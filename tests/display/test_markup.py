"""The sheet that travels with every object, and runs as HTML."""

import re

import pytest

from cs_lib.display.markup import STYLE, runs
from cs_lib.texts import Cell, Run


def test_the_sheet_loads_nothing_and_carries_no_comments():
    assert not re.search(r"@import|url\(|/\*|</style>.", STYLE)
    assert STYLE.count("{") == STYLE.count("}")


def test_the_dark_palette_is_for_screens_and_leaves_jupyterlabs_own_theme_alone():
    assert STYLE.count("prefers-color-scheme") == 1
    assert "@media screen and (prefers-color-scheme: dark) { :root:not(:has([data-jp-theme" in STYLE


@pytest.mark.parametrize(
    ("run", "html"),
    [
        (Run("a < b & c"), "a &lt; b &amp; c"),
        (Run("x", bold=True), "<strong>x</strong>"),
        (Run("**x**"), "**x**"),
        (Run("EUR 1.2m"), "EUR\u00a01.2m"),
        (Run("EUR −5"), "EUR\u00a0−5"),
        (Run("ARR grew"), "ARR grew"),
        (Run("ABC holds"), "ABC holds"),
    ],
)
def test_runs_are_text(run, html):
    assert runs([run]) == html


def test_a_link_leads_to_the_row_of_the_figure():
    found = runs([Run("of "), Run("EUR 5", bold=True, link=Cell("toy.revenue", None, "arr"))])
    assert found == (
        'of <a class="ts-fig" href="#toy-revenue-whole"><strong>EUR\u00a05</strong></a>'
    )
