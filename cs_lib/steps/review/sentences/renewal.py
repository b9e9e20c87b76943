"""What was due and what became of it, what is signed, how cohorts hold, what was in our hands."""

from cs_lib.numbers import count, missing, percent
from cs_lib.steps.review.sentences.told import NO_YEAR, Told


class Renewal(Told):
    """Sentences about terms: renewals, commitments, cohorts, causes that the client recorded."""

    def renewals(self) -> str:
        """How much of what was due was renewed?"""
        rows = self._rows("renewals")
        if not rows:
            return NO_YEAR
        everyone = rows[0]
        if missing(everyone["gross"]):
            return "No term ended in these twelve months, so there is no renewal rate."
        return (
            f"{self._money(everyone['atr'])}, {percent(everyone['atr_share'])} of opening ARR, was "
            f"up for renewal; {percent(everyone['gross'])} of it was renewed, "
            f"{percent(everyone['net'])} with what was added at renewal."
        )

    def renewal_steps(self) -> str:
        """Against what does the renewal rate differ from GRR?"""
        rows = {row["step"]: row for row in self._rows("renewal_steps", "share")}
        if not rows:
            return NO_YEAR
        return (
            f"GRR of {percent(rows['grr']['share'])} is opening ARR less "
            f"{self._money(-rows['renewal']['amount'])} not renewed and "
            f"{self._money(-rows['elsewhere']['amount'])} lost within terms, "
            f"plus {self._money(rows['offset']['amount'])} regained on the same accounts."
        )

    def committed(self) -> str:
        """What is ARR with what is already signed or announced?"""
        rows = self._rows("committed")
        today, carr = rows[0]["amount"], rows[-1]["amount"]
        if len(rows) == 2:
            return "Nothing is signed or announced beyond the review date: CARR is ARR."
        word = "more" if carr >= today else "less"
        return (
            f"With what is signed or announced, ARR comes to {self._money(carr)}, "
            f"{self._money(abs(carr - today))} {word} than today."
        )

    def cohorts(self) -> str:
        """How many cohorts can be followed, and what do they leave out?"""
        rows = self._rows("cohorts")
        if len(rows) < 2:
            return "The history holds no cohort that can be followed for a year."
        return (
            f"{count(len(rows), 'yearly cohort')} can be followed; what has not been seen yet is "
            "left empty. Cohorts older than the client's records show only those who stayed."
        )

    def cohorts_note(self) -> str:
        """What is the triangle a share of?"""
        return (
            "Share of the cohort's ARR at the end of its first year, at constant exchange rates; "
            "above 100% it grew."
        )

    def control(self) -> str:
        """How much of the loss was in our hands, as the client recorded it?"""
        rows = {row["label"]: row for row in self._rows("control", "share")}
        if not rows:
            return "Nothing was lost in these twelve months." if self._year else NO_YEAR
        known = rows.get("Controllable", {"amount": 0.0, "share": 0.0})
        without = rows.get("Unexplained", {"share": 0.0})
        return (
            f"The client's records call {self._money(known['amount'])}, "
            f"{percent(known['share'])} of gross churn, controllable; "
            f"{percent(without['share'])} carries no reason at all."
        )

    def billings(self) -> str:
        """Do invoices and contracts tell the same story?"""
        rows = {row["label"]: row["amount"] for row in self._rows("billings")}
        if not rows:
            return "Contracts and invoices are not both given, so ARR is not held against billings."
        return f"Contracts and invoices are reconciled item by item over {len(rows)} lines."
