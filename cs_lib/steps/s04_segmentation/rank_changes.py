"""Which accounts move up, and which down, when they are ranked by what they could pay?

Source: S0; concept 1.18. Only accounts that are among the largest tenth on either basis: places
among small ones change by little money.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import by_name
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s04_segmentation import twin_views
from cs_lib.texts import Cell, Count, Extreme, Name, Sentence

LISTED = 10
UP, DOWN = "up", "down"


class Changed(Sentence):
    accounts: Count
    top: Count


class NoneChanged(Sentence): ...


class Climbs(Sentence):
    account: Name
    places: Annotated[Count, "rank_change"]
    extremes = (Extreme("segmentation.rank_changes.rank_change", "places"),)


class Falls(Sentence):
    account: Name
    places: Annotated[Count, "rank_change"]


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.arr, c.rank_arr, c.potential, c.rank_potential,
        c.rank_change, c.owner, group=c.rank_move,
    ),
)  # fmt: skip
def rank_changes(
    accounts: pd.DataFrame,
) -> Shown[Changed | NoneChanged | Climbs | Falls] | Absent:
    """Which large accounts change places most between ARR and potential? (1.18)"""
    ranked = twin_views.ranks(accounts)
    if len(ranked) < twin_views.TOP:
        return Absent("potential")
    large, top = moves(ranked)
    if large.empty:
        return Shown(None, title=NoneChanged())
    shown = by_name(large)
    say: list[Climbs | Falls] = []
    for kind, move in ((Climbs, UP), (Falls, DOWN)):
        mine = large[large["rank_move"] == move]
        if len(mine):
            row = mine.iloc[0]
            at = Cell("segmentation.rank_changes", row["name"], "rank_change")
            say.append(kind(Name(str(row["name"])), Count(abs(int(row["rank_change"])), at)))
    return Shown(shown, title=Changed(Count(len(large)), Count(top)), say=tuple(say))


def moves(ranked: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Ten at most that climb and ten that fall, the furthest first; and how many are large.

    With `rank_move`, which of the two.
    """
    top = max(twin_views.TOP, round(0.1 * len(ranked)))
    large = ranked[ranked[["rank_arr", "rank_potential"]].min(axis=1) <= top]
    up = large[large["rank_change"] > 0].nlargest(LISTED, "rank_change")
    down = large[large["rank_change"] < 0].nsmallest(LISTED, "rank_change")
    return pd.concat([up.assign(rank_move=UP), down.assign(rank_move=DOWN)]), top
