"""Lines of different units side by side: each row prints in the format of its own unit."""

import re

import pandas as pd
import pytest

from cs_lib import display

LINES = pd.DataFrame(
    [
        ("Opening & first", 0, "money", 1234567.0, -5.0),
        ("Logos lost", 2, "money", -80_000.0, None),
        ("Large accounts", 3, "money", 0.4, 1.0),
        ("GRR", 1, "rate", 0.9235, 1.0),
        ("Customers", 1, "count", 1204.0, 7.0),
        ("Quick ratio", 1, "ratio", 2.428, None),
    ],
    columns=["label", "level", "unit", "q1", "q2"],
)
HEADINGS = {"q1": "First", "q2": "Second"}


def shown(frame: pd.DataFrame = LINES, **changes: object) -> display.Block:
    return display.matrix(frame, **{"columns": HEADINGS, "title": "By quarter"} | changes)


def rows(block: display.Block) -> list[list[str]]:
    """The cells of each row, as text."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", block.html, flags=re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.S) for row in found]


def test_each_row_prints_in_its_own_unit() -> None:
    figures = {row[0].strip(): row[1:] for row in rows(shown())[1:]}
    assert figures == {
        "Opening &amp; first": ["1,234,567", "−5"],
        "Logos lost": ["−80,000", "–"],
        "Large accounts": ["0", "1"],
        "GRR": ["92.4%", "100.0%"],
        "Customers": ["1,204", "7"],
        "Quick ratio": ["2.43", "–"],
    }


def test_columns_carry_their_headings_in_the_order_given() -> None:
    assert rows(shown(heading="Line"))[0] == ["Line", "First", "Second"]
    turned = shown(columns={"q2": "Second", "q1": "First"})
    assert rows(turned)[0][1:] == ["Second", "First"]
    assert rows(turned)[4][1:] == ["100.0%", "92.4%"]


def test_totals_are_marked_and_parts_are_indented() -> None:
    block = shown()
    totals = re.findall(r'<tr class="ts-total"><th scope="row">(.*?)</th>', block.html)
    assert totals == ["Opening &amp; first"]
    labels = [row[0] for row in rows(block)[1:4]]
    assert [len(label) - len(label.lstrip("\u2003")) for label in labels] == [0, 1, 2]


def test_without_levels_no_row_is_a_total() -> None:
    block = shown(LINES.drop(columns="level"))
    assert "ts-total" not in block.html
    assert "\u2003" not in block.html


def test_money_columns_are_amounts_in_every_row() -> None:
    frame = LINES.assign(worth=[1.0, None, 2_500.4, -15_840.0, 0.0, 3.0])
    block = shown(frame, money={"worth": "In money"}, currency="EUR")
    assert rows(block)[0][1:] == ["First", "Second", "In money"]
    assert [row[-1] for row in rows(block)[1:]] == ["1", "–", "2,500", "−15,840", "0", "3"]
    assert "Amounts in EUR" in block.html


def test_another_column_can_head_the_rows() -> None:
    block = shown(LINES.rename(columns={"label": "line"}), label="line")
    assert [row[0].strip() for row in rows(block)[1:3]] == ["Opening &amp; first", "Logos lost"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"columns": {"q3": "Third"}}, r"no column \['q3'\]; the frame has \['label', 'level'"),
        ({"money": {"worth": "Worth"}}, r"no column \['worth'\]"),
        ({"label": "line"}, r"no column \['line'\]"),
        ({"frame": LINES.drop(columns="unit")}, r"no column \['unit'\]"),
        ({"frame": LINES.assign(unit="euro")}, "unknown unit .'euro'.; known: money, rate, count"),
        ({"frame": LINES.assign(unit=[None, *["rate"] * 4, "x"])}, "unknown unit"),
    ],
)
def test_what_is_not_known_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shown(**changes)


def test_a_frame_without_rows_says_so() -> None:
    block = shown(LINES.iloc[:0])
    assert "<table" not in block.html
    assert "There is nothing to list." in block.html
