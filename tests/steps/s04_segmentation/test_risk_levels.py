"""Risk by level on both bases, five accounts."""

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import risk_levels as views
from cs_lib.texts import Code, Count, Money
from tests.steps.s04_segmentation.builders import engagement

ROWS = pd.DataFrame(
    [("A", 10.0, 40.0, True, "high_performers"), ("B", 20.0, 60.0, False, "need_to_exit"),
     ("C", 30.0, 100.0, False, "unmotivated"), ("D", 40.0, 200.0, False, "untrained"),
     ("E", 0.0, 0.0, False, None)],
    columns=["account", "arr", "potential", "notified", "quadrant"],
).assign(gap=lambda rows: rows["potential"] - rows["arr"])  # fmt: skip


def test_notice_goes_before_the_quadrant() -> None:
    assert views.levels(ROWS).tolist() == [
        "on_notice", "low_in_both", "unmotivated", "no_sign", "not_known"
    ]  # fmt: skip


def test_both_bases_have_their_shares() -> None:
    found = views.by_level(ROWS).set_index("risk_level")
    assert found["share_of_arr"].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4, 0])
    assert found["share_of_potential"].tolist() == pytest.approx([0.1, 0.15, 0.25, 0.5, 0])


def test_red_is_told_in_potential_and_in_arr() -> None:
    shown = views.risk_levels.make(ROWS, engagement())
    assert shown.title == views.Red(Money(100, "EUR"), Money(30, "EUR"))
    amber, unseen = shown.say
    assert (amber.level, amber.accounts) == (Code("risk_level", "unmotivated"), Count(1))
    assert unseen == views.Unseen(Count(1))
    blind = views.risk_levels.make(ROWS.iloc[[4]].assign(potential=1.0, arr=1.0), engagement())
    assert blind.need == "signs"
    calm = views.risk_levels.make(ROWS.iloc[2:], engagement())
    assert calm.title == views.NoneRed()
