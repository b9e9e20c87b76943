"""What does it cost to win one customer, and when has one paid for that (M41, M53)?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.lifetime import Economics
from cs_lib.steps.economics import ratios
from cs_lib.steps.economics.bases import EVERYONE, Base

OWN = "CAC: its own acquisition cost / its new logos"
SHARED = "CAC: what a unit of new ARR costs the company x the new ARR of one of its logos"


@dataclass(frozen=True)
class Acquired:
    """CAC per logo, None where it is not known; `note` says what it is made of or what it lacks."""

    per_logo: float | None
    note: str


def acquired(by_ratio: pd.DataFrame, base: Base | None, segment: str) -> Acquired:
    """The acquisition cost of one new logo of a segment.

    Its own where the keys name it; else the company's cost of a unit of new ARR times the new ARR
    that a logo of the segment brought, which takes the ratio to be the same everywhere.
    """
    if by_ratio.empty:
        return Acquired(None, "no CAC: no costs are given")
    if base is None or not base.new_logos:
        return Acquired(None, "no CAC: no new logo in twelve months")
    own = _value(by_ratio, ratios.PER_LOGO, segment)
    if own is not None:
        return Acquired(own, OWN)
    whole = _value(by_ratio, ratios.ON_REVENUE, EVERYONE)
    if whole is None:
        return Acquired(None, "no CAC: acquisition cost is not known")
    return Acquired(whole * base.new / base.new_logos, SHARED)


def _value(by_ratio: pd.DataFrame, variant: str, segment: str) -> float | None:
    rows = by_ratio[
        (by_ratio["ratio"] == "CAC")
        & (by_ratio["variant"] == variant)
        & (by_ratio["segment"] == segment)
    ]
    return None if rows.empty or pd.isna(rows["value"].iloc[0]) else float(rows["value"].iloc[0])


def payback(economics: Economics, cac: float | None) -> float:
    """Months of gross margin that CAC comes to (M41); NaN where it is not defined."""
    monthly = economics.arpa_month * (economics.gross_margin or 0.0)
    return np.nan if cac is None or monthly <= 0 else cac / monthly


def payback_careful(economics: Economics, cac: float | None) -> float:
    """In which month has the average customer paid CAC, after retention cost, losses and interest?

    NaN where that is not within the horizon.
    """
    if cac is None or economics.gross_margin is None or economics.survival is None:
        return np.nan
    month = np.arange(economics.horizon)
    profit = economics.arpa_month * (economics.gross_margin - (economics.crc_ratio or 0.0))
    paid = np.cumsum(profit * economics.survival / (1 + economics.discount_rate) ** (month / 12))
    reached = np.flatnonzero(paid >= cac)
    return float(reached[0] + 1) if len(reached) else np.nan
