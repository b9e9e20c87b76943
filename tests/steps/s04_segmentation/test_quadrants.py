"""Quadrants of a few accounts, by hand."""

import pandas as pd

from cs_lib.steps.s04_segmentation import quadrants
from tests.steps.s04_segmentation.builders import engagement

SCORES = pd.DataFrame({"skill": [80, 20, 80, 20, 53, None], "will": [80, 80, 20, 20, 90, 50]})


def test_each_account_is_where_skill_and_will_put_it() -> None:
    found = quadrants.quadrants(SCORES, engagement().segmentation)
    assert found["quadrant"].tolist()[:5] == [
        "high_performers", "untrained", "unmotivated", "need_to_exit", "high_performers"
    ]  # fmt: skip
    assert pd.isna(found["quadrant"][5])
    assert found["borderline"].tolist() == [False, False, False, False, True, False]


def test_the_cut_and_the_band_are_the_clients() -> None:
    chosen = engagement(cut="median", band=1).segmentation
    assert quadrants.cuts(SCORES, chosen) == (53, 65)
    found = quadrants.quadrants(SCORES, chosen)
    assert found["quadrant"][4] == "high_performers"
    assert found["borderline"][4]
