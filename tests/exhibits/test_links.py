"""A figure links to a cell that shows it, and never to one that shows another."""

import pytest

from cs_lib.exhibits import links
from cs_lib.texts import Cell, Money, Scope
from tests.exhibits.toy import Largest, toy

SHOWN = {"toy.revenue": toy().revenue, "toy.cost": toy().cost}
AT = Cell("toy.revenue", "SMB", "arr")


def test_a_cell_is_found_by_its_row_or_as_that_of_the_whole_company():
    assert links.figures(SHOWN["toy.revenue"], AT) == [9_000]
    assert links.figures(SHOWN["toy.revenue"], Cell("toy.revenue", None, "arr")) == [21_000]
    assert links.rows_are(SHOWN["toy.revenue"]) == "segment"


@pytest.mark.parametrize(
    ("value", "at", "links_there"),
    [
        (9_000, AT, True),
        (-9_000, AT, True),
        (9_001, AT, False),
        (9_000, Cell("toy.revenue", "Large", "arr"), False),
        (9_000, Cell("toy.revenue", "SMB", "cost"), False),
        (9_000, Cell("toy.cost", "SMB", "arr"), False),
        (9_000, Cell("toy.other", "SMB", "arr"), False),
    ],
)
def test_a_figure_links_only_to_itself(value, at, links_there):
    found = links.linked(Money(value, "EUR"), at, SHOWN)
    assert found.at == (at if links_there else None)


def test_a_message_is_linked_field_by_field():
    told = Largest(Scope("SMB"), Money(9_000, "EUR"))
    assert links.with_cells(told, {"arr": AT}, SHOWN).arr.at == AT
    assert links.with_cells(told, {}, SHOWN) == told
