"""What does it cost to win one customer, and when has one paid for that (M41, M53)?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import numpy as np
import pandas as pd

from cs_lib.books.segments import EVERYONE, Base, of, parts, whole
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.formats import missing
from cs_lib.models.lifetime import payback
from cs_lib.models.lives import Floats
from cs_lib.steps.s03_valuation import ratios as by
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.texts import Cell, Code, Count, Extreme, Money, Scope, Sentence, Times, alike

NO_KEY: Final = "no_key"
"""The basis of a segment's acquisition cost that no allocation key tells apart."""
MOST_SAID = 4
"""Segments of which each is said; with more, the table says it better."""
UNKNOWN = (float("nan"), float("nan"))


@dataclass(frozen=True)
class Landed:
    """The year's new customers: the ARR one began with, and LTV-3 at that size with its limits.

    `flow` is what one leaves in each month of the horizon, in today's money.
    """

    size: float = float("nan")
    worth: float = float("nan")
    limits: tuple[float, float] = UNKNOWN
    flow: Floats | None = None

    def payback(self, cost: float | None) -> int | None:
        """In which month has one paid `cost`, after retention, losses and interest?

        None where that is not within the horizon, or nothing is known.
        """
        return None if cost is None else payback(self.flow, cost)


@dataclass(frozen=True)
class Acquired:
    """CAC per logo and where it is from; both None where it is not known.

    `range` is LTV-3 of a new customer over it, at the least and the most favourable key.
    """

    per_logo: float | None = None
    basis: Literal["own", "no_key"] | None = None
    range: tuple[float, float] = UNKNOWN


def acquired(
    by_ratio: pd.DataFrame, bases: Mapping[str | None, Base], segment: str | None, landed: Landed
) -> Acquired:
    """The acquisition cost of one new logo of a segment, where its own key names it (M53).

    Else it is not known. It could be the company's cost of EUR 1 of new ARR, or its cost of a
    logo: the range is over both, and wide where segments differ in size.
    """
    base = bases.get(segment)
    if by_ratio.empty or base is None or not base.new_logos:
        return Acquired()
    own = _value(by_ratio, by.PER_LOGO, segment)
    if own is not None:
        return Acquired(own, "own")
    per_arr = _value(by_ratio, by.ON_REVENUE, EVERYONE)
    per_logo = _value(by_ratio, by.PER_LOGO, EVERYONE)
    if segment is EVERYONE or not per_arr or not per_logo:
        return Acquired()
    multiples = [landed.worth / cost for cost in (per_arr * landed.size, per_logo)]
    return Acquired(None, NO_KEY, (min(multiples), max(multiples)))


def _value(by_ratio: pd.DataFrame, variant: str, segment: str | None) -> float | None:
    rows = of(by_ratio[(by_ratio["ratio"] == "CAC") & (by_ratio["variant"] == variant)], segment)
    return None if rows.empty or pd.isna(rows["value"].iloc[0]) else float(rows["value"].iloc[0])


def simple_payback(size: float, margin: float | None, cac: float | None) -> float:
    """Months of gross margin of a new customer that CAC comes to (M41); NaN where not defined.

    `size` is the ARR a year that it begins with.
    """
    if cac is None or margin is None or not size * margin > 0:
        return np.nan
    return cac / (size * margin / 12)


class Recovered(Sentence):
    careful: Count


class NotRecovered(Sentence):
    horizon: Count


class Returns(Sentence):
    times: Times
    low: Times
    high: Times
    losses: Count


class Least(Sentence):
    segment: Scope
    times: Times
    low: Times
    high: Times
    losses: Count
    extremes = (Extreme("valuation.acquisition_payback.ltv_cac", "segment", lowest=True),)


class NoKey(Sentence): ...


class AcrossKeys(Sentence):
    segment: Scope
    least: Times
    most: Times
    grade: Code


class ByEveryKey(Sentence):
    segment: Scope
    times: Times
    grade: Code


class Counted(Sentence):
    cac: Annotated[Money, "cac"]


Says = Recovered | NotRecovered | Returns | Least | NoKey | AcrossKeys | ByEveryKey | Counted


@exhibit(
    part=Part.A6,
    shows=Table(
        c.segment, c.landing_arr, c.ltv3_landed, c.cac, c.cac_basis, c.ltv_cac, c.ltv_cac_low,
        c.ltv_cac_high, c.ltv_cac_least, c.ltv_cac_most, c.payback_months, c.payback_careful,
    ),
    needs=("gross_margin", "costs"),
)  # fmt: skip
def acquisition_payback(
    ltv: pd.DataFrame, ratios: pd.DataFrame, coverage: Coverage, engagement: Engagement
) -> Shown[Says] | Absent:
    """Is a customer worth what winning one costs, and when has one paid for it? (M41, M53)"""
    company = whole(ltv)
    if company.empty or missing(company["ltv3"].iloc[0]):
        return Absent("customers_live")
    row, at = company.iloc[0], Cell("valuation.acquisition_payback", None, "cac")
    if missing(row["cac"]) or missing(row["ltv_cac"]):
        unknown = by.headline(ratios, "CAC") is None
        return Absent(by.lacking(ratios, "CAC") if unknown else "customers_won")
    if missing(row["payback_careful"]):
        title: Says = NotRecovered(Count(row["horizon_months"]))
    else:
        title = Recovered(Count(row["payback_careful"]))
    segments = parts(ltv)
    say: list[Says] = [returns(row)]
    note: list[Says] = [Counted(Money(row["cac"], engagement.currency, at=at))]
    unsplit = segments[segments["cac_basis"] == NO_KEY].dropna(subset=["ltv_cac_least"])
    if len(unsplit):
        say += _across(unsplit) if len(unsplit) <= MOST_SAID else []
        note.append(NoKey())
    elif coverage.enough and len(known := segments.dropna(subset=["ltv_cac"])) > 1:
        least = known.sort_values("ltv_cac").iloc[0]
        say.append(Least(Scope(least["segment"]), *_times(least), Count(least["losses"])))
    return Shown(ltv, title=title, say=tuple(say), note=tuple(note))


def _across(rows: pd.DataFrame) -> list[Says]:
    """What each segment could return, in the order of their names: no ranking is made of it."""
    edges = rows[["segment", "ltv_cac_least", "ltv_cac_most"]].itertuples(index=False)
    return [_by_key(Scope(name), Times(low), Times(high)) for name, low, high in edges]


def _by_key(segment: Scope, low: Times, high: Times) -> AcrossKeys | ByEveryKey:
    grade = Code("grade", "D")
    if alike(low, high, "times"):
        return ByEveryKey(segment, low, grade)
    return AcrossKeys(segment, low, high, grade)


def returns(row: "pd.Series[Any]") -> Returns:
    """LTV-3 of a new customer over CAC, of one row of `ltv`."""
    return Returns(*_times(row), Count(row["losses"]))


def _times(row: "pd.Series[Any]") -> tuple[Times, Times, Times]:
    return Times(row["ltv_cac"]), Times(row["ltv_cac_low"]), Times(row["ltv_cac_high"])
