"""What stands beside the spend: drivers, sources, the account of the year; and what follows."""

from cs_lib.numbers import count, join, number, percent
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.sentences.spent import SMALL
from cs_lib.steps.economics.sentences.told import NO_COSTS, Told
from cs_lib.steps.review.sentences.told import NO_YEAR

_WON = {"CAC": "new business", "CEC": "expansion", "CUC": "upsell"}


class Outcome(Told):
    """One method per sentence."""

    def drivers(self) -> str:
        """Which driver takes most, and is the most spent where least is kept?"""
        rows = self._rows("drivers")
        if not rows:
            text = "No allocation key names a driver, so spend cannot be told by driver."
            return (
                self._absent("what each of the five drivers takes, beside its outcome")
                if self._without
                else text
            )
        return (
            f"{self.drivers_title()}. The outcome stands beside the spend and is no effect of it: "
            "who gets more attention often had more trouble before."
        )

    def drivers_title(self) -> str:
        """The finding over the bubbles."""
        rows = self._rows("drivers")
        if not rows:
            return "Spend by driver"
        top = max(rows, key=lambda row: row["share"])
        return f"{top['driver']} takes {percent(top['share'], 0)} of the spend on the five drivers"

    def drivers_alt(self) -> str:
        """The bubbles in words."""
        return "Spend share and outcome: " + "; ".join(
            f"{row['driver']} {percent(row['share'])}, {row['measure']} {percent(row['outcome'])}"
            for row in self._rows("drivers")
        )

    def drivers_detail(self) -> str:
        """Which driver's spend is not matched by time?"""
        rows = self._rows("drivers", "hours")
        if not rows:
            return "No time is logged by driver, so spend cannot be held against hours."
        dear = max(rows, key=lambda row: row["amount"] / row["hours"] if row["hours"] else 0.0)
        each = self._money(dear["amount"] / dear["hours"])
        return (
            f"{dear['driver']} costs most for each hour logged, {each}; time that nobody logged "
            "makes an hour look dear."
        )

    def sources(self) -> str:
        """Which source brings how much, and what do referrals spare?"""
        rows = self._rows("sources")
        if not rows:
            return (
                "Not provided: the source of each customer (acquired_via in customers). It would "
                "show what referred customers spare in acquisition."
            )
        top, referred = rows[0], sum(row["share"] for row in rows if row["referred"])
        size = f"{self._money(top['per_logo'])} a logo"
        return (
            f"{top['source']} brings most, {size}; {percent(referred)} of new ARR came from "
            "referred customers."
        )

    def sources_title(self) -> str:
        """The finding over the table of sources."""
        rows = self._rows("sources")
        if not rows:
            return "New ARR by source"
        return f"{rows[0]['source']} brought {percent(rows[0]['share'])} of new ARR"

    def referred(self) -> str:
        """How much dearer is a customer who was not referred, at most?"""
        rows = self._rows("referred")
        if not rows:
            return (
                "Referred and paid acquisition cannot be told apart here: that takes the cost of "
                "winning customers, and referred as well as other customers among the new."
            )
        blended, without = (row["value"] for row in rows)
        return (
            f"{self.referred_title()}. It is the most they can have cost, as if referrals were "
            f"free; the ledger does not say what each source cost. The gap of "
            f"{self._unit(without - blended)} is what referrals spare at most."
        )

    def referred_title(self) -> str:
        """The finding over the pair of bars."""
        rows = self._rows("referred")
        if not rows:
            return "Acquisition with and without referrals"
        blended, without = (percent(row["value"], 0) for row in rows)
        return f"Winning ARR costs {blended} of it, and up to {without} without referrals"

    def referred_alt(self) -> str:
        """The pair of bars in words."""
        return "Acquisition cost as a share of new ARR: " + "; ".join(
            f"{row['label']} {percent(row['value'])}" for row in self._rows("referred")
        )

    def profit_title(self) -> str:
        """The finding over the account."""
        if not len(self._frames["profit"]):
            return "Customer success as a profit and loss account"
        return self.profit().split(";")[0].split(". ")[0]

    def profit_note(self) -> str:
        """What is measured and what is not in the account?"""
        return (
            "Movements are those of twelve months, cost is the ledger's. The account says what "
            "was there, not what the cost caused; a forecast and accounts at risk are not in it."
        )

    def profit(self) -> str:
        """What does customer success earn and cost?"""
        rows = {row["label"]: row for row in self._rows("profit")}
        if not rows:
            return (
                self._absent("what customer success keeps, wins and costs in a year")
                if self._without
                else NO_YEAR
            )
        cost = -rows["Customer success cost"]["amount"]
        growth = rows["Growth from customers"]["amount"]
        word = "grew" if growth >= 0 else "shrank"
        text = (
            f"For {self._money(cost)} of customer success cost, ARR with existing customers {word} "
            f"by {self._money(abs(growth))}"
        )
        left = rows.get("Contribution after customer success")
        if left is None:
            return f"{text}. Give gross_margin under assumptions to see what it leaves."
        return f"{text}; gross margin as assumed, less that cost, is {self._money(left['amount'])}."

    def assumptions(self) -> str:
        """How much of this is assumed?"""
        rows = self._rows("assumptions")
        stated = sum(row["source"] == "stated by the client" for row in rows)
        open_ = [row["assumption"] for row in rows if row["source"] == "not given"]
        text = f"The client has stated {count(stated, 'assumption')}; the rest are defaults"
        return f"{text}, or not given: {join(open_)}." if open_ else f"{text}."

    def so_what(self) -> str:
        """What follows from the costs?"""
        if self._without:
            return f"Ask for the costs first. {NO_COSTS}"
        if self._open_share >= SMALL:
            share = percent(self._open_share)
            return (
                f"Ask for the keys first: {share} of the cost has none, so what a unit costs is "
                "not known yet. The list of cost without a key says for which centres."
            )
        dear = [
            (row["ratio"], row["segment"], row["value"])
            for row in self._rows("ratios", "value")
            if row["variant"] == "headline" and row["ratio"] in ("CAC", "CEC", "CUC")
        ]
        shown = [f"{_WON[r]}{_inside(s)} ({number(v)})" for r, s, v in dear if v >= 1]
        if not shown:
            return "Every unit won from customers cost less than its first year brings."
        return (
            f"A unit won costs its first year or more where the ratio is 1 and above: "
            f"{join(shown)}. Decide there first whether to spend less, or to win more for it."
        )


def _inside(segment: str) -> str:
    return "" if segment == EVERYONE else f" in {segment}"
