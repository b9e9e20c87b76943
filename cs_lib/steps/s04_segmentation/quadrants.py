"""Who can, who wants to, and what is each quadrant owed? The Skill/Will matrix.

Source: S1. High performers should not churn and are met regularly; the untrained want to and cannot
yet, and get the lion's share of time; the unmotivated get a limited try; those who need to exit
are let go politely.
"""

from typing import Any

import pandas as pd

from cs_lib.engagement.segmentation import Segmentation

HIGH, UNTRAINED, UNMOTIVATED, EXIT = (
    "high_performers", "untrained", "unmotivated", "need_to_exit"
)  # fmt: skip
ORDER = (HIGH, UNTRAINED, UNMOTIVATED, EXIT)
MIDDLE = 50.0
TIME = {HIGH: 0.25, UNTRAINED: 0.50, UNMOTIVATED: 0.15, EXIT: 0.10}
"""The share of time that each quadrant gets where the engagement states none: half for the
untrained, since the source gives them the lion's share and no figure."""


def short_of_time(by_quadrants: pd.DataFrame) -> "pd.Series[Any] | None":
    """The row of the quadrant whose time is furthest below what it should get (`skill_will.table`).

    None where no quadrant with accounts is short, or nobody logged hours.
    """
    short = by_quadrants[(by_quadrants["accounts"] > 0) & (by_quadrants["time_gap"] < 0)]
    return None if short.empty else short.nsmallest(1, "time_gap").iloc[0]


def gets_less(row: "pd.Series[Any]") -> bool:
    """Is its share of time smaller than its share of ARR, as both are printed?"""
    return bool(round(100 * row["share_of_time"]) < round(100 * row["share_of_arr"]))


def cuts(indices: pd.DataFrame, chosen: Segmentation) -> tuple[float, float]:
    """Where skill and will are told from the lack of them: 50, or the medians of the accounts."""
    if chosen.cut == "middle":
        return MIDDLE, MIDDLE
    return float(indices["skill"].median()), float(indices["will"].median())


def quadrants(indices: pd.DataFrame, chosen: Segmentation) -> pd.DataFrame:
    """The quadrant of each account: `quadrant`, `borderline` (within the band of a cut).

    Missing where skill or will is not known. Index as `indices`.
    """
    at_skill, at_will = cuts(indices, chosen)
    can, wants = indices["skill"] >= at_skill, indices["will"] >= at_will
    found = pd.Series(EXIT, index=indices.index, dtype="str")
    found = (
        found.mask(can & wants, HIGH).mask(~can & wants, UNTRAINED).mask(can & ~wants, UNMOTIVATED)
    )
    known = indices[["skill", "will"]].notna().all(axis=1)
    apart = pd.concat(
        [(indices["skill"] - at_skill).abs(), (indices["will"] - at_will).abs()], axis=1
    )
    return pd.DataFrame(
        {"quadrant": found.where(known), "borderline": known & (apart.min(axis=1) <= chosen.band)}
    )
