"""What moved: ARR today, the twelve months' headwind and tailwind, and the quarters."""

from typing import Any

from cs_lib.numbers import count, date, join, percent
from cs_lib.steps.review.sentences.told import NO_YEAR, Told, lower_first

_SIGN = {"higher": 1, "lower": -1, "neither": 0}


class Movement(Told):
    """One method per sentence."""

    def arr(self) -> str:
        """How much recurring revenue is there, against a year before?"""
        now, before = self._kpi("arr") or 0.0, self._kpi("arr", "year_ago")
        customers = count(self._kpi("customers"), "customer")
        text = f"On {date(self._books.as_of)} ARR is **{self._money(now)}** from {customers}"
        if not before:
            return f"{text}."
        change = now / before - 1
        word = "more" if change >= 0 else "less"
        return f"{text}, {percent(abs(change))} {word} than a year before."

    def kpis(self) -> str:
        """Which figures reach their targets, and whom do they leave out?"""
        return self._targets() + self._left_out()

    def _targets(self) -> str:
        rows = self._rows("kpis", "now", "target")
        if not rows:
            return (
                f"{self.arr()} No targets are given: the client's plan would stand beside "
                "these figures."
            )
        behind = [
            row["label"] for row in rows if (row["target"] - row["now"]) * _SIGN[row["better"]] > 0
        ]
        if not behind:
            return f"{self.arr()} All {len(rows)} figures that have a target reach it."
        verb = "misses" if len(behind) == 1 else "miss"
        return (
            f"{self.arr()} {len(behind)} of {len(rows)} figures with a target {verb} it: "
            f"{join(behind)}."
        )

    def waterfall(self) -> str:
        """Do gains or losses weigh more?"""
        if self._year is None:
            return NO_YEAR
        up, down = self._year.wind("tailwind"), -self._year.wind("headwind")
        word = "exceeds" if up >= down else "falls short of"
        return f"Tailwind of {self._money(up)} {word} headwind of {self._money(down)}"

    def waterfall_detail(self) -> str:
        """What did the customers of a year ago pay then, and what do they pay now?"""
        if self._year is None:
            return NO_YEAR
        kept = self._year.whole
        net = kept.closing - self._year.opening
        grew = " (negative: they grew)" if kept.net_churn < 0 else ""
        back = self._year.leaf("resumed")
        apart = f", without {self._money(back)} that resumed after a pause" if back else ""
        return (
            f"The customers of a year ago paid {self._money(self._year.opening)} then and pay "
            f"{self._money(kept.closing)} now, {self._money(abs(net))} "
            f"{'more' if net >= 0 else 'less'}{apart}. "
            f"Gross churn is {self._money(kept.gross_churn)}; "
            f"net churn, after their own growth, is {self._money(kept.net_churn)}{grew}."
        )

    def waterfall_alt(self) -> str:
        """The waterfall in words."""
        return "Waterfall of ARR over twelve months: " + "; ".join(
            f"{row['label']} {self._money(row['amount'])}" for row in self._rows("waterfall")
        )

    def winds(self) -> str:
        """What is the largest part of each wind?"""
        rows = self._rows("winds", "share")
        if not rows:
            return "Neither headwind nor tailwind in these twelve months" if self._year else NO_YEAR
        tops = [
            max((row for row in rows if row["group"] == group), key=lambda row: row["share"])
            for group in dict.fromkeys(row["group"] for row in rows)
        ]
        return "; ".join(
            f"{percent(top['share'])} of {top['group'].lower()} is {lower_first(top['label'])}"
            for top in tops
        )

    def winds_detail(self) -> str:
        """What do the two words mean, and how much of the gain is price?"""
        if self._year is None or not self._year.wind("tailwind"):
            return "Losses are headwind, gains are tailwind."
        rises = {row["leaf"]: row["amount"] for row in self._rows("leaves")}
        price = rises.get("list_price_increase", 0.0)
        share = price / self._year.wind("tailwind")
        return (
            "What is lost on customers who leave or shrink is headwind; what they add is tailwind. "
            f"List-price rises alone are {self._money(price)}, {percent(share)} of tailwind."
        )

    def winds_alt(self) -> str:
        """The shares of both winds in words."""
        return "Shares of headwind and tailwind: " + "; ".join(
            f"{row['label']} {self._money(row['amount'])}, {percent(row['share'])} of "
            f"{row['group'].lower()}"
            for row in self._rows("winds", "share")
        )

    def leaves(self) -> str:
        """Which single movement is the largest?"""
        rows = self._rows("leaves")
        if not rows:
            return "Nothing moved on the customers of a year ago." if self._year else NO_YEAR
        top = max(rows, key=lambda row: abs(row["amount"]))
        return (
            f"The largest single movement is {lower_first(top['label'])}: "
            f"{self._money(top['amount'])} on {count(top['accounts'], 'account')}."
        )

    def leaves_note(self) -> str:
        """What do the words mean, and in which order is a change taken apart?"""
        return (
            "Losses are headwind and gains tailwind. Price erosion is every decrease of a customer "
            "who stayed. Quantity is valued at the old price, then list price at the new quantity, "
            "then discount."
        )

    def strip(self) -> str:
        """In which quarter was most lost?"""
        heads = self._quarterly("headwind")
        if len(heads) < 2:
            return "Too few complete quarters to compare"
        worst, last = min(heads, key=heads.__getitem__), list(heads)[-1]
        if not heads[worst]:
            return f"No headwind in {len(heads)} quarters"
        peak = f"Headwind peaked in {worst} at {self._money(-heads[worst])}"
        if worst == last:
            return f"{peak}, the last quarter"
        return f"{peak}; {last} had {self._money(-heads[last])}"

    def strip_detail(self) -> str:
        """How far did ARR come over the quarters shown?"""
        closing = list(self._quarterly("closing").items())
        if len(closing) < 2 or not closing[0][1]:
            return "The history holds fewer than two complete quarters."
        (first, before), (last, now) = closing[0], closing[-1]
        return (
            f"Over the last {len(closing)} complete quarters ARR went from {self._money(before)} "
            f"({first}) to {self._money(now)} ({last}), {percent(now / before - 1, signed=True)}."
        )

    def quarters(self) -> str:
        """What did the last complete quarter bring?"""
        closing, new = self._quarterly("closing"), self._quarterly("new")
        if not closing:
            return "The history holds no complete quarter."
        heads, tails = self._quarterly("headwind"), self._quarterly("tailwind")
        last = list(closing)[-1]
        return (
            f"In {last} new logos brought {self._money(new.get(last, 0.0))}, existing customers "
            f"added {self._money(tails.get(last, 0.0))} and took away "
            f"{self._money(-heads.get(last, 0.0))}."
        )

    def quarters_note(self) -> str:
        """How is the table of quarters to be read?"""
        return (
            "Money first, then logos, then rates. Quarters add every month's movements; rates "
            "compare the quarter's two snapshots."
        )

    def strip_alt(self) -> str:
        """The quarterly bridges in words."""
        heads, tails = self._quarterly("headwind"), self._quarterly("tailwind")
        parts = [
            f"{period}: headwind {self._money(heads.get(period, 0.0))}, "
            f"tailwind {self._money(tails.get(period, 0.0))}, closing ARR {self._money(closing)}"
            for period, closing in self._quarterly("closing").items()
        ]
        return "Quarterly bridges of ARR. " + "; ".join(parts)

    def _quarterly(self, rollup: str) -> dict[str, Any]:
        rows = self._rows("strip")
        return {row["period"]: row["amount"] for row in rows if row["rollup"] == rollup}
