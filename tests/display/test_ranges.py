"""Bars between two values: a tornado writes its ends, a comparison its marks."""

import pandas as pd
import pytest

from cs_lib import display

TORNADO = pd.DataFrame(
    [("Uplift", 205_000.0, 988_000.0, 596_000.0), ("Discount", 625_000.0, 570_000.0, 596_000.0)],
    columns=["label", "low", "high", "now"],
)


def shown(frame: pd.DataFrame, **marks: str) -> display.Block:
    return display.ranges(
        frame, title="T", alt="A", unit="EUR", measure="Net value", marks=marks or {"now": "Now"}
    )


def test_one_level_for_all_rows_is_one_line_and_the_ends_are_written() -> None:
    html = shown(TORNADO).html
    for text in ("205k", "988k", "570k", "625k", "Now 596k"):
        assert f">{text}<" in html


def test_marks_that_differ_are_written_from_one_to_the_other() -> None:
    frame = TORNADO.assign(now=[100_000.0, 200_000.0], best=[150_000.0, 120_000.0])
    html = shown(frame, now="Today", best="Best").html
    assert ">100k → 150k<" in html
    assert ">200k → 120k<" in html
    assert ">988k<" not in html.split("<details>")[0]


def test_two_marks_that_are_alike_are_not_taken_for_a_level() -> None:
    frame = TORNADO.assign(best=596_000.0)
    assert "596k → 596k" in shown(frame, now="Today", best="Best").html


def test_the_figures_name_both_ends_and_the_unit() -> None:
    html = shown(TORNADO).html
    assert "Low, EUR" in html
    assert "Net value, EUR thousand" in html


def test_no_rows_are_said_to_be_none() -> None:
    assert "There is nothing to draw." in shown(TORNADO.iloc[:0]).html


def test_more_than_two_marks_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 2 marks, not 3"):
        shown(TORNADO, low="a", high="b", now="c")
