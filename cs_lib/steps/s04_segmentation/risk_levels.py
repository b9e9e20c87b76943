"""What is at risk: ARR, or what the account could pay? Risk by level on both bases.

Source: S0 (risk as potential at risk, not ARR at risk); concept 1.19. Red has given notice or lacks
both skill and will; amber could and does not want to; green is the rest.
"""

from typing import Annotated

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s04_segmentation import quadrants
from cs_lib.texts import Cell, Code, Count, Money, Sentence, Share

NOTICE, EXIT, AMBER, GREEN, UNKNOWN = (
    "on_notice", "low_in_both", "unmotivated", "no_sign", "not_known"
)  # fmt: skip
RED = (NOTICE, EXIT)
COLUMNS = [
    "risk_level", "accounts", "arr", "share_of_arr", "potential", "share_of_potential", "gap"
]  # fmt: skip


def levels(accounts: pd.DataFrame) -> "pd.Series[str]":
    """The level of each account: on notice before all; not known without skill and will."""
    quadrant = accounts["quadrant"]
    conditions = [
        accounts["notified"], quadrant.eq(quadrants.EXIT).fillna(False),
        quadrant.eq(quadrants.UNMOTIVATED).fillna(False), quadrant.isna(),
    ]  # fmt: skip
    found = np.select(conditions, [NOTICE, EXIT, AMBER, UNKNOWN], GREEN)
    return pd.Series(found, index=accounts.index, dtype="str")


def by_level(accounts: pd.DataFrame) -> pd.DataFrame:
    """One row a level that some account is in (`COLUMNS`), of accounts with a known potential."""
    known = accounts[accounts["potential"].notna()]
    level, rows = levels(known), []
    for name in (NOTICE, EXIT, AMBER, GREEN, UNKNOWN):
        mine = known[level == name]
        if len(mine):
            arr, potential = mine["arr"].sum(), mine["potential"].sum()
            rows.append((name, len(mine), arr, arr / known["arr"].sum(), potential,
                         potential / known["potential"].sum(), mine["gap"].sum()))  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


class Red(Sentence):
    potential: Money
    arr: Money
    told_apart = ("potential", "arr")


class NoneRed(Sentence): ...


class Amber(Sentence):
    level: Code
    accounts: Count
    share: Annotated[Share, "share_of_potential"]


class Unseen(Sentence):
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.risk_level, c.accounts, c.arr, c.share_of_arr, c.potential, c.share_of_potential, c.gap
    ),
)  # fmt: skip
def risk_levels(
    accounts: pd.DataFrame, engagement: Engagement
) -> Shown[Red | NoneRed | Amber | Unseen] | Absent:
    """How much is at risk at each level, by ARR and by potential? (1.19)"""
    frame = by_level(accounts)
    if frame.empty:
        return Absent("potential")
    if set(frame["risk_level"]) == {UNKNOWN}:
        return Absent("signs")
    rows = frame.set_index("risk_level")
    red = rows.loc[rows.index.isin(RED), ["arr", "potential"]].sum()
    say: list[Amber | Unseen] = []
    if AMBER in rows.index:
        at = Cell("segmentation.risk_levels", AMBER, "share_of_potential")
        share = Share(rows["share_of_potential"][AMBER], at)
        say.append(Amber(Code("risk_level", AMBER), Count(int(rows["accounts"][AMBER])), share))
    if UNKNOWN in rows.index:
        say.append(Unseen(Count(int(rows["accounts"][UNKNOWN]))))
    if not red["arr"]:
        return Shown(frame, title=NoneRed(), say=tuple(say))
    potential, arr = (Money(red[name], engagement.currency) for name in ("potential", "arr"))
    return Shown(frame, title=Red(potential, arr), say=tuple(say))
