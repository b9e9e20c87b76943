"""Where NRR leads, the investment case, and what the sources claim."""

from typing import Any

from cs_lib.numbers import count, missing, money_short, number, percent
from cs_lib.steps.economics.future import AS_NOW, YEARS
from cs_lib.steps.economics.sentences.told import Told

NO_YEAR = "There is no year of history, so NRR is not known and nothing can be carried forward."


class Ahead(Told):
    """One method per sentence."""

    def _at(self, change: float) -> dict[str, Any] | None:
        rows = [row for row in self._rows("sensitivity") if row["points"] == change]
        return rows[0] if rows else None

    def fan(self) -> str:
        """Where does the company stand in five years if nothing changes?"""
        now = self._at(0.0)
        if now is None:
            return NO_YEAR
        last = [row for row in self._rows("fan") if row["path"] == AS_NOW][-1]
        return (
            f"With NRR at {percent(now['nrr'])} and new-logo ARR as in the last twelve months, ARR "
            f"is {self._money(now['arr'])} in {YEARS} years. NRR of one year is itself uncertain: "
            f"between {self._money(last['low'])} and {self._money(last['high'])}."
        )

    def fan_title(self) -> str:
        """The finding over the fan."""
        more = self._at(0.01)
        if more is None:
            return "ARR in five years"
        return f"One point of NRR is {self._money(more['change'])} of ARR in {YEARS} years"

    def fan_alt(self) -> str:
        """The fan in words."""
        ends = [row for row in self._rows("fan") if row["year"] == f"Year {YEARS}"]
        return f"ARR after {YEARS} years: " + "; ".join(
            f"{row['path']} {self._money(row['arr'])}" for row in ends
        )

    def sensitivity(self) -> str:
        """What is a point worth to a buyer?"""
        more, multiple = self._at(0.01), self._engagement.assumptions.multiple
        if more is None:
            return NO_YEAR
        if multiple is None:
            return (
                "Not provided: multiple (in assumptions), the value of a unit of ARR. It would "
                "show what a point of NRR is worth to a buyer; none is assumed, because a multiple "
                "is a price of the day and no property of the company."
            )
        return (
            f"At the client's own assumption of {number(multiple, 1)} times ARR, one point of NRR "
            f"is {self._money(more['value_change'])} of value in {YEARS} years."
        )

    def sensitivity_title(self) -> str:
        """The finding over the table."""
        ends = self._at(-0.03), self._at(0.03)
        if ends[0] is None or ends[1] is None:
            return "ARR in five years by NRR"
        low, high = (money_short(row["arr"], self._engagement.currency) for row in ends if row)
        return f"Three points of NRR either way: {low} to {high} of ARR"

    def sensitivity_note(self) -> str:
        """What is assumed?"""
        multiple = self._engagement.assumptions.multiple
        said = "none is given" if multiple is None else f"{number(multiple, 1)}, the client's word"
        return (
            "ARR next year = ARR x NRR + new-logo ARR, which stays as it was in twelve months. "
            f"Multiple of ARR: {said}; an assumption, not a finding. Not discounted."
        )

    def case(self) -> str:
        """What should be decided?"""
        rows = self._rows("case")
        if not rows:
            return NO_YEAR
        by_question = {row["question"]: row["answer"] for row in rows}
        return (
            f"At stake: {by_question['What is lost in a year?']}. What a unit of spend does to it "
            "is not measured here, so the case names the cost at which it stops paying."
        )

    def case_title(self) -> str:
        """The finding over the case."""
        rows = [row for row in self._rows("case") if row["part"] == "Return"]
        return f"One point of retention: {rows[0]['answer']}" if rows else "The investment case"

    def claims(self) -> str:
        """How many of the claims hold here?"""
        rows = self._rows("claims")
        tested = [row for row in rows if not missing(row["figure"])]
        held = [row for row in tested if str(row["verdict"]).startswith(("agrees", "higher"))]
        return (
            f"Of {count(len(rows), 'claim')} that the sources make about the world, "
            f"{number(len(tested), 0)} can be held against these data, and "
            f"{number(len(held), 0)} of those {'is' if len(held) == 1 else 'are'} borne out."
        )

    def claims_note(self) -> str:
        """How are claims used?"""
        return (
            "Claims are quotations, at second hand and without n or year; none is a parameter of "
            "any figure in this report. Limits: bootstrap over customers, 90%."
        )
