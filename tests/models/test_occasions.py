"""Occasions counted, by hand."""

import pandas as pd

from cs_lib.models.occasions import counted, monthly, under_watch
from tests.models.lives import lives


def frame():
    return lives([3.0, 2.0], [True, False], entry=[1.0, 0.0]).assign(segment=["A", "B"])


def test_every_month_watched_is_an_occasion_and_the_last_may_be_a_loss():
    rows = monthly(frame())
    assert rows[["segment", "tenure"]].to_numpy().tolist() == [
        ["A", 2], ["A", 3], ["B", 1], ["B", 2]
    ]  # fmt: skip
    assert rows["left"].tolist() == [False, True, False, False]
    assert (rows["term"] == 1).all()


def test_occasions_alike_are_one_cell():
    rows = pd.DataFrame(
        {"segment": ["A", "A", "B"], "tenure": 12, "term": 12.0, "log_arr": 5.0,
         "left": [True, False, False]}
    )  # fmt: skip
    cells = counted(rows, ("A", "B"))
    assert (cells.met.tolist(), cells.lost.tolist()) == ([2, 1], [1, 0])
    assert cells.segment.tolist() == [0, 1]


def test_classes_of_size_keep_the_sums():
    rows = pd.DataFrame(
        {"segment": "A", "tenure": 1, "term": 1.0, "log_arr": [float(n) for n in range(100)],
         "left": [n % 10 == 0 for n in range(100)]}
    )  # fmt: skip
    cells = counted(rows, ("A",))
    assert len(cells.met) == 12
    assert (cells.met.sum(), cells.lost.sum()) == (100, 10)
    assert cells.met @ cells.log_arr == sum(range(100))


def test_lives_are_under_watch_from_their_entry_to_their_end():
    assert under_watch(frame(), ("A", "B"), 4).tolist() == [[0, 1, 1, 0], [1, 1, 0, 0]]
