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


def test_short_of_time_is_who_has_accounts_and_less_than_is_due() -> None:
    rows = pd.DataFrame(
        {"quadrant": list(quadrants.ORDER), "accounts": [4, 0, 5, 1],
         "share_of_arr": [0.3, 0.0, 0.4, 0.3], "share_of_time": [0.15, 0.0, 0.05, 0.8],
         "time_gap": [-0.1, -0.5, -0.1001, 0.7]}
    )  # fmt: skip
    short = quadrants.short_of_time(rows)
    assert short is not None
    assert short["quadrant"] == "unmotivated"
    assert quadrants.short_of_time(rows.assign(time_gap=[0.0, -0.5, 0.0, 0.5])) is None
    assert quadrants.short_of_time(rows.assign(time_gap=float("nan"))) is None


def test_less_is_only_what_is_printed_as_less() -> None:
    shares = pd.Series({"share_of_arr": 0.1704, "share_of_time": 0.1651})
    assert not quadrants.gets_less(shares)  # 17% and 17%
    assert quadrants.gets_less(shares.replace(0.1651, 0.1649))
