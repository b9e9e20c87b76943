"""The investment case on one page: what is at stake, what it may cost, what it returns, the risk.

Source: S0 and S2 (3.10): justifying resources for customers who are already there. What a unit of
spend does to churn is not measured here (M47: average is not marginal), so the case says at which
cost it stops paying instead of promising an effect.
"""

from collections.abc import Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.models.lifetime import annuity
from cs_lib.numbers import join, missing, money_short, number, percent
from cs_lib.steps.economics import ratios
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.future import YEARS, Start
from cs_lib.steps.review.books import Books

POINT = 0.01
COLUMNS = ["part", "question", "answer", "basis"]


def table(
    engagement: Engagement, books: Books, begin: Start | None, frames: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """The case, line by line: `part`, `question`, `answer`, `basis`; empty without a year."""
    if begin is None or books.year is None or not books.year.kept.grr:
        return pd.DataFrame(columns=COLUMNS)
    told = _Told(engagement, books, begin, frames)
    lines = [told.stake, told.point, told.limit, told.cost, told.payback, told.effect, told.risk]
    return pd.DataFrame([line() for line in lines], columns=COLUMNS)


class _Told:
    """One method per line; each gives part, question, answer and basis."""

    def __init__(
        self, engagement: Engagement, books: Books, begin: Start,
        frames: Mapping[str, pd.DataFrame],
    ) -> None:  # fmt: skip
        assert books.year is not None
        kept = books.year.kept
        self._chosen, self._currency = engagement.assumptions, engagement.currency
        self._begin, self._frames = begin, frames
        self._opening, self._lost, self._grr = kept.opening, kept.gross_churn, kept.grr or 0.0
        self._years = self._chosen.horizon_months // 12
        self._annuity = annuity(self._grr, self._years, self._chosen.discount_rate)

    def _money(self, amount: float) -> str:
        return money_short(amount, self._currency)

    @property
    def _basis(self) -> str:
        rate = percent(self._chosen.discount_rate, 0)
        return (
            f"{self._years} years at GRR {percent(self._grr)} and {rate} a year: "
            f"annuity {number(self._annuity)}"
        )

    def stake(self) -> tuple[str, ...]:
        share = self._lost / self._opening
        return (
            "Stake", "What is lost in a year?",
            f"{self._money(self._lost)} of ARR, {percent(share)} of what was there",
            "gross churn of the twelve months (M20)",
        )  # fmt: skip

    def point(self) -> tuple[str, ...]:
        arr, margin = self._opening * POINT, self._chosen.gross_margin
        if margin is None:
            worth = f"{self._money(arr * self._annuity)} of revenue; its margin is not given"
        else:
            worth = f"{self._money(arr * margin * self._annuity)} of gross profit"
        return (
            "Return", "What is one point of retention worth?",
            f"{self._money(arr)} of ARR a year, {worth} over its life", self._basis,
        )  # fmt: skip

    def limit(self) -> tuple[str, ...]:
        margin = self._chosen.gross_margin
        answer = (
            "not known: no gross margin is given"
            if margin is None
            else f"{number(margin * self._annuity)} a unit of ARR saved, "
            f"{self._money(self._opening * POINT * margin * self._annuity)} for the point"
        )
        return "Cost", "What may it cost at most?", answer, "gross margin x annuity (M67)"

    def cost(self) -> tuple[str, ...]:
        given = self._chosen.marginal_costs.get("retention")
        if given is not None:
            answer, basis = f"{number(given)} a unit of ARR saved", "stated by the client"
        else:
            ratio = ratios.headline(self._frames["ratios"], "CRC")
            held = "not known" if ratio is None else f"{number(ratio)} to keep a unit, on average"
            answer = f"{held}; one more unit saved costs something else"
            basis = "CRC ratio (M43); average is not marginal (M47)"
        return "Cost", "What does it cost?", answer, basis

    def payback(self) -> tuple[str, ...]:
        given, margin = self._chosen.marginal_costs.get("retention"), self._chosen.gross_margin
        if given is None or not margin:
            answer = "not known until one more unit saved has a price: start with a test of it"
            return "Payback", "When is it paid back?", answer, "needs marginal_costs: retention"
        return (
            "Payback", "When is it paid back?", f"in {number(12 * given / margin, 1)} months",
            "12 x stated cost / gross margin",
        )  # fmt: skip

    def effect(self) -> tuple[str, ...]:
        rows = self._frames["sensitivity"]
        more = float(rows.loc[rows["points"] == POINT, "change"].iloc[0])
        worth = float(rows.loc[rows["points"] == POINT, "value_change"].iloc[0])
        priced = "" if missing(worth) else f", {self._money(worth)} of value at the stated multiple"
        return (
            "Return", f"What does one point of NRR make in {YEARS} years?",
            f"{self._money(more)} of ARR{priced}", "kept up every year; new ARR as in the last one",
        )  # fmt: skip

    def risk(self) -> tuple[str, ...]:
        begin = self._begin
        said = [f"NRR lies between {percent(begin.low)} and {percent(begin.high)}"]
        rows = self._frames["ltv"]
        thin = rows.loc[(rows["losses"] < 20) & (rows["segment"] != EVERYONE), "segment"]
        if len(thin):
            said.append(f"lifetimes rest on few losses in {join(list(thin))}")
        return (
            "Risk", "What could make it wrong?", "; ".join(said),
            "bootstrap over customers, 90%",
        )  # fmt: skip
