"""Where could ARR be in five years, and what is one point of NRR worth then (3.09)?

ARR next year = ARR x NRR + new business, year after year. New business is taken to stay what it
was in the last twelve months. A multiple is the client's assumption, never a fact.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.segments import Base
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.ledger import present
from cs_lib.models.resampled import ratio_limits
from cs_lib.texts import Cell, Count, Money, Sentence, Share, Times

YEARS = 5
POINTS = (-3, -2, -1, 0, 1, 2, 3)
"""Points of NRR by which the sensitivity departs from today's."""
AS_NOW, ONE_MORE = "as_now", "plus_1"
SCENARIOS = {
    -3: "minus_3", -2: "minus_2", -1: "minus_1", 0: AS_NOW, 1: ONE_MORE, 2: "plus_2", 3: "plus_3"
}  # fmt: skip
LOW_END, HIGH_END = "low_end", "high_end"
TABLE = "valuation.nrr_sensitivity"
STEADY = 1.5
"""NRR above this is the growth of a young company; kept up for five years it would be fantasy."""


@dataclass(frozen=True)
class Outset:
    """What the future is counted from: ARR, NRR with its limits, and a year's new business.

    The limits are a bootstrap over the `customers` of a year ago, 90 %.
    """

    arr: float
    nrr: float
    low: float
    high: float
    new: float
    customers: int


def outset_of(books: Books, base: Base) -> Outset | None:
    """The last day's ARR and the twelve months' NRR and new ARR; None without a year of history."""
    if books.year is None or books.year.kept.nrr is None:
        return None
    there = present(books.year.headline.pair.accounts)
    low, high = ratio_limits(there["v1"].to_numpy(float), there["v0"].to_numpy(float))
    return Outset(base.arr, books.year.kept.nrr, low, high, base.new, len(there))


def lacking(begin: Outset | None) -> str | None:
    """The need without which nothing can be carried forward; None where it can."""
    if begin is None:
        return "year"
    if begin.arr <= 0:
        return "customers_live"
    return "steady_retention" if begin.nrr > STEADY else None


def path(begin: Outset, nrr: float, years: int = YEARS) -> list[float]:
    """ARR today and after each of `years` years."""
    found = [begin.arr]
    for _ in range(years):
        found.append(found[-1] * nrr + begin.new)
    return found


def fan(begin: Outset) -> pd.DataFrame:
    """ARR year by year with NRR as now and at its limits.

    Columns: `years_ahead`, `scenario`, `arr`, `arr_low`, `arr_high`.
    """
    low, now, high = (path(begin, nrr) for nrr in (begin.low, begin.nrr, begin.high))
    return pd.DataFrame(
        {"years_ahead": range(YEARS + 1), "scenario": AS_NOW, "arr": now,
         "arr_low": low, "arr_high": high}
    )  # fmt: skip


def sensitivity(begin: Outset, multiple: float | None, discount: float) -> pd.DataFrame:
    """ARR in five years by NRR: at its limits, and point by point around today's.

    Columns: `scenario`, `nrr`, `arr`, `arr_change` (against NRR as now), `arr_growth` (a year),
    `value_change` (x the client's multiple, empty without) and `value_change_today` (discounted).
    """
    points = {SCENARIOS[each]: begin.nrr + each / 100 for each in POINTS}
    rates = {LOW_END: begin.low} | points | {HIGH_END: begin.high}
    frame = pd.DataFrame({"scenario": list(rates), "nrr": list(rates.values())})
    arr = np.array([path(begin, nrr)[-1] for nrr in frame["nrr"]])
    now = path(begin, begin.nrr)[-1]
    growth = (np.maximum(arr, 0) / begin.arr) ** (1 / YEARS) - 1
    worth = (arr - now) * (np.nan if multiple is None else multiple)
    return frame.assign(
        arr=arr, arr_change=arr - now, arr_growth=growth, value_change=worth,
        value_change_today=worth / (1 + discount) ** YEARS,
    )  # fmt: skip


class Between(Sentence):
    years: Count
    low: Money
    high: Money


class Retention(Sentence):
    nrr: Share
    low: Share
    high: Share
    customers: Count


class NewBusiness(Sentence):
    new: Money


@exhibit(
    shows=charts.Lines(
        c.years_ahead, c.arr, c.scenario, low=c.arr_low, high=c.arr_high, zero=True
    )
)  # fmt: skip
def future_arr(
    outset: Outset | None, engagement: Engagement
) -> Shown[Between | Retention | NewBusiness] | Absent:
    """Where could ARR be in five years if nothing changes?"""
    if (need := lacking(outset)) is not None or outset is None:
        return Absent(need or "year")
    frame, begin = fan(outset), outset
    return Shown(
        frame,
        title=between(begin, engagement.currency),
        say=(
            Retention(
                Share(begin.nrr), Share(begin.low), Share(begin.high), Count(begin.customers)
            ),
            NewBusiness(Money(begin.new, engagement.currency)),
        ),
    )


def between(begin: Outset, currency: str) -> Between:
    """The band in words; the amounts stand in the table of sensitivities."""
    low, high = (
        Money(path(begin, nrr)[-1], currency, at=Cell(TABLE, scenario, "arr"))
        for nrr, scenario in ((begin.low, LOW_END), (begin.high, HIGH_END))
    )
    return Between(Count(YEARS), low, high)


class OnePoint(Sentence):
    change: Money
    years: Count


class Valued(Sentence):
    multiple: Times
    today: Money
    discount: Share
    undiscounted: Money


class NotValued(Sentence): ...


@exhibit(
    part=Part.A6,
    shows=Table(
        c.scenario, c.nrr, c.arr, c.arr_change, c.arr_growth, c.value_change, c.value_change_today
    ),
)  # fmt: skip
def nrr_sensitivity(
    outset: Outset | None, engagement: Engagement
) -> Shown[OnePoint | Valued | NotValued] | Absent:
    """What is one point of NRR worth in five years?"""
    if (need := lacking(outset)) is not None or outset is None:
        return Absent(need or "year")
    chosen, currency = engagement.assumptions, engagement.currency
    frame = sensitivity(outset, chosen.multiple, chosen.discount_rate)
    more = frame[frame["scenario"] == ONE_MORE].iloc[0]
    amounts = {
        name: Money(more[name], currency, at=Cell(TABLE, ONE_MORE, name))
        for name in ("arr_change", "value_change_today", "value_change")
        if not pd.isna(more[name])
    }
    title = OnePoint(amounts["arr_change"], Count(YEARS))
    if chosen.multiple is None:
        return Shown(frame, title=title, say=(NotValued(),))
    valued = Valued(
        Times(chosen.multiple), amounts["value_change_today"], Share(chosen.discount_rate),
        amounts["value_change"],
    )  # fmt: skip
    return Shown(frame, title=title, say=(valued,))
