"""Tables, sentences, tiles and boxes: what they say, and that clients' text stays text."""

import re

import pandas as pd
import pytest

from cs_lib import display
from cs_lib.display.markup import STYLE

ACCOUNTS = pd.DataFrame(
    {
        "name": ["Stark & <Sons>", "Acme", None],
        "segment": ["Large", "Small", "Large"],
        "arr": [1234.4, -10.0, float("nan")],
        "share": [0.5, None, 0.25],
        "since": [pd.Timestamp("2025-01-31"), pd.NaT, pd.Timestamp("2026-02-28")],
    }
)
COLUMNS = {
    "name": ("Account", "text"),
    "since": ("Since", "date"),
    "arr": ("ARR", "money"),
    "share": ("Share", "percent"),
}


def rows(html: str) -> list[list[str]]:
    """The cells of each row of the table, as text."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", html, flags=re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.S) for row in found]


def test_a_table_prints_every_cell_in_its_format():
    html = display.table(ACCOUNTS, columns=COLUMNS, title="Three accounts").html
    assert rows(html) == [
        ["Account", "Since", "ARR", "Share"],
        ["Stark &amp; &lt;Sons&gt;", "31 Jan 2025", "1,234", "50.0%"],
        ["Acme", "–", "−10", "–"],
        ["–", "28 Feb 2026", "–", "25.0%"],
    ]


def test_a_table_has_a_caption_scopes_and_a_region_that_scrolls(outline):
    page = outline(display.table(ACCOUNTS, columns=COLUMNS, title="**Three** accounts").html)
    heads = [attrs["scope"] for tag, attrs in page.tags if tag == "th"]
    assert heads == ["col"] * 4 + ["row"] * 3
    assert [tag for tag, _ in page.tags].count("caption") == 1
    (region,) = (attrs for _, attrs in page.tags if attrs.get("role") == "region")
    assert region["aria-label"] == "Three accounts"
    assert region["tabindex"] == "0"


def test_a_table_carries_no_style_and_no_ids_and_is_the_same_bytes_twice():
    html = display.table(ACCOUNTS, columns=COLUMNS, title="t").html
    assert not re.search(r"<style| id=| style=|gt_", html)
    assert html == display.table(ACCOUNTS, columns=COLUMNS, title="t").html
    assert len(html) < 1500


def test_numbers_are_right_aligned_and_words_are_not():
    html = display.table(ACCOUNTS, columns=COLUMNS, title="t").html
    assert '<td class="ts-n">1,234</td>' in html
    assert '<td class="ts-d">31 Jan 2025</td>' in html
    assert '<th scope="row">Acme</th>' in html


def test_groups_become_subheadings_and_totals_are_marked():
    html = display.table(
        ACCOUNTS, columns=COLUMNS, title="t", group="segment", totals=("Stark & <Sons>",)
    ).html
    groups = re.findall(r'<tr class="ts-group"><th[^>]*colspan="4"[^>]*>(.*?)</th>', html)
    assert groups == ["Large", "Small"]
    assert html.count('<tr class="ts-total">') == 1
    assert '<tr class="ts-total"><th scope="row">Stark' in html


def test_an_empty_table_says_what_its_emptiness_means():
    html = display.table(
        ACCOUNTS.head(0), columns=COLUMNS, title="Lost accounts", empty="No account was lost."
    ).html
    assert "No account was lost." in html
    assert "<table" not in html


def test_a_folded_table_opens_by_its_title(outline):
    page = outline(display.table(ACCOUNTS, columns=COLUMNS, title="All", folded=True).html)
    assert [tag for tag, _ in page.tags][:3] == ["div", "details", "summary"]


def test_a_column_or_format_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match=r"no column \['owner'\]; the frame has"):
        display.table(ACCOUNTS, columns={"owner": ("Owner", "text")}, title="t")
    with pytest.raises(ValueError, match=r"unknown format \['cash'\]"):
        display.table(ACCOUNTS, columns={"arr": ("ARR", "cash")}, title="t")


def test_a_sentence_is_escaped_bold_where_marked_and_keeps_currency_with_its_number():
    block = display.say("ARR of **<Acme>** is EUR 12.3m.\n\nMore.")
    assert block.html == (
        '<div class="ts-say"><p>ARR of <strong>&lt;Acme&gt;</strong> is EUR\u00a012.3m.</p>'
        "<p>More.</p></div>"
    )
    assert repr(block) == "ARR of <Acme> is EUR 12.3m.\n\nMore."


@pytest.mark.parametrize("kind", ["note", "good", "warning", "decision"])
def test_a_callout_says_its_kind_in_words_as_well_as_in_colour(kind, outline):
    page = outline(display.callout("Look here.", kind).html)
    assert page.text.endswith("Look here.")
    assert len(page.text) > len("Look here.")
    with pytest.raises(ValueError, match="unknown kind 'alarm'; known: note"):
        display.callout("x", "alarm")


def test_what_was_not_provided_says_what_it_would_show_and_what_to_ask():
    text = repr(display.not_provided("costs", "what retention costs.", "the ledger by quarter."))
    assert text == (
        "Not provided: costs. Would show: what retention costs. Ask for: the ledger by quarter."
    )


def test_tiles_print_their_figures_and_carry_their_metric(outline):
    frame = pd.DataFrame(
        [("ARR", 12.3e6, "money_short", "up <10%>", "M02"), ("GRR", None, "percent", None, None)],
        columns=["label", "value", "format", "note", "id"],
    )
    block = display.tiles(frame, currency="EUR")
    page = outline(block.html)
    assert page.text == "ARREUR\u00a012.3mup <10%>GRR–"
    assert [a["data-metric"] for _, a in page.tags if "data-metric" in a] == ["M02"]
    assert repr(block) == "ARR: EUR 12.3m (up <10%>)\nGRR: –"


def test_what_a_notebook_shows_carries_one_style_sheet_that_loads_nothing():
    shown = display.say("x")._repr_html_()
    assert shown == f"{STYLE}\n{display.say('x').html}"
    assert not re.search(r"@import|url\(|/\*", STYLE)
