"""A figure links to a cell that shows it, and never to one that shows another."""

import dataclasses

import pytest

from cs_lib.exhibits import links
from cs_lib.texts import Cell, Money, Points, Scope
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


def test_points_are_told_apart_by_the_last_printed_digit():
    """A tenth of a point is printed: 8.1 and 8.2 points differ, 8.100 and 8.1001 do not."""
    table = toy().revenue
    effect = dataclasses.replace(table, frame=table.frame.assign(arr=-0.081))
    shown = {"toy.revenue": effect}
    assert links.linked(Points(0.081), AT, shown).at == AT
    assert links.linked(Points(0.082), AT, shown).at is None


def test_a_message_is_linked_field_by_field():
    told = Largest(Scope("SMB"), Money(9_000, "EUR"))
    assert links.with_cells(told, {"arr": AT}, SHOWN).arr.at == AT
    assert links.with_cells(told, {}, SHOWN) == told
