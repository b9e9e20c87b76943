"""What a customer is worth, and how long one stays."""

from typing import Any

from cs_lib.models.survival import ENOUGH_EVENTS as ENOUGH
from cs_lib.numbers import count, date, join, missing, money_short, number, percent, ratio
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.first_value import LANDMARK, UNTIL
from cs_lib.steps.economics.sentences.told import Told

NO_MARGIN = (
    "Not provided: gross_margin (in assumptions). LTV-2 and LTV-3 would show what a customer is "
    "worth after the cost of serving it; without the margin they are not shown, and no usual "
    "figure such as 80% is put in its place. Ask finance for the gross margin on subscriptions."
)
NO_LIVES = (
    "No customer was watched for a month yet, so nothing can be said about how long they stay."
)
NO_FIRST_VALUE = (
    "Not provided: milestones with the stage first_value. They would show how much revenue comes "
    "before and after a customer first sees value, and whether those who see it early stay longer. "
    "Ask for the day on which each customer first got what it bought."
)

NOT_WITHOUT = "Without it, who saw value early cannot be told from who waited for it."
TOO_FEW = "Too few customers were seen from their first day to compare who saw value early."


class Worth(Told):
    """One method per sentence."""

    @property
    def _segments(self) -> list[dict[str, Any]]:
        rows = self._rows("ltv")
        return [row for row in rows if row["segment"] != EVERYONE] or rows

    def ltv(self) -> str:
        """How much is left of LTV when it is stated carefully?"""
        if not self._rows("ltv"):
            return NO_LIVES
        if missing(self._rows("ltv")[0]["gross_margin"]):
            return NO_MARGIN
        whole = self._rows("ltv")[-1]
        if missing(whole["ltv3"]):
            return "No customer is live on the last day, so there is no ARPA and no lifetime value."
        careful = self._money(whole["ltv3"])
        if missing(whole["ltv1"]):
            return f"The average customer is worth {careful} (LTV-3); LTV-1 is not shown (M52)."
        return (
            f"ARPA over churn says {self._money(whole['ltv1'])} a customer (LTV-1, not for "
            f"decisions); after margin, cost of retention, losses as they fell and interest "
            f"{careful} are left, {percent(whole['ltv3'] / whole['ltv1'], 0)} of it."
        )

    def ltv_title(self) -> str:
        """The finding over the table of lifetime values."""
        rows = [row for row in self._segments if not missing(row["ltv3"])]
        if not rows:
            return "ARPA and staying by segment; lifetime value needs the gross margin"
        said = [f"{row['segment']} {self._money(row['ltv3'])}" for row in rows]
        return f"A customer's lifetime value, stated carefully: {join(said)}"

    def ltv_note(self) -> str:
        """What do the columns mean, and what do the limits speak of?"""
        rows = self._rows("ltv")
        if not rows:
            return NO_LIVES
        horizon, discount = int(rows[0]["horizon"]), percent(rows[0]["discount"], 0)
        bare = "" if not self._without else " Cost of retention is not given: LTV-3 is before it."
        return (
            f"LTV-1 = ARPA / monthly churn, not for decisions; LTV-2 = LTV-1 x gross margin; LTV-3 "
            f"= ARPA x (gross margin \u2212 CRC ratio) x survival, over {horizon} months at "
            f"{discount} a year. Low and high bound LTV-3 at 90%: they say how uncertain staying "
            "is, while ARPA and cost are today's. Expansion is in the last column alone, as "
            f"observed in twelve months and kept up for {horizon}.{bare} Gross margin is the "
            "client's word."
        )

    def ltv_how(self) -> str:
        """On how much does the table rest?"""
        if not self._rows("ltv"):
            return NO_LIVES
        thin = [row["segment"] for row in self._segments if row["losses"] < ENOUGH]
        first = (
            f"{join(thin)} lost fewer than {ENOUGH} customers in the time watched: the curve there "
            "is not its own alone, and the limits are those of a count so small."
            if thin
            else f"Every segment's curve rests on {ENOUGH} losses of its own or more."
        )
        unshown = [
            f"{row['segment']} ({row['unshown']})" for row in self._segments if row["unshown"]
        ]
        rest = f" LTV-1 and LTV-2 are not shown for {join(unshown)}." if unshown else ""
        return first + rest

    def arpa(self) -> str:
        """Is the mean a fair picture of a customer?"""
        rows = [row for row in self._segments if row["arpa_median"] > 0]
        if not rows:
            return NO_LIVES
        skewed = max(rows, key=lambda row: row["arpa_month"] / row["arpa_median"])
        times = ratio(skewed["arpa_month"] / skewed["arpa_median"])
        return (
            f"ARPA is a mean: in {skewed['segment']} it is {times} the median, where it departs "
            f"most ({self._money(skewed['arpa_month'])} a month against "
            f"{self._money(skewed['arpa_median'])}). Growth is that of customers who stayed twelve "
            "months, contraction included; 0 where its 90% limits hold nought."
        )

    def survival(self) -> str:
        """From what were the curves read?"""
        rows = self._rows("watched")
        if not rows or not rows[0]["lives"]:
            return NO_LIVES
        row = rows[0]
        lives, losses = count(row["lives"], "life", "lives"), count(row["losses"], "loss", "losses")
        since = (
            "Nobody is seen to leave: either nobody did, or the list holds only those who stayed."
            if missing(row["since"])
            else f"Losses are on record from {date(row['since'])}."
        )
        return (
            f"The curves rest on {lives} with {losses}. {since} Dashed where a curve is not read "
            "from the segment's own losses alone, with 90% limits."
        )

    def survival_basis(self) -> str:
        """Who counts, from when, and until when?"""
        rows = self._rows("watched")
        if not rows or not rows[0]["lives"]:
            return NO_LIVES
        row, said = rows[0], []
        if row["unsigned"]:
            said.append(
                f"{count(row['unsigned'], 'customer')} without a known sign-up count from the "
                "first service in the data."
            )
        if row["unseen"]:
            said.append(f"Not watched for a month yet: {count(row['unseen'], 'customer')}.")
        return " ".join(
            (
                "Customers still there count as far as they were watched; those who had begun "
                "before watching enter at their tenure; a win-back is a new life, and a customer "
                "back within the gap goes on with the old one.",
                *said,
            )
        )

    def survival_title(self) -> str:
        """The finding over the curves: who stays and who leaves."""
        rows = self._ends()
        if not rows:
            return "Survival by segment"
        last = rows[0]["month"]
        said = [f"{percent(row['curve'], 0)} of {row['segment']}" for row in rows]
        return f"After {int(last)} months, {join(said)} are still there"

    def _ends(self) -> list[dict[str, Any]]:
        rows = self._rows("at_risk")
        last = max((row["month"] for row in rows), default=0)
        shown = [row for row in rows if row["month"] == last and row["segment"] != EVERYONE]
        return shown or [row for row in rows if row["month"] == last]

    def survival_alt(self) -> str:
        """The curves in words."""
        said = [f"{row['segment']} {percent(row['curve'])}" for row in self._ends()]
        return "Share of customers still there by months of tenure; at the end: " + "; ".join(said)

    def survival_note(self) -> str:
        """How is the table read?"""
        return (
            "At risk: lives under watch beyond that month; lost: by then. Seen: Kaplan-Meier on "
            "the segment's own lives with 90% limits. Used: the curve that LTV-3 takes. The "
            "segment is today's. A curve says: if the years ahead are like those in the data."
        )

    def cac(self) -> str:
        """Does a customer bring more than it cost to win?"""
        if self._without:
            return self._absent("what winning a customer costs, and when one has paid for it")
        if not any(self._rows("ltv", "ltv_cac")):
            return NO_MARGIN if "gross_margin" in self.ltv() else "No CAC can be told by segment."
        least = min(self._rows("ltv", "ltv_cac"), key=lambda row: row["ltv_cac"])
        return (
            f"{least['segment']} brings least for what it costs to win: LTV-3 is "
            f"{ratio(least['ltv_cac'], 1)} CAC ({ratio(least['ltv_cac_low'], 1)} to "
            f"{ratio(least['ltv_cac_high'], 1)})."
        )

    def cac_title(self) -> str:
        """The finding over LTV:CAC."""
        rows = [row for row in self._segments if not missing(row["ltv_cac"])]
        said = [f"{row['segment']} {ratio(row['ltv_cac'], 1)}" for row in rows]
        return f"LTV-3 over CAC: {join(said)}" if said else "LTV:CAC and payback"

    def cac_note(self) -> str:
        """What do the two paybacks count?"""
        return (
            "Payback = CAC / (ARPA x gross margin), which knows neither losses nor the cost of "
            "retention; paid back with care = the month in which an average customer has paid CAC "
            "after both and after interest, empty where it never does within the horizon. Where "
            "acquisition cost has no key to segments, a segment's CAC is the company's cost of a "
            "unit of new ARR times the new ARR of one of its logos."
        )

    def first_value(self) -> str:
        """How much of revenue comes after first value?"""
        rows = self._rows("first_value")
        if not rows:
            return NO_FIRST_VALUE
        after = rows[-1]
        return (
            f"{percent(after['share'])} of the revenue of customers who reached first value, "
            f"{money_short(after['amount'], self._engagement.currency)}, came after it."
        )

    def first_value_stay(self) -> str:
        """Do those stay longer who see value early?"""
        rows = self._rows("first_value_stay", "stayed")
        if len(rows) < 2:
            return TOO_FEW if self._rows("first_value") else NOT_WITHOUT
        said = [
            f"{row['label'].lower()} {percent(row['stayed'])} of {number(row['customers'], 0)}"
            for row in rows
        ]
        return (
            f"Of those still there at month {LANDMARK}, month {UNTIL} was reached by: "
            f"{join(said)}. They were not chosen by lot: who sees value early may differ in "
            "other ways."
        )
