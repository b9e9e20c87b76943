"""How firmly does the first choice stand?"""

from cs_lib.numbers import join, percent
from cs_lib.steps.opportunity.robust import DRAWS
from cs_lib.steps.opportunity.sentences.told import Told, as_named, first_up, inside

ALONE = "No choice is ranked by a known uplift, so there is no first choice to test."


class Standing(Told):
    """One method per sentence."""

    def tornado(self) -> str:
        """Which parameter moves the first choice most?"""
        rows = self._rows("tornado")
        if not rows:
            return ALONE.rstrip(".")
        top = rows[0]
        low, high = sorted((top["low"], top["high"]))
        return (
            f"{top['label'].split(':')[0]} moves {as_named(self._first())} most: "
            f"{self._money(low)} to {self._money(high)}"
        )

    def _first(self) -> str:
        standing = self._found.standing
        assert standing is not None
        return standing.top

    def tornado_detail(self) -> str:
        """What does the tornado vary?"""
        rows = self._rows("tornado")
        if not rows:
            return ALONE
        negative = [
            inside(row["label"].split(":")[0]) for row in rows if min(row["low"], row["high"]) < 0
        ]
        first = as_named(self._first())
        text = f"Each bar moves one parameter of {first} alone, the others as they are"
        if negative:
            return f"{text}; {join(negative)} can turn it into a loss."
        return f"{text}; none of them alone turns it into a loss."

    def tornado_alt(self) -> str:
        """The tornado in words."""
        return "Tornado of the first choice: " + "; ".join(
            f"{row['label']} gives {self._money(row['low'])} to {self._money(row['high'])}"
            for row in self._rows("tornado")
        )

    def flips(self) -> str:
        """Which two parameters flip the first choice soonest?"""
        rows = [row for row in self._rows("flips") if row["to"]]
        if not rows:
            return (
                ALONE
                if self._found.standing is None
                else "No single parameter, within its limits, would put another choice first."
            )
        told = [
            f"{inside(row['parameter'])} at {row['flips_at']} (now {row['now']})"
            for row in rows[:2]
        ]
        return (
            f"{first_up(as_named(self._first()))} loses first place soonest by {join(told)}; "
            f"{as_named(rows[0]['to'])} would take it."
        )

    def flips_note(self) -> str:
        """What is a flip point?"""
        return (
            "Where one parameter, moved alone, puts another choice first; the likeliest "
            "first, by how far into its range the flip lies. A gross "
            "margin, discount rate or CRC ratio moves for all choices together."
        )

    def shares(self) -> str:
        """In which share of draws does each choice come first?"""
        rows = self._rows("shares")
        if not rows:
            return ALONE
        top, share = as_named(rows[0]["choice"]), percent(rows[0]["share"], 0)
        text = f"In {share} of {DRAWS:,} draws {top} comes first"
        if len(rows) > 1 and rows[1]["share"]:
            text += f", in {percent(rows[1]['share'], 0)} {as_named(rows[1]['choice'])}"
        return f"{text}."

    def spreads(self) -> str:
        """How far may each parameter be off?"""
        return (
            "Parameters are drawn within the ranges stated here, triangular around today's value; "
            "an uplift that was measured is drawn within its own interval where that is wider."
        )
