"""What does it cost to win one customer, and when has one paid for that (M41, M53)?"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from cs_lib.books.segments import EVERYONE, Base, of, parts, whole
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.formats import missing
from cs_lib.models.lifetime import Economics
from cs_lib.steps.s03_valuation import ratios as by
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.texts import Cell, Count, Money, Scope, Sentence, Times

ESTIMATED = "estimated"


@dataclass(frozen=True)
class Acquired:
    """CAC per logo and where it is from; both None where it is not known."""

    per_logo: float | None = None
    basis: Literal["own", "estimated"] | None = None


def acquired(by_ratio: pd.DataFrame, base: Base | None, segment: str | None) -> Acquired:
    """The acquisition cost of one new logo of a segment.

    Its own where the keys name it; else the company's cost of EUR 1 of new ARR times the new ARR
    that a logo of the segment brought, which takes the ratio to be the same everywhere.
    """
    if by_ratio.empty or base is None or not base.new_logos:
        return Acquired()
    own = _value(by_ratio, by.PER_LOGO, segment)
    if own is not None:
        return Acquired(own, "own")
    company = _value(by_ratio, by.ON_REVENUE, EVERYONE)
    if company is None:
        return Acquired()
    return Acquired(company * base.new / base.new_logos, "estimated")


def _value(by_ratio: pd.DataFrame, variant: str, segment: str | None) -> float | None:
    rows = of(by_ratio[(by_ratio["ratio"] == "CAC") & (by_ratio["variant"] == variant)], segment)
    return None if rows.empty or pd.isna(rows["value"].iloc[0]) else float(rows["value"].iloc[0])


def simple_payback(economics: Economics, cac: float | None) -> float:
    """Months of gross margin that CAC comes to (M41); NaN where it is not defined."""
    if cac is None or economics.gross_margin is None:
        return np.nan
    monthly = economics.arpa_month * economics.gross_margin
    return cac / monthly if monthly > 0 else np.nan


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


class Estimated(Sentence): ...


class Counted(Sentence):
    cac: Money


Says = Recovered | NotRecovered | Returns | Least | Estimated | Counted


@exhibit(
    part=Part.A6,
    shows=Table(
        c.segment, c.ltv3, c.cac, c.cac_basis, c.ltv_cac, c.ltv_cac_low, c.ltv_cac_high,
        c.payback_months, c.payback_careful,
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
    if missing(row["cac"]):
        unknown = by.headline(ratios, "CAC") is None
        return Absent(by.lacking(ratios, "CAC") if unknown else "customers_won")
    if missing(row["payback_careful"]):
        title: Says = NotRecovered(Count(row["horizon_months"]))
    else:
        title = Recovered(Count(row["payback_careful"]))
    segments = parts(ltv)
    say: list[Says] = [returns(row)]
    note: list[Says] = [Counted(Money(row["cac"], engagement.currency, at=at))]
    if (segments["cac_basis"] == ESTIMATED).any():
        note.append(Estimated())
    elif coverage.enough and len(known := segments.dropna(subset=["ltv_cac"])) > 1:
        least = known.sort_values("ltv_cac").iloc[0]
        say.append(Least(Scope(least["segment"]), *_times(least), Count(least["losses"])))
    return Shown(ltv, title=title, say=tuple(say), note=tuple(note))


def returns(row: "pd.Series[Any]") -> Returns:
    """LTV-3 over CAC of one row of `ltv`."""
    return Returns(*_times(row), Count(row["losses"]))


def _times(row: "pd.Series[Any]") -> tuple[Times, Times, Times]:
    return Times(row["ltv_cac"]), Times(row["ltv_cac_low"]), Times(row["ltv_cac_high"])
