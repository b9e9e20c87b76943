"""What each quadrant should get and gets, by hand."""

import pandas as pd
import pytest

from cs_lib.exhibits.charts import Quadrants
from cs_lib.steps.s04_segmentation import skill_will as views
from cs_lib.texts import Code, Count, Points
from tests.steps.s04_segmentation.builders import SELLABLE, engagement

PLACED = SELLABLE.assign(quadrant=["untrained", "need_to_exit", "untrained"],
                         minutes=[60.0, 180.0, 0.0])  # fmt: skip


def test_time_is_held_against_what_the_source_prescribes() -> None:
    found = views.table(PLACED, engagement()).set_index("quadrant")
    row = found.loc["untrained"]
    # 60 of 240 minutes, where half is due
    assert row[["accounts", "hours", "share_of_time", "time_gap"]].tolist() == [2, 1, 0.25, -0.25]
    assert row["share_of_arr"] == pytest.approx(150 / 450)
    shown = views.quadrant_table.make(found.reset_index())
    assert shown.title == views.Short(Code("quadrant", "untrained"), Points(0.25))
    assert shown.say[0].hours == Count(3)


def test_the_clients_shares_go_first() -> None:
    chosen = engagement(time_shares={"untrained": 0.2})
    found = views.table(PLACED, chosen).set_index("quadrant")
    assert found.loc["untrained", "time_gap"] == pytest.approx(0.05)
    assert isinstance(views.quadrant_table.make(found.reset_index()).title, views.Met)


def test_without_logged_hours_nothing_is_compared() -> None:
    found = views.table(PLACED.assign(minutes=float("nan")), engagement())
    assert found["time_gap"].isna().all()
    assert isinstance(views.quadrant_table.make(found).title, views.NoTime)


def test_the_quadrant_with_most_arr_is_named_and_borderline_ones_are_counted() -> None:
    frame = PLACED.assign(borderline=[True, False, False], skill=[40, 20, 30], will=[60, 20, 90])
    indices = pd.DataFrame({"skill": [40, 20, 30], "will": [60, 20, 90]})
    shown = views.skill_will.make(frame, indices, engagement())
    assert shown.title.quadrant == Code("quadrant", "need_to_exit")
    assert shown.title.share.value == pytest.approx(300 / 450)
    assert shown.say == (views.Borderline(Count(1), Count(5)),)
    assert set(shown.frame["cut_x"]) == {50.0}


def test_of_many_accounts_the_largest_are_drawn() -> None:
    n = Quadrants.most + 1
    frame = pd.DataFrame(
        {"name": [f"N{i}" for i in range(n)], "arr": [1.0 + i for i in range(n)], "skill": 60.0,
         "will": 60.0, "quadrant": "high_performers", "borderline": False}
    )  # fmt: skip
    shown = views.skill_will.make(frame, frame[["skill", "will"]], engagement())
    assert len(shown.frame) == Quadrants.most
    assert "N0" not in set(shown.frame["account"])
    assert shown.say == (views.Drawn(Count(Quadrants.most)),)
