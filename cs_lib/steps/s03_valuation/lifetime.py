"""What is a customer worth, stated carefully? By segment and step by step (M49-M52)."""

from typing import Annotated, Any

import pandas as pd

from cs_lib.books.segments import parts, whole
from cs_lib.engagement import Engagement
from cs_lib.exhibits import (
    Absent,
    Part,
    Shown,
    Table,
    c,
    charts,
    exhibit,
)
from cs_lib.exhibits.pages import Grade
from cs_lib.formats import missing
from cs_lib.steps.s03_valuation.acquisition_cost import Returns, returns
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.survival_curves import MOST_SAID
from cs_lib.steps.s03_valuation.unit_costs import SplitByKey, SplitByTime, SplitUnknown, thin
from cs_lib.texts import Cell, Code, Count, Money, Scope, Sentence, Share, Times

LADDER, PAYBACK = "valuation.lifetime_ladder", "valuation.acquisition_payback"
SKEWED = 1.1
"""Mean over median from which the mean alone would mislead."""
FEW_LOSSES = 20
"""Losses below which what rests on them is grade C: its interval is wide."""
LOSSES_OF: tuple[tuple[Grade, int], ...] = (("A", 100), ("B", FEW_LOSSES), ("C", 5))
"""The losses from which an estimate of staying has each grade; below them all it is D."""


def grade_of(losses: float) -> Grade:
    """How sure is what rests on so many losses?"""
    return next((grade for grade, least in LOSSES_OF if losses >= least), "D")


class Average(Sentence):
    ltv3: Money


class Unranked(Sentence):
    ltv3: Annotated[Money, "ltv3"]
    grade: Code


class Ranked(Sentence):
    least: Scope
    low: Money
    most: Scope
    high: Money
    told_apart = ("low", "high")


class InSegment(Sentence):
    segment: Scope
    ltv3: Annotated[Money, "ltv3"]
    low: Annotated[Money, "ltv3_low"]
    high: Annotated[Money, "ltv3_high"]
    losses: Count


class NoCosts(Sentence): ...


class CompanyRatio(Sentence): ...


class Formula(Sentence):
    margin: Share
    months: Count
    discount: Share


Values = (
    Average | Unranked | Ranked | InSegment | SplitByTime | SplitByKey | SplitUnknown | NoCosts
    | CompanyRatio | Formula
)  # fmt: skip


@exhibit(
    part=Part.A6,
    shows=charts.Dots(c.segment, c.ltv3, low=c.ltv3_low, high=c.ltv3_high),
    needs=("gross_margin",),
)
def lifetime_value(
    ltv: pd.DataFrame, coverage: Coverage, engagement: Engagement
) -> Shown[Values] | Absent:
    """What is a customer worth, by segment?"""
    known = ltv.dropna(subset=["ltv3"])
    if known.empty:
        return Absent("year" if ltv.empty else "customers_live")
    segments, currency = parts(known), engagement.currency
    ranked = coverage.enough and len(segments) > 1
    title = _title(known, ranked, currency)
    say: list[Values] = _by_segment(segments, currency) if len(segments) <= MOST_SAID else []
    if whole(known)["crc_ratio"].isna().all():
        say.append(NoCosts())
    elif not ranked and len(segments):
        say.append(_why_unranked(segments, coverage))
    return Shown(known, title=title, say=tuple(say), note=(_formula(engagement),))


def _title(known: pd.DataFrame, ranked: bool, currency: str) -> Values:
    segments = parts(known)
    if ranked:
        ordered = segments.sort_values("ltv3")
        least, most = ordered.iloc[0], ordered.iloc[-1]
        names = Scope(least["segment"]), Scope(most["segment"])
        return Ranked(names[0], _money(least, currency), names[1], _money(most, currency))
    average = _money(whole(known).iloc[0], currency)
    # a split that nobody measured is not better for resting on many losses
    return Average(average) if segments.empty else Unranked(average, Code("grade", "D"))


def _money(row: "pd.Series[Any]", currency: str, column: str = "ltv3") -> Money:
    segment = row["segment"]
    at = Cell(LADDER, None if missing(segment) else str(segment), column)
    return Money(row[column], currency, at=at)


def _by_segment(segments: pd.DataFrame, currency: str) -> list[Values]:
    """A sentence a segment; none where there are too few customers for an interval."""
    known = segments.dropna(subset=["ltv3_low", "ltv3_high"])
    return [
        InSegment(
            Scope(row["segment"]),
            _money(row, currency),
            _money(row, currency, "ltv3_low"),
            _money(row, currency, "ltv3_high"),
            Count(row["losses"]),
        )
        for _, row in known.iterrows()
    ]


def _why_unranked(segments: pd.DataFrame, coverage: Coverage) -> Values:
    return CompanyRatio() if (segments["crc_basis"] == "company").any() else thin(coverage)


def _formula(engagement: Engagement) -> Formula:
    chosen = engagement.assumptions
    margin = Share(chosen.gross_margin or 0.0)
    return Formula(margin, Count(chosen.horizon_months), Share(chosen.discount_rate))


class Left(Sentence):
    ltv3: Annotated[Money, "ltv3"]
    share: Share


class NoSimple(Sentence):
    ltv3: Money


class Simple(Sentence):
    ltv1: Annotated[Money, "ltv1"]


class Pooled(Sentence): ...


class NotShown(Sentence):
    segments: tuple["NotShownIn", ...]


class NotShownIn(Sentence):
    segment: Scope
    why: Code


class Skewed(Sentence):
    segment: Scope
    times: Times


class Growing(Sentence):
    months: Count


Steps = Left | NoSimple | Simple | Pooled | NotShown | Skewed | Formula | Growing


@exhibit(
    part=Part.A6,
    shows=Table(
        c.segment, c.arpa_month, c.arpa_median, c.churn_month, c.crc_ratio, c.ltv1, c.ltv2,
        c.ltv3, c.ltv3_low, c.ltv3_high, c.ltv3_expansion, c.losses,
    ),
    needs=("gross_margin",),
)  # fmt: skip
def lifetime_ladder(ltv: pd.DataFrame, engagement: Engagement) -> Shown[Steps] | Absent:
    """How much is left of lifetime value when it is stated carefully, and on what does it rest?"""
    if ltv["ltv3"].isna().all():
        return Absent("year" if ltv.empty else "customers_live")
    company, currency = whole(ltv).iloc[0], engagement.currency
    careful = _money(company, currency)
    say: list[Steps] = []
    if missing(company["ltv1"]) or company["ltv3"] <= 0:
        title: Steps = NoSimple(careful)
    else:
        title = Left(careful, Share(company["ltv3"] / company["ltv1"]))
        say.append(Simple(_money(company, currency, "ltv1")))
    if len(parts(ltv)):
        say.append(Pooled())
    if unshown := _unshown(ltv):
        say.append(NotShown(unshown))
    if (skewed := _skewed(ltv)) is not None:
        say.append(skewed)
    months = Count(engagement.assumptions.horizon_months)
    return Shown(ltv, title=title, say=tuple(say), note=(_formula(engagement), Growing(months)))


def _unshown(ltv: pd.DataFrame) -> tuple[NotShownIn, ...]:
    rows = ltv[ltv["unshown"].notna()]
    return tuple(
        NotShownIn(Scope(None if missing(segment) else str(segment)), Code("unshown", why))
        for segment, why in zip(rows["segment"], rows["unshown"], strict=True)
    )


def _skewed(ltv: pd.DataFrame) -> Skewed | None:
    rows = ltv[ltv["arpa_median"] > 0]
    if rows.empty:
        return None
    times = rows["arpa_month"] / rows["arpa_median"]
    top = rows.assign(times=times).sort_values("times").iloc[-1]
    if top["times"] < SKEWED:
        return None
    segment = None if missing(top["segment"]) else str(top["segment"])
    return Skewed(Scope(segment), Times(top["times"]))


class Loss(Sentence):
    ltv3: Annotated[Money, "ltv3"]


class Pays(Sentence):
    cac: Annotated[Money, "cac"]
    landed: Annotated[Money, "ltv3_landed"]


class Unsure(Sentence):
    cac: Annotated[Money, "cac"]


class TooDear(Sentence):
    cac: Annotated[Money, "cac"]


Judged = Loss | Pays | Unsure | TooDear


def judged(ltv: pd.DataFrame, engagement: Engagement) -> Judged | None:
    """What follows for what you spend on winning customers? By LTV-3 over CAC and its limits."""
    if ltv.empty or missing((company := whole(ltv).iloc[0])["ltv3"]):
        return None
    currency = engagement.currency
    if company["ltv3"] <= 0:
        return Loss(_money(company, currency))
    if missing(company["ltv_cac"]):
        return None
    cac = Money(company["cac"], currency, at=Cell(PAYBACK, None, "cac"))
    if company["ltv_cac_low"] > 1:
        at = Cell(PAYBACK, None, "ltv3_landed")
        return Pays(cac, Money(company["ltv3_landed"], currency, at=at))
    return TooDear(cac) if company["ltv_cac_high"] < 1 else Unsure(cac)


def against_cost(ltv: pd.DataFrame) -> Returns | None:
    """A new customer's lifetime value over what it cost to win, with its limits."""
    if ltv.empty or missing((company := whole(ltv).iloc[0])["ltv_cac"]):
        return None
    return returns(company)
