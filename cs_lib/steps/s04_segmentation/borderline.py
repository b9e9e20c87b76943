"""Which accounts are so near a line that a few points would put them into another quadrant?

Source: S1; concept 4.04. Somebody who knows them looks before anything is done.
"""

import pandas as pd

from cs_lib.books.belonging import by_name
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s04_segmentation import quadrants
from cs_lib.texts import Count, Money, Sentence

LISTED = 30


class Near(Sentence):
    accounts: Count
    band: Count


class NobodyNear(Sentence): ...


class Larger(Sentence):
    accounts: Count
    arr: Money


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.quadrant, c.quadrant_other, c.skill, c.will, c.arr,
        c.potential, c.owner,
    ),
    needs=("usage",),
)  # fmt: skip
def borderline(
    accounts: pd.DataFrame, indices: pd.DataFrame, engagement: Engagement
) -> Shown[Near | NobodyNear | Larger] | Absent:
    """Which accounts are near a line, and where would they go? (4.04)"""
    placed = accounts[accounts["quadrant"].notna()]
    if placed.empty:
        return Absent("signs")
    near = placed[placed["borderline"]].sort_values("arr", ascending=False, kind="stable")
    if near.empty:
        return Shown(None, title=NobodyNear())
    at = quadrants.cuts(indices, engagement.segmentation)
    rows = near.head(LISTED)
    shown = by_name(rows).assign(quadrant_other=across(rows, at))
    more = (Larger(Count(len(rows)), Money(rows["arr"].sum(), engagement.currency)),)
    title = Near(Count(len(near)), Count(round(engagement.segmentation.band)))
    return Shown(shown, title=title, say=more if len(near) > len(rows) else ())


def across(rows: pd.DataFrame, cuts: tuple[float, float]) -> "pd.Series[str]":
    """The quadrant beyond the line that each account is nearest to."""
    can, wants = rows["skill"] >= cuts[0], rows["will"] >= cuts[1]
    by_skill = (rows["skill"] - cuts[0]).abs() <= (rows["will"] - cuts[1]).abs()
    can, wants = can ^ by_skill, wants ^ ~by_skill
    found = pd.Series(quadrants.EXIT, index=rows.index, dtype="str")
    return (
        found.mask(can & wants, quadrants.HIGH)
        .mask(~can & wants, quadrants.UNTRAINED)
        .mask(can & ~wants, quadrants.UNMOTIVATED)
    )
