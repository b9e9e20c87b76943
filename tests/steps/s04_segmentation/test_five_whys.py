"""The first why of an account, from its weakest sign."""

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s04_segmentation import five_whys, quadrants
from cs_lib.texts import Count, Share
from tests.steps.s04_segmentation.builders import SELLABLE, engagement

NONE = float("nan")
SIGNS = pd.DataFrame(
    {
        "account": ["A", "B", "C"],
        "sponsor": [0.0, 0.0, 0.0],
        "seats_used": [20.0, 60.0, 80.0],
        "attendance": [40.0, 10.0, 90.0],
    }
)
"""Nobody met a sponsor, which tells A and B from nobody; A fills least seats, B attends least."""


def cards(*quadrant: str | None) -> pd.DataFrame:
    return SELLABLE.assign(quadrant=list(quadrant), owner="P01")


def test_the_first_why_is_where_the_account_is_weakest_among_all() -> None:
    able = [quadrants.UNMOTIVATED] * 3
    shown = five_whys.five_whys.make(cards(*able), SIGNS, engagement())
    # the largest first: Birch (300), Alder (100), Cedar (50)
    assert shown.frame["account"].tolist() == ["Birch", "Alder", "Cedar"]
    assert shown.frame["first_why"].tolist() == [
        five_whys.Attends(Share(0.9)), five_whys.Seats(Share(0.2)), five_whys.NoSponsor()
    ]  # fmt: skip


def test_the_other_whys_are_for_the_conversation() -> None:
    shown = five_whys.five_whys.make(
        cards(quadrants.UNMOTIVATED, None, quadrants.EXIT), SIGNS, engagement()
    )
    assert shown.title.accounts == Count(1)
    assert (shown.frame[list(five_whys.BLANKS)] == "").all(axis=None)
    assert shown.say == (five_whys.Stop(),)


def test_an_account_without_a_weak_sign_is_asked() -> None:
    signs = pd.Series({"sponsor": 100.0, "seats_used": NONE, "attendance": 70.0})
    assert five_whys.first_why(signs, signs / 100) == five_whys.Unknown()


def test_nobody_able_and_unmotivated_is_not_the_same_as_not_known() -> None:
    nobody = five_whys.five_whys.make(cards(*[quadrants.HIGH] * 3), SIGNS, engagement())
    assert (nobody.frame, nobody.title) == (None, five_whys.Nobody())
    unknown = five_whys.five_whys.make(cards(None, None, None), SIGNS, engagement())
    assert unknown == Absent("signs")
