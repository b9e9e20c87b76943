"""Where do NRR and growth lead in five years, and what would a buyer pay for it (3.09)?

ARR next year = ARR x NRR + new-logo ARR, year after year. New-logo ARR is taken to stay what it
was in the last twelve months. A multiple is the client's assumption, never a fact.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.ledger import present
from cs_lib.models.resampled import ratio_limits
from cs_lib.steps.economics.bases import Base
from cs_lib.steps.review.books import Books

YEARS = 5
POINTS = (-3, -2, -1, 0, 1, 2, 3)
"""Points of NRR by which the sensitivity departs from today's."""
FAN = ["year", "path", "arr", "low", "high"]
SENSITIVITY = ["points", "nrr", "arr", "change", "growth", "value", "value_change"]
AS_NOW = "NRR as now"


@dataclass(frozen=True)
class Start:
    """Where the way begins: ARR, NRR with its limits (bootstrap over customers, 90 %), new ARR."""

    arr: float
    nrr: float
    low: float
    high: float
    new: float


def start(books: Books, base: Base) -> Start | None:
    """The last day's ARR and the twelve months' NRR and new ARR; None without a year of history."""
    if books.year is None or books.year.kept.nrr is None:
        return None
    there = present(books.year.headline.pair.accounts)
    low, high = ratio_limits(there["v1"].to_numpy(float), there["v0"].to_numpy(float))
    return Start(base.arr, books.year.kept.nrr, low, high, base.new)


def path(begin: Start, nrr: float, years: int = YEARS) -> list[float]:
    """ARR today and after each of `years` years."""
    found = [begin.arr]
    for _ in range(years):
        found.append(found[-1] * nrr + begin.new)
    return found


def fan(begin: Start | None) -> pd.DataFrame:
    """The ways of ARR: as now with its limits, and one point of NRR more and less (`FAN`)."""
    if begin is None:
        return pd.DataFrame(columns=FAN)
    low, high = path(begin, begin.low), path(begin, begin.high)
    ways = {"NRR +1 pt": 0.01, AS_NOW: 0.0, "NRR \u22121 pt": -0.01}
    rows = []
    for name, points in ways.items():
        for year, arr in enumerate(path(begin, begin.nrr + points)):
            edges = (low[year], high[year]) if name == AS_NOW else (np.nan, np.nan)
            rows.append((f"Year {year}" if year else "Today", name, arr, *edges))
    return pd.DataFrame(rows, columns=FAN)


def sensitivity(begin: Start | None, multiple: float | None) -> pd.DataFrame:
    """What does each point of NRR make in five years? One row a departure (`SENSITIVITY`).

    `growth` is the yearly growth of ARR; `value` is ARR x the client's multiple, empty without.
    """
    if begin is None:
        return pd.DataFrame(columns=SENSITIVITY)
    now = path(begin, begin.nrr)[-1]
    rows = []
    for points in POINTS:
        nrr = begin.nrr + points / 100
        arr = path(begin, nrr)[-1]
        growth = (arr / begin.arr) ** (1 / YEARS) - 1 if begin.arr > 0 and arr > 0 else np.nan
        times = np.nan if multiple is None else multiple
        rows.append((points / 100, nrr, arr, arr - now, growth, arr * times, (arr - now) * times))
    return pd.DataFrame(rows, columns=SENSITIVITY)
