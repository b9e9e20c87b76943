"""Where would the budget earn most, and what is one more unit of it worth?"""

from typing import Any

from cs_lib.numbers import count, join, number, percent
from cs_lib.steps.opportunity.allocation import LOOSE, STEP
from cs_lib.steps.opportunity.curves import FITTED, NONE, STATED
from cs_lib.steps.opportunity.sentences.told import Told, as_named, first_up

UNSUPPORTED = "The data cannot support an allocation"


class Budget(Told):
    """One method per sentence."""

    @property
    def _solved(self) -> bool:
        return self._found.spread.status == "optimal"

    def allocation(self) -> str:
        """What would the best spread earn beyond today's?"""
        spread = self._found.spread
        if not self._solved:
            return UNSUPPORTED
        more = spread.value_best - spread.value_today
        moves = self._moves()
        if abs(spread.budget - spread.kept - self._spent()) > 0.01 * self._spent():
            word = "more" if more >= 0 else "less"
            return (
                f"Spread best, a budget of {self._money(spread.budget)} would earn "
                f"{self._money(abs(more))} {word} than today's {self._money(self._whole())} does"
            )
        if not moves or more < 0.01 * abs(spread.value_today):
            return f"Today's spread of {self._money(spread.budget)} is close to the best"
        largest = max(moves, key=lambda row: abs(row["move"]))
        way = "towards" if largest["move"] > 0 else "away from"
        return (
            f"Spread best, {self._money(spread.budget)} would earn {self._money(more)} more: "
            f"most of all {way} {as_named(largest['cell'])}"
        )

    def _spent(self) -> float:
        """Today's spend of the cells that the solver moves."""
        return float(self._frames["allocation"]["today"].sum())

    def _whole(self) -> float:
        return self._spent() + self._found.spread.kept

    def _moves(self) -> list[dict[str, Any]]:
        rows = self._rows("allocation")
        return [row for row in rows if abs(row["move"]) > 0.01 * max(row["today"], 1.0)]

    def allocation_detail(self) -> str:
        """What is the shadow price of the budget, or why is there none?"""
        spread = self._found.spread
        if not self._solved:
            return (
                f"{UNSUPPORTED}: {spread.why}. Ask, for each lever, what its rate would be if "
                "nothing were spent on it, and if twice as much were; or for five quarters or more "
                "in which the spend differed."
            )
        if spread.price <= 0:
            price = "One more unit of budget would not bring back itself"
        else:
            earned = self._money(STEP * (1 + spread.price))
            low, high = (self._money(STEP * (1 + p)) for p in (spread.price_low, spread.price_high))
            price = (
                f"One more {self._money(STEP)} earns {earned} of lifetime value ({low} to {high}), "
                f"{self._money(STEP * spread.price)} net"
            )
        return f"{price}.{self._of_the_first()}{self._kept()}"

    def _of_the_first(self) -> str:
        """Does the first choice of the ranking get more? It need not: the two ask differently."""
        first = {row["choice"] for row in self._rows("ranking") if row["rank"] == 1}
        rows = [row for row in self._rows("allocation") if row["cell"] in first]
        if not rows:
            return ""
        name, move = first_up(as_named(rows[0]["cell"])), rows[0]["move"]
        if move > 0:
            return f" {name}, first in the ranking, would get {self._money(move)} more."
        return (
            f" {name}, first in the ranking, would get no more: the ranking asks what the best "
            "quartile's rate is worth, this what more spend brings on the curve."
        )

    def allocation_moves(self) -> str:
        """Which moves are sure of their direction?"""
        if not self._solved:
            return f"{UNSUPPORTED}, so no move is shown."
        rows = self._moves()
        sure = [
            row for row in rows if (row["low"] - row["today"]) * (row["high"] - row["today"]) > 0
        ]
        if not rows:
            return "No cell should change."
        return (
            f"Of {count(len(rows), 'move')}, {len(sure)} keep their direction whatever the curves "
            "leave open."
        )

    def _kept(self) -> str:
        kept = self._found.spread.kept
        if not kept:
            return ""
        names = [as_named(row["cell"]) for row in self._rows("curves") if row["source"] == NONE]
        return f" {self._money(kept)} stays as it is, since there is no curve for {join(names)}."

    def allocation_note(self) -> str:
        """What binds the solution?"""
        least = percent(self._found.engagement.assumptions.minimum_service, 0)
        return (
            f"Every cell keeps at least {least} of today's spend and gets at most twice of it. "
            "Marginal return is the lifetime value that one more unit brings, net of that unit; "
            "moves are ranked by today's. Ranges are 5% to 95% of draws of the curves."
        )

    def allocation_alt(self) -> str:
        """The chart in words."""
        return "Spend today and at best: " + "; ".join(
            f"{row['cell']} {self._money(row['today'])} today, {self._money(row['best'])} best"
            for row in self._rows("allocation")
        )

    def curves(self) -> str:
        """Which curves does the history show, and which are stated?"""
        rows = self._rows("curves")
        if not rows:
            return (
                "Without costs and a margin there is no spend to hold a response against: ask for "
                "the ledger's cost lines and the gross margin."
            )
        counted = {
            source: sum(row["source"] == source for row in rows)
            for source in (FITTED, STATED, NONE)
        }
        text = (
            f"{count(counted[FITTED], 'curve')} fitted to the client's quarters, {counted[STATED]} "
            f"stated, {counted[NONE]} unknown"
        )
        if not counted[FITTED]:
            text += (
                ": spend per unit of ARR hardly differed between quarters, or its effect is lost "
                "in chance"
            )
        return f"{first_up(text)}."

    def curves_note(self) -> str:
        """What are half and ceiling?"""
        return (
            "Lifetime value of a year's spend x is ceiling x / (half + x). Stated curves run "
            "through no spend, today's and twice today's (Little, 1970); what doubling adds is "
            f"drawn within {number(LOOSE * 100, 0)}% either way. What retention spend prevents is "
            "never seen, so its curve cannot be fitted."
        )
