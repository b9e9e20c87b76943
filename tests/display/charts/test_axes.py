"""Names are wrapped, shortened and kept apart."""

from itertools import pairwise

import pytest

from cs_lib.display.charts.axes import End, apart, lines_of, shortened


def test_a_label_is_wrapped_and_a_long_word_is_kept_whole():
    assert lines_of("Seats and usage lost", 10) == ["Seats and", "usage lost"]
    assert lines_of("Verkehrsbetriebe Süd", 10) == ["Verkehrsbetriebe", "Süd"]
    assert lines_of("one two three four", 5, most=2)[-1].endswith("…")


def test_what_does_not_fit_is_marked():
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"


def heights(values, gap=1.0, low=0.0, high=10.0, rows=1):
    ends = [End(0, value, ("x",) * rows) for value in values]
    return [round(height, 6) for _, height in apart(ends, gap, low, high)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5], [5]),
        ([5, 8], [8, 5]),
        ([5, 5.2], [5.2, 4.2]),
        ([10], [9.5]),
        ([0, 0.1], [1.5, 0.5]),
        ([], []),
    ],
)
def test_names_at_ends_stay_apart_and_inside(values, expected):
    assert heights(values) == expected


def test_names_of_two_lines_take_twice_the_room():
    assert heights([5, 5], rows=2) == [5, 3]


def test_crowded_names_keep_their_order():
    crowded = heights([1, 1.1, 1.2, 1.3, 0.9])
    assert crowded == sorted(crowded, reverse=True)
    assert min(a - b for a, b in pairwise(crowded)) >= 1 - 1e-9
    assert crowded[-1] >= 0.5
