"""How many customers are still there after so many months? The curves as they are drawn."""

import numpy as np
import pandas as pd

from cs_lib.models.survival import kaplan_meier
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.ltv import METHODS, Worth

EVERY = 6
SHOWN = (6, 12, 24, 36, 48, 60)
"""Months of tenure in the table: the years, and the half year in which most of the haste is."""

DRAWN = ["month", "segment", "share", "low", "high"]


def drawn(found: tuple[Worth, ...]) -> pd.DataFrame:
    """The curves half year by half year. Columns: `month`, `segment`, `share`, `low`, `high`.

    `low` and `high` are there where a curve is not read from the segment's own losses alone.
    """
    if not found:
        return pd.DataFrame(columns=DRAWN)
    return pd.concat([_points(each) for each in _segments(found)], ignore_index=True)


def _segments(found: tuple[Worth, ...]) -> tuple[Worth, ...]:
    return tuple(each for each in found if each.segment != EVERYONE) or found


def _points(this: Worth) -> pd.DataFrame:
    curve, months = this.staying.curve, np.arange(0, this.economics.horizon + 1, EVERY)
    own = curve.method in ("km", "hazard")
    return pd.DataFrame(
        {
            "month": [str(month) for month in months],
            "segment": this.segment,
            "share": curve.survival[months],
            "low": np.nan if own else curve.low[months],
            "high": np.nan if own else curve.high[months],
        }
    )[DRAWN]


def at_risk(found: tuple[Worth, ...]) -> pd.DataFrame:
    """What was seen, and what the curve says, at some months of tenure.

    Columns: `segment`, `month`, `at_risk` (lives under watch just after it), `lost` (by then),
    `seen` (Kaplan-Meier of the segment's own lives), `low`, `high` (90 %), `curve`, `method`.
    """
    columns = ["segment", "month", "at_risk", "lost", "seen", "low", "high", "curve", "method"]
    rows = [row for each in found for row in _rows(each)]
    return pd.DataFrame(rows, columns=columns)


def _rows(this: Worth) -> list[tuple[object, ...]]:
    own, lives, curve = kaplan_meier(this.lives, 0.9), this.lives, this.staying.curve
    rows: list[tuple[object, ...]] = []
    for month in (m for m in SHOWN if m <= this.economics.horizon):
        place = int(np.searchsorted(own.months, month, side="right") - 1)
        watched = int(((lives["entry"] <= month) & (lives["duration"] > month)).sum())
        lost = int((lives["ended"] & (lives["duration"] <= month)).sum())
        known = month <= own.observed
        seen = [edge[place] if known else np.nan for edge in (own.survival, own.low, own.high)]
        rows.append(
            (this.segment, month, watched, lost, *seen, curve.survival[month],
             METHODS[curve.method])
        )  # fmt: skip
    return rows
