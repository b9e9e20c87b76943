"""Lines: names at their ends, targets, bands, gaps and estimates."""

import datetime as dt

import pandas as pd
import pytest

from cs_lib.display.charts.lines import places_of, segments
from cs_lib.exhibits.charts import Lines
from tests.display.charts.drawings import drawing, texts, unit_line
from tests.display.charts.told import CASES, DASHED, RATE, SERIES, TARGET, X, column, rates, told


def part(ys, dashed=None) -> pd.DataFrame:
    return pd.DataFrame(
        {"y": [float("nan") if y is None else float(y) for y in ys],
         "dashed": dashed or [0] * len(ys), "place": range(len(ys))}
    )  # fmt: skip


def joined(frame) -> list[tuple[bool, list[int]]]:
    return [(dashed, list(points["place"])) for dashed, points in segments(frame)]


def test_a_missing_value_leaves_a_gap():
    assert joined(part([1, 2, None, 3, 4])) == [(False, [0, 1]), (False, [3, 4])]


def test_the_way_to_an_estimate_is_dashed():
    assert joined(part([1, 2, 3, 4], [0, 0, 1, 1])) == [(False, [0, 1]), (True, [1, 2, 3])]
    assert joined(part([1, 2, 3], [0, 1, 0])) == [(True, [0, 1, 2])]


def test_one_point_is_no_line():
    assert joined(part([1])) == []
    frame = rates().drop_duplicates("series")
    words = texts(told(Lines(X, RATE, SERIES), frame))
    assert "NRR 104.1%" in words


def test_days_stand_by_their_distance_numbers_by_size_and_words_in_turn():
    days = pd.Series([dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 4, 1)])
    assert [value - 2026 * 12 for value in places_of(days, X).values()] == [1, 2, 4]
    assert list(places_of(pd.Series([3, 12]), column("integer", "m")).values()) == [3, 12]
    assert places_of(pd.Series(["b", "a"]), column("text", "p")) == {"b": 0, "a": 1}


@pytest.mark.parametrize("narrow", [False, True])
def test_every_line_is_named_at_its_end_with_its_last_value(narrow):
    words = texts(CASES["lines"], narrow)
    assert "NRR 106.1%" in words
    assert "GRR 90.5%" in words


def test_a_target_is_a_dashed_line_with_its_name_and_value():
    words = texts(CASES["lines"])
    assert "Target NRR 110.0%" in words
    assert "Target GRR 92.0%" in words
    one = rates().assign(target=1.0)
    words = texts(told(Lines(X, RATE, SERIES, target=TARGET), one))
    assert words.count("Target 100.0%") == 1
    without = drawing(told(Lines(X, RATE, SERIES), rates())).xpath(".//path[@stroke-dasharray]")
    assert not without
    assert drawing(told(Lines(X, RATE, SERIES, target=TARGET), one)).xpath(
        ".//path[@stroke-dasharray]"
    )


def test_estimates_are_dashed_hollow_and_said_to_be():
    assert unit_line(CASES["lines"]) == "Retention, % · - - - estimated"
    firm = told(Lines(X, RATE, SERIES, dashed=DASHED), rates().assign(estimated=0))
    assert "- - -" not in unit_line(firm)
    assert not drawing(firm).xpath(".//path[@stroke-dasharray]")


def test_the_edges_of_one_band_are_named():
    words = texts(CASES["fan"])
    assert "low, 80% 15.2m" in words
    assert "high, 80% 21.2m" in words


def test_several_bands_are_named_under_the_title_instead():
    assert "Low – High" in unit_line(CASES["survival"])
    assert not [word for word in texts(CASES["survival"]) if word.startswith("Low")]


def test_an_axis_of_numbers_has_its_name_and_one_from_zero_begins_there():
    words = texts(CASES["survival"])
    assert "Months since start" in words
    assert "0%" in words
    assert "0%" not in texts(CASES["lines"])


def test_steps_keep_a_value_until_the_next():
    paths = drawing(CASES["survival"]).xpath(".//path[@class='s-series-1']/@d")
    lines = [path for path in paths if "H" in path and "V" in path]
    assert lines
    assert all("L" not in path for path in lines)


def test_lines_differ_by_the_shape_of_their_marks_too():
    shapes = {
        path.get("d") for path in drawing(CASES["lines"]).xpath(".//defs/path[@id]")
        if "series" in (path.get("class") or "")
    }  # fmt: skip
    assert len(shapes) == 2
