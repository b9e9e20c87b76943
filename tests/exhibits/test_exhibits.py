"""An exhibit is declared once, typed, and carries what every format needs."""

import dataclasses
import json

import pandas as pd
import pytest

from cs_lib.exhibits import Absent, Exhibit, Part, Result, Shown, exhibit, page, shown, shown_page
from cs_lib.exhibits.needs import true_reason
from cs_lib.exhibits.pages import NoPage, Page
from cs_lib.exhibits.rendering import target
from cs_lib.exhibits.stored import as_json, by_name, from_json
from cs_lib.texts import Cell, Money, Run, Scope, Sentence
from tests.exhibits.toy import Largest, Toy, Workings, toy

pytestmark = pytest.mark.usefixtures("texts_with_toy")


def test_an_exhibit_is_an_attribute_of_its_result():
    found = toy().revenue
    assert isinstance(found, Exhibit)
    assert found.title == "All earns most, EUR 12k"
    assert found.say == ("**B** <b>x</b> earned EUR 21,000.",)
    assert found.part is Part.A5
    assert list(found.frame["arr"]) == [12_000.0, 9_000.0, 21_000.0]
    assert repr(found) == "<Exhibit toy.revenue: All earns most, EUR 12k (3 rows)>"
    assert Toy.revenue.messages[0] is Largest


def test_what_it_needs_and_does_not_get_makes_it_absent():
    assert toy().cost.absent == Absent("costs")
    assert toy().absent[0][0].name == "cost"
    with pytest.raises(AssertionError, match="not asked"):
        toy(provided=("costs",))


def test_a_page_stands_on_its_exhibits():
    assert isinstance(toy().earning, Page)
    only_whole = toy().workings.by_segment.tail(1)
    assert isinstance(toy(by_segment=only_whole).earning, NoPage)


def test_the_whole_company_is_told_by_its_scope_and_not_by_a_label():
    rows = shown(toy().revenue).rows
    assert [row.cells[0].text for row in rows] == ["All", "SMB", "Whole company"]
    assert [row.total for row in rows] == [False, False, True]
    assert len({row.anchor for row in rows}) == 3


def test_a_clients_name_is_only_a_name():
    (said,) = shown(toy().revenue).say
    assert said[0] == Run("**B** <b>x</b>")


def test_a_figure_links_to_the_row_that_holds_it():
    told = shown(toy().revenue)
    links = [run.link for run in (*told.title, *told.say[0]) if run.link]
    assert [cell.row for cell in links] == ["All", None]
    assert {target(cell) for cell in links} <= {row.anchor for row in told.rows}


def test_messages_come_back_as_they_were_kept():
    messages = toy().revenue.messages
    kept = json.loads(json.dumps(as_json(messages)))
    assert from_json(kept, by_name(Toy.revenue.messages)) == messages
    assert "EUR 21" not in json.dumps(as_json(messages))  # facts, never rendered text


def test_a_page_reads_from_its_own_block():
    told = shown_page(toy().earning)
    assert told.claim[0].text == "SMB"
    assert "".join(run.text for run in told.foot) == (
        "3 accounts · as of 30 Sep 2026 · contract lines, month-end snapshots · grade A"
    )


@exhibit(part=Part.A6)
def misspelt(by_segmnt: pd.DataFrame) -> Shown[Sentence]:
    return Shown(by_segmnt)


@exhibit()
def homeless(by_segment: pd.DataFrame) -> Shown[Sentence]:
    return Shown(by_segment)


@exhibit(part=Part.A6)
def by_segment() -> Shown[Sentence]:
    return Shown(None)


@pytest.mark.parametrize(
    ("spec", "why"),
    [(misspelt, "by_segment"), (homeless, "no page"), (by_segment, "workings and an exhibit")],
)
def test_a_wrong_declaration_is_refused_when_the_class_is_made(spec, why):
    name = spec.make.__name__
    with pytest.raises(TypeError, match=why):
        type(
            "Wrong",
            (Result,),
            {"__annotations__": {"workings": Workings}, name: spec, "__module__": __name__},
            step="wrong",
        )


def test_unknown_needs_and_crowded_pages_are_refused():
    with pytest.raises(KeyError, match="no need"):
        exhibit(needs=("cost",))(lambda: Shown(None))
    with pytest.raises(ValueError, match="at most 2"):
        page(number=1, exhibits=("a", "b", "c"))(lambda: None)


def test_a_view_needs_its_columns():
    with pytest.raises(ValueError, match="accounts"):
        toy(by_segment=toy().workings.by_segment.drop(columns="accounts"))


def test_a_result_is_one_line_and_frozen():
    assert repr(toy()) == "<Toy: 1 of 2 exhibits>"
    with pytest.raises(dataclasses.FrozenInstanceError):
        toy().currency = "USD"


def test_a_message_of_another_exhibit_has_no_text_here():
    class Other(Sentence):
        arr: Money

    stray = dataclasses.replace(toy().revenue, messages=(Other(Money(1.0, "EUR")),))
    with pytest.raises(KeyError, match="Other"):
        shown(stray)


def test_scope_and_cell_are_values():
    assert Scope() == Scope(None)
    assert Cell("a.b", None, "c") != Cell("a.b", "All", "c")


def test_rows_with_one_key_have_names_of_their_own():
    frame = toy().workings.by_segment
    again = pd.concat([frame, frame], ignore_index=True)
    rows = shown(toy(by_segment=again).revenue).rows
    assert [row.anchor for row in rows[:3]] == [row.anchor for row in shown(toy().revenue).rows]
    assert len({row.anchor for row in rows}) == 6


def test_what_was_given_is_not_asked_for_where_accounts_are_products() -> None:
    """Outcomes of a customer belong to none of its products; a year takes time."""
    by_product, by_customer = {"outcomes", "year"}, {"outcomes", "year", "customer_level"}
    assert true_reason(Absent("outcomes"), by_product) == Absent("customer_level")
    assert true_reason(Absent("outcomes"), by_customer) == Absent("outcomes")
    assert true_reason(Absent("usage"), by_product) == Absent("usage")
    assert true_reason(Absent("year"), by_product) == Absent("year")
