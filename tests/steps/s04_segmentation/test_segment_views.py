"""Segments, their tactics and their moves, by hand."""

import pandas as pd

from cs_lib.steps.s04_segmentation import segment_names as names
from cs_lib.steps.s04_segmentation import segment_views as views
from cs_lib.steps.s04_segmentation.value_segments import Rule, Segments
from cs_lib.texts import Code, Count, Money, Name, Share
from tests.steps.s04_segmentation.builders import engagement

PROPOSED = Segments((Rule("1", (("gap", ">=", 45000.0),)), Rule("2", ())), proposed=True)
OWN = Segments((Rule("Gold", ()), Rule("Silver", ())), proposed=False)


def accounts(gap: float, potential: float, success: float) -> pd.DataFrame:
    return pd.DataFrame({"gap": [gap], "potential": [potential], "success": [success]})


def test_a_tactic_follows_what_is_left_and_who_can_succeed() -> None:
    everyone = accounts(30, 100, 50)

    def key(gap: float, success: float) -> str:
        return views.tactic(accounts(gap, 100, success), everyone)

    assert [key(40, 60), key(40, 40), key(20, 60), key(20, 40)] == [
        "grow",
        "teach",
        "keep",
        "serve",
    ]


def test_moves_are_counted_by_where_from_and_where_to() -> None:
    now = pd.DataFrame(
        {
            "account": list("ABCD"),
            "arr": [1.0, 2.0, 3.0, 4.0],
            "value_segment": ["1", "1", "2", "2"],
        }
    )
    before = pd.Series({"A": "1", "B": "2", "C": "2"})
    moved = views.migration(now, before)
    assert moved[["from", "to", "accounts", "arr"]].values.tolist() == [
        ["1", "1", 1, 1.0], ["2", "1", 1, 2.0], ["2", "2", 1, 3.0]
    ]  # fmt: skip
    shown = views.segment_migration.make(moved, PROPOSED, engagement())
    # D was no customer then
    assert shown.title == views.Stayed(Share(2 / 3), Count(3))


def test_the_segment_whose_time_is_furthest_from_its_value_is_named() -> None:
    frame = pd.DataFrame(
        {"id": ["1", "2"], "share_of_potential": [0.7, 0.3], "share_of_time": [0.3, 0.6],
         "accounts": [5, 5], "tactic_key": ["grow", "keep"], "own_tactic": ["", ""]},
    )  # fmt: skip
    shown = views.segment_table.make(frame, PROPOSED, engagement())
    assert shown.title == views.CostAgainstValue(Share(0.7), Share(0.3))
    at_least = names.MoneyCondition(
        Code("segment_measure", "gap"), Code("condition", ">="), Money(45000, "EUR")
    )
    assert shown.say == (views.Which(Count(5), (at_least,)),)
    assert shown.frame["tactic"].tolist()[0] == views.Tactic(Code("tactic", "grow"))
    own = views.segment_table.make(
        frame.assign(id=["Gold", "Silver"], own_tactic="call"), OWN, engagement()
    )
    assert own.title == views.OwnSegment(Name("Gold"), Share(0.7), Share(0.3))
    assert own.frame["tactic"].tolist()[0] == views.OwnTactic(Name("call"))
    untimed = views.segment_table.make(frame.assign(share_of_time=None), PROPOSED, engagement())
    assert untimed.title == views.MostPotential(Share(0.7), Count(5))
