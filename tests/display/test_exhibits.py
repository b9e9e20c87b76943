"""Exhibits, pages and tables as HTML: what is marked, what scrolls, and what a link leads to."""

import datetime as dt
import re

import pandas as pd
import pytest
from lxml import html as lxml_html

from cs_lib.display.exhibits import bundle, exhibit_html, foot_html, page_html, table
from cs_lib.display.markup import MIME
from cs_lib.exhibits import Exhibit, Foot, Matrix, Page, Part, Table, Tiles, c
from cs_lib.texts import Cell, Money, Name, Sentence
from tests.display.charts.told import DECLARED, block, column, exhibit, saying, told

ACCOUNTS = pd.DataFrame(
    {
        "account": ["Stark & <Sons>", "Acme", "Ulm"],
        "segment": ["Large", "Small", None],
        "arr": [1_234_567.4, -10.0, float("nan")],
        "share": [0.5, None, 0.25],
        "month": pd.to_datetime(["2025-01-31", "2026-02-28", "2026-02-28"]),
        "total": [False, False, True],
    }
)
PLAIN = Table(c.account, c.month, c.arr, c.share)


class Claim(Sentence):
    words: Name


class Amount(Sentence):
    arr: Money


def parsed(fragment: str):
    return lxml_html.fragment_fromstring(fragment, create_parent="div")


def shown_table(view=PLAIN, frame=ACCOUNTS, title="Three accounts"):
    return parsed(table(told(view, frame, title)))


def rows(page) -> list[list[str]]:
    return [[cell.text_content() for cell in row] for row in page.iter("tr")]


def test_a_table_prints_heads_and_cells():
    assert rows(shown_table()) == [
        ["Account", "Month", "Arr", "Share"],
        ["Stark & <Sons>", "Jan 2025", "1,234,567", "50.0%"],
        ["Acme", "Feb 2026", "−10", "–"],
        ["Ulm", "Feb 2026", "–", "25.0%"],
    ]


def test_heads_have_scopes_and_the_caption_the_currency():
    page = shown_table()
    assert [head.get("scope") for head in page.iter("th")] == ["col"] * 4 + ["row"] * 3
    (caption,) = page.iter("caption")
    assert caption.text_content() == "EUR"
    assert next(page.iter("table")).get("aria-labelledby").endswith("-title")
    without = shown_table(Table(c.account, c.share))
    assert list(without.iter("caption")) == []


def test_numbers_align_right_and_days_never_wrap():
    first = shown_table().xpath(".//tbody/tr[1]/td")
    assert [cell.get("class") for cell in first] == ["ts-d", "ts-n", "ts-n"]


def test_groups_head_their_rows_and_totals_are_marked():
    page = shown_table(Table(c.account, c.arr, group=c.segment))
    heads = page.xpath(".//tr[@class='ts-group']/th[@scope='rowgroup'][@colspan='2']")
    assert [head.text_content() for head in heads] == ["Large", "Small", "Whole company"]
    (total,) = page.xpath(".//tr[@class='ts-total']/th")
    assert total.text_content() == "Ulm"


def test_only_a_wide_table_can_be_reached_by_the_keyboard_and_then_has_a_name():
    wide = Table(c.account, c.month, c.arr, c.share, c.segment, c.amount, c.accounts)
    frame = ACCOUNTS.assign(amount=1.0, accounts=2)
    (scroll,) = shown_table(wide, frame).xpath("./div[@class='ts-scroll']")
    assert (scroll.get("tabindex"), scroll.get("role")) == ("0", "region")
    assert scroll.get("aria-labelledby").endswith("-title")
    (scroll,) = shown_table().xpath("./div[@class='ts-scroll']")
    assert set(scroll.attrib) == {"class"}
    (reach,) = scroll.xpath("./a[@class='ts-reach']")
    assert reach.text_content() == "Scroll this table"
    assert not shown_table(wide, frame).xpath(".//a[@class='ts-reach']")


def test_long_amounts_have_a_short_form_for_phones():
    page = shown_table()
    assert page.xpath(".//td/@data-short") == ["1.2m"]
    lines = pd.DataFrame(
        [("ARR", "Q1", 14_222_000.0, "money"), ("NRR", "Q1", 1.059, "rate")],
        columns=["line", "period", "value", "unit"],
    )
    matrix = Matrix(column("text", "line"), column("text", "period"), c.value)
    assert shown_table(matrix, lines).xpath(".//td/@data-short") == ["14.2m"]


def test_a_table_of_words_becomes_cards_on_a_phone():
    words = {name: column("text", name) for name in ("question", "answer", "owner")}
    frame = pd.DataFrame([("Who?", "Nobody", "Finance")], columns=list(words))
    page = shown_table(Table(*words.values()), frame)
    assert page.xpath(".//td/@data-label") == ["Answer", "Owner"]
    assert not shown_table().xpath(".//td/@data-label")


def test_tiles_are_labels_and_values():
    frame = pd.DataFrame(
        [("ARR", "money", 14.2e6), ("NRR", "rate", 1.059)], columns=["line", "unit", "value"]
    )
    view = Tiles(column("text", "line"), c.value)
    with saying({"figures": block(view, "Two figures")}):
        page = parsed(exhibit_html(exhibit("figures", view, frame)))
    tiles = [
        [part.text_content() for part in tile] for tile in page.xpath(".//*[@class='ts-tile']")
    ]
    assert tiles == [["ARR", "14,200,000"], ["NRR", "105.9%"]]
    assert page.xpath(".//*[@class='ts-title']")[0].text_content() == "Two figures"


def test_a_chart_follows_its_title_and_sentence_and_its_note_comes_last():
    view, frame, title, heads = DECLARED["bars"]
    texts = block(view, title, heads) | {"Claim": "{{ words | name }}.", "note": "Small print."}
    said = (Claim(Name("It is <so>")),)
    made = Exhibit("toy", "bars", Part.A5, view, "EUR", frame, None, said, ())
    with saying({"bars": texts}):
        (found,) = parsed(exhibit_html(made))
    parts = [part.get("class") or part.tag for part in found]
    assert parts == ["ts-title", "ts-say", "figure", "ts-note"]
    assert found.get("id") == "toy-bars"
    assert found[0].tag == "h4", "a heading below the part of the appendix"
    assert found[1].text_content() == "It is <so>."
    assert found[2].get("aria-labelledby") == found[0].get("id")


def page_of(*bullets: str) -> Page:
    says = [Claim(Name(words)) for words in bullets]
    linked = Amount(Money(1200.0, "EUR", at=Cell("toy.revenue", "SMB", "arr")))
    foot = Foot.of(214, dt.date(2026, 9, 30), "contracts", "B")
    return Page("toy", "page", 3, Claim(Name("A claim")), (linked,), tuple(says), foot, ())


PAGE = {"page": {"Claim": "{{ words | name }}", "Amount": "It earned **{{ arr | full }}**."}}


def test_a_page_opens_with_its_claim_what_follows_and_bullets():
    with saying(PAGE):
        page = parsed(page_html(page_of("one", "two <b>")))
    assert [part.get("class") for part in page] == ["ts-claim", "ts-box ts-decision", "ts-bullets"]
    assert [item.text_content() for item in page.iter("li")] == ["one", "two <b>"]
    with saying(PAGE):
        assert "<ul" not in page_html(page_of())


def test_a_figure_of_a_sentence_links_to_its_row_and_keeps_its_currency():
    with saying(PAGE):
        page = parsed(page_html(page_of()))
    (link,) = page.iter("a")
    assert re.fullmatch(r"#toy-revenue-[0-9a-f]{8}", link.get("href"))
    assert link.text_content() == "EUR\u00a01,200"
    assert link.get("class") == "ts-fig"


def test_the_record_beside_a_page_carries_foot_and_claim():
    with saying(PAGE):
        made = bundle(page_of("x"))
        foot = foot_html(page_of())
    assert made[MIME]["claim"] == "A claim"
    assert made[MIME]["foot"] == foot
    assert "214 accounts · as of 30 Sep 2026" in foot


@pytest.mark.parametrize("name", ["bars", "heatmap"])
def test_a_cell_that_shows_a_chart_is_an_exhibit_of_its_part(name):
    view, frame, title, heads = DECLARED[name]
    with saying({name: block(view, title, heads)}):
        made = bundle(exhibit(name, view, frame))
    assert made[MIME] == {"is": "exhibit", "address": f"toy.{name}", "part": "A5"}
    assert made["text/html"].count("<figure ") == 1
    assert made["text/plain"].startswith("The finding\n")
