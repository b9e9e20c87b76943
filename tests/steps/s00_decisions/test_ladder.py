"""The ladder draws the lines of appendix A2 that differ, and names the first of them."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s00_decisions import ladder

ROWS = pd.DataFrame(
    [
        ("arr", "arr_stated", 110.0, "money", True),
        ("arr", "arr_signed", -10.0, "money", False),
        ("arr", "arr_ours", 100.0, "money", True),
        ("grr", "grr_stated", 0.92, "rate", True),
        ("grr", "grr_unexplained", -0.05, "points", False),
        ("grr", "grr_renewals", 0.87, "rate", False),
        ("grr", "grr_not_due", 0.03, "points", False),
        ("grr", "grr_ours", 0.9, "rate", True),
        ("nrr", "nrr_stated", 1.05, "rate", True),
        ("nrr", "nrr_ours", 1.05, "rate", True),
    ],
    columns=["metric", "figure_line", "value", "unit", "total"],
)


def shown(rows: pd.DataFrame):
    figure = SimpleNamespace(frame=rows)
    result = SimpleNamespace(exhibits={"your_figure": figure}, currency="EUR")
    return ladder.client_to_ours.make(result)


def test_only_what_differs_is_drawn_from_theirs_to_ours():
    found = shown(ROWS)
    assert list(found.frame["short_metric"].unique()) == ["arr", "grr"]
    assert list(found.frame["kind"]) == [
        "opening", "neutral", "closing", "opening", "neutral", "level", "neutral", "closing",
    ]  # fmt: skip


def test_the_title_names_a_rate_first_and_links_to_its_lines():
    title = shown(ROWS).title
    assert (title.metric.key, title.stated.value, title.ours.value) == ("grr", 0.92, 0.9)
    assert title.ours.at.row == "grr_ours"
    only_arr = shown(ROWS[ROWS["metric"] == "arr"]).title
    assert (only_arr.stated.value, only_arr.ours.value) == (110, 100)


@pytest.mark.parametrize(
    ("rows", "name"), [(ROWS[ROWS["metric"] == "nrr"], "Agree"), (ROWS.head(0), "Absent")]
)
def test_without_a_difference_there_is_nothing_to_draw(rows, name):
    found = shown(rows)
    assert name == (type(found) if isinstance(found, Absent) else type(found.title)).__name__
