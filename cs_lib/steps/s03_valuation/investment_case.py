"""The investment case: what is at stake, what it may cost, what it returns, and the risk.

Source: S0 and S2 (3.10): justifying resources for customers who are already there. What EUR 1 of
spend does to churn is not measured here (M47: average is not marginal), so the case says at which
cost it stops paying instead of promising an effect.
"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.segments import parts
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.models.lifetime import annuity
from cs_lib.steps.s03_valuation import outlook
from cs_lib.steps.s03_valuation import ratios as by
from cs_lib.steps.s03_valuation.lifetime import FEW_LOSSES
from cs_lib.steps.s03_valuation.outlook import Outset
from cs_lib.texts import Count, Money, Quantity, Scope, Sentence, Share

POINT = 0.01


class Lost(Sentence):
    lost: Money
    share: Share


class Point(Sentence):
    arr: Money
    profit: Money


class Limit(Sentence):
    each: Money
    one: Money
    whole: Money


class Stated(Sentence):
    each: Money
    one: Money


class Average(Sentence):
    each: Money
    one: Money


class Unknown(Sentence): ...


class PaidBack(Sentence):
    months: Quantity


class Untested(Sentence): ...


class Adds(Sentence):
    change: Money
    years: Count


class Uncertain(Sentence):
    low: Share
    high: Share


class FewLosses(Sentence):
    low: Share
    high: Share
    segments: tuple["Few", ...]


class Few(Sentence):
    segment: Scope


class Annuity(Sentence):
    years: Count
    grr: Share
    discount: Share


class Worth(Sentence):
    profit: Money


class StopsPaying(Sentence):
    each: Money
    one: Money


Answer = (
    Lost | Point | Limit | Stated | Average | Unknown | PaidBack | Untested | Adds | Uncertain
    | FewLosses | Few
)  # fmt: skip
Line = tuple[str, str, Answer, str]


@exhibit(
    part=Part.A6,
    shows=Table(c.case_question, c.answer, c.case_basis, group=c.case_part),
    needs=("gross_margin", "year"),
)
def investment_case(
    ltv: pd.DataFrame, ratios: pd.DataFrame, outset: Outset | None, books: Books,
    engagement: Engagement,
) -> Shown[Answer | Annuity | Worth | StopsPaying] | Absent:  # fmt: skip
    """What is at stake, what may saving it cost, what does it return, and what is the risk?"""
    margin, currency = engagement.assumptions.gross_margin, engagement.currency
    if (need := outlook.lacking(outset)) is not None or outset is None:
        return Absent(need or "year")
    if books.year is None or not books.year.kept.grr or margin is None:
        return Absent("year")
    kept, chosen = books.year.kept, engagement.assumptions
    grr, years = books.year.kept.grr, chosen.horizon_months // 12
    each = margin * annuity(grr, years, chosen.discount_rate)
    point = outset.arr * POINT
    one, limit = Money(1.0, currency), Money(each, currency)
    profit = Money(point * each, currency)
    more = outlook.path(outset, outset.nrr + POINT)[-1] - outlook.path(outset, outset.nrr)[-1]
    lines: list[Line] = [
        ("stake", "lost", Lost(Money(kept.gross_churn, currency),
                               Share(kept.gross_churn / kept.opening)), "gross_churn"),
        ("returns", "point", Point(Money(point, currency), profit), "annuity"),
        ("cost", "limit", Limit(limit, one, profit), "limit"),
        _cost(engagement, ratios, one),
        _payback(engagement, margin),
        ("returns", "future", Adds(Money(more, currency), Count(outlook.YEARS)), "kept_up"),
        ("risk", "wrong", _risk(outset, ltv), "bootstrap"),
    ]  # fmt: skip
    names = ["case_part", "case_question", "answer", "case_basis"]
    frame = pd.DataFrame(lines, columns=names).sort_values(
        "case_part", key=lambda part: part.map(list(PARTS).index), kind="stable"
    )
    note = Annuity(Count(years), Share(grr), Share(chosen.discount_rate))
    return Shown(frame, title=Worth(profit), say=(StopsPaying(limit, one),), note=(note,))


PARTS = ("stake", "returns", "cost", "payback", "risk")


def _cost(engagement: Engagement, ratios: pd.DataFrame, one: Money) -> Line:
    given, currency = engagement.assumptions.marginal_costs.get("retention"), engagement.currency
    if given is not None:
        return "cost", "cost", Stated(Money(given, currency), one), "stated"
    ratio = by.headline(ratios, "CRC")
    if ratio is None:
        return "cost", "cost", Unknown(), "no_costs"
    return "cost", "cost", Average(Money(ratio, currency), one), "average"


def _payback(engagement: Engagement, margin: float) -> Line:
    given = engagement.assumptions.marginal_costs.get("retention")
    if given is None or not margin:
        return "payback", "when", Untested(), "needs_price"
    return "payback", "when", PaidBack(Quantity(12 * given / margin)), "cost_over_margin"


def _risk(outset: Outset, ltv: pd.DataFrame) -> Uncertain | FewLosses:
    limits = Share(outset.low), Share(outset.high)
    thin = parts(ltv[ltv["losses"] < FEW_LOSSES])["segment"]
    few = tuple(Few(Scope(name)) for name in thin)
    return FewLosses(*limits, few) if few else Uncertain(*limits)
