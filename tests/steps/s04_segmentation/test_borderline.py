"""Accounts near a line, and what lies across it."""

import pandas as pd

from cs_lib.steps.s04_segmentation import borderline
from cs_lib.texts import Count
from tests.steps.s04_segmentation.builders import SELLABLE, engagement

ROWS = SELLABLE.assign(
    skill=[52.0, 80.0, 48.0], will=[90.0, 47.0, 46.0], borderline=[True, True, True],
    quadrant=["high_performers", "unmotivated", "need_to_exit"], owner="P1",
)  # fmt: skip


def test_the_other_quadrant_is_across_the_nearer_line() -> None:
    # A is 2 from the line of skill, B 3 from that of will, C 2 from skill and 4 from will
    assert borderline.across(ROWS, (50.0, 50.0)).tolist() == [
        "untrained", "high_performers", "unmotivated"
    ]  # fmt: skip


def test_they_are_counted_and_listed_by_size() -> None:
    indices = pd.DataFrame({"skill": [50.0], "will": [50.0]})
    shown = borderline.borderline.make(ROWS, indices, engagement())
    assert shown.title == borderline.Near(Count(3), Count(5))
    assert shown.frame["account"].tolist() == ["Birch", "Alder", "Cedar"]
    none = borderline.borderline.make(ROWS.assign(borderline=False), indices, engagement())
    assert none.title == borderline.NobodyNear()
