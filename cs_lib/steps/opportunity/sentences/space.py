"""How much is not yet sold?"""

from cs_lib.numbers import count, percent
from cs_lib.steps.opportunity.sentences.told import Told

UNKNOWN = "No account's potential is known: none is declared, and no segment has ten accounts"


class Space(Told):
    """One method per sentence."""

    def gaps(self) -> str:
        """Where is the largest gap?"""
        rows = self._rows("gap_bars")
        if not rows:
            return UNKNOWN
        return f"{rows[0]['label']} has most left to sell: {self._money(rows[0]['value'])}"

    def gaps_detail(self) -> str:
        """How is potential known?"""
        rows = self._rows("gaps", "gap")
        if not rows:
            return f"{UNKNOWN}."
        whole = rows[-1]
        doubt = "; the estimate is to be looked at" if whole["declared"] and whole["above"] else ""
        return (
            f"{self._money(whole['gap'])} is not yet sold; penetration is "
            f"{percent(whole['penetration'], 0)}. {_method(whole['declared'])} "
            f"{count(whole['above'], 'account')} with more ARR than potential "
            f"{'counts' if whole['above'] == 1 else 'count'} as full{doubt}."
        )

    def gaps_alt(self) -> str:
        """The bars in words."""
        return "Gap between potential and ARR: " + "; ".join(
            f"{row['label']} {self._money(row['value'])}" for row in self._rows("gap_bars")
        )

    def largest_gaps(self) -> str:
        """Which accounts have most left?"""
        rows = self._rows("largest_gaps")
        if not rows:
            return "No account has anything left to its potential."
        total = sum(row["gap"] for row in rows)
        return (
            f"The {count(len(rows), 'account')} with the largest gaps have {self._money(total)} "
            f"left; {rows[0]['name']} comes first with {self._money(rows[0]['gap'])}."
        )

    def whitespace(self) -> str:
        """Which product is missing where?"""
        rows = [row for row in self._rows("whitespace") if row["space"] > 0]
        if not rows:
            return (
                "There is no white space to show: every account holds every product that is sold."
            )
        top = max(rows, key=lambda row: row["space"])
        without = top["accounts"] - top["holders"]
        total = sum(row["space"] for row in rows)
        return (
            f"White space is {self._money(total)}; the largest part is {top['product']} in "
            f"{top['segment']}: {count(without, 'account')} without it, "
            f"{self._money(top['space'])}."
        )

    def whitespace_note(self) -> str:
        """How is a product not sold priced?"""
        return (
            "Accounts without a product x the median ARR of those in the segment that hold it (of "
            "all holders where fewer than five do). It is no forecast: not everybody needs it. Use "
            "cases and unresolved problems would need the client's outcomes."
        )

    def assumptions(self) -> str:
        """What is assumed and not measured?"""
        return "These are assumptions, not measurements: each stands with who stated it."

    def missing(self) -> str:
        """What would make this page firmer?"""
        rows = self._rows("missing")
        if not rows:
            return "Nothing that this page could use is missing."
        things, first = count(len(rows), "thing"), rows[0]["what"].lower()
        return f"{things} would make this page firmer; ask for {first} first."


def _method(declared: float) -> str:
    peers = "what a quarter of its segment's accounts exceed (p75), a weak yardstick"
    if declared == 1:
        return "All potentials are the client's own."
    if not declared:
        return f"No potential is declared, so an account's is taken to be {peers}."
    return f"{percent(declared, 0)} of ARR has a declared potential; for the rest it is {peers}."
