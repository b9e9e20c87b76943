"""Where the money goes, and what it comes to for one unit of ARR."""

from cs_lib.numbers import count, join, number, percent
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.fire import FAILS
from cs_lib.steps.economics.keys import UNALLOCATED
from cs_lib.steps.economics.ratios import HEADLINE, RENEWAL
from cs_lib.steps.economics.segment_keys import KINDS
from cs_lib.steps.economics.sentences.told import NO_COSTS, Told

RATIOS = {
    "CAC": "to win",
    "CRC": "a year to keep",
    "CEC": "to expand",
    "CUC": "to upsell",
}

SMALL = 0.005
"""A share of the ledger without a key that no title needs to name."""


class Spent(Told):
    """One method per sentence."""

    def costs(self) -> str:
        """Which motion takes most of the ledger?"""
        if self._without:
            return NO_COSTS
        sums = self._frames["costs"].groupby("motion")["amount"].sum()
        whole = sums.sum()
        kept = sums.get("retain", 0.0)
        return (
            f"Of {self._money(whole)} in twelve months, {self._money(kept)} "
            f"({percent(kept / whole)}) kept customers and {self._money(sums.get('acquire', 0.0))} "
            f"({percent(sums.get('acquire', 0.0) / whole)}) won new ones; every unit of the "
            "ledger is in the table."
        )

    def costs_title(self) -> str:
        """The finding over the table of costs."""
        if self._without:
            return "Cost by motion, driver and segment"
        sums = self._frames["costs"].groupby("motion")["amount"].sum()
        kept, won = (percent(sums.get(m, 0.0) / sums.sum()) for m in ("retain", "acquire"))
        return f"{won} of cost wins customers, {kept} keeps them"

    def costs_note(self) -> str:
        """By what is cost shared out among segments?"""
        return (
            f"Among segments, cost that serves customers is shared out by: "
            f"{KINDS[self._segment_kind]}. Cost of winning customers and other cost is split only "
            "where a key names the segment: by ARR or accounts it would say nothing new."
        )

    def open_cost(self) -> str:
        """How much has no key?"""
        if self._without:
            return self._absent("which cost centres no key covers, and what to ask for")
        frame = self._frames["costs"]
        open_ = frame.loc[frame["motion"] == UNALLOCATED, "amount"].sum()
        if not len(self._frames["open_cost"]):
            return "Every cost centre has keys that add up to a whole: nothing is unallocated."
        centres = count(len(self._frames["open_cost"]), "cost centre")
        return (
            f"{self._money(open_)}, {percent(open_ / frame['amount'].sum())} of the ledger, has "
            f"no key, in {centres}. It is in no ratio below: what it serves costs more than said."
        )

    def open_cost_title(self) -> str:
        """The finding over the list of what has no key."""
        found = len(self._frames["open_cost"])
        if not found:
            return "Cost without a key" if self._without else "No cost is without a key"
        return f"{count(found, 'cost centre')} not wholly covered by keys"

    def reconciliation(self) -> str:
        """Does the cost close?"""
        rows = self._rows("reconciliation")
        if not rows:
            return self._absent(
                "whether what was shared out adds up to the general ledger (gate R8)"
            )
        if all(row["holds"] for row in rows):
            return "Every cost line of the ledger went to exactly one place: the books close."
        gap = max(abs(row["residual"]) for row in rows)
        return f"The cost does not close to the ledger: {self._money(gap)} are left over."

    def ratios(self) -> str:
        """What does a unit cost to win, keep and grow?"""
        rows = [row for row in self._rows("headline_ratios", "CRC") if row["segment"] != EVERYONE]
        if self._without:
            return self._absent(
                "what one unit of ARR costs to win, keep, expand and upsell, by segment"
            )
        if len(rows) < 2:
            return f"{self.ratios_title()}."
        low, high = (pick(rows, key=lambda row: row["CRC"]) for pick in (min, max))
        return (
            f"Keeping {self._engagement.currency} 1 of ARR for a year costs most in "
            f"{high['segment']}, {self._unit(high['CRC'])}, and least in {low['segment']}, "
            f"{self._unit(low['CRC'])}."
        )

    def ratios_title(self) -> str:
        """The finding over the table of ratios."""
        known = [(self._ratio(name), verb) for name, verb in RATIOS.items()]
        said = [f"{self._unit(value)} {verb}" for value, verb in known if value is not None]
        if not said:
            return "No cost ratio is known yet"
        text = f"{self._engagement.currency} 1 of ARR costs {join(said)}"
        if self._open_share < SMALL:
            return text
        return f"{text}, without the {percent(self._open_share)} of cost that has no key"

    def ratios_note(self) -> str:
        """What is each ratio a share of, and why is one not known?"""
        frame = self._frames["ratios"]
        gaps = frame[(frame["variant"] == HEADLINE) & frame["value"].isna()]
        unknown = [
            f"{ratio}: {'; '.join(part['note'].drop_duplicates())}"
            for ratio, part in gaps.groupby("ratio", sort=False)
        ]
        held = (
            "CAC: acquisition cost per unit of new ARR; CRC: retention cost per unit of average "
            "ARR; CEC and CUC: cost per unit of expansion and upsell ARR won."
        )
        return f"{held} Not known, {'. '.join(unknown)}." if unknown else held

    def variants(self) -> str:
        """How far do the definitions of one ratio lie apart?"""
        if self._without:
            return self._absent("how far the definitions of one ratio lie apart")
        found = [
            row["value"]
            for row in self._rows("ratios", "value")
            if row["ratio"] == "CAC" and row["segment"] == EVERYONE and row["unit"] == "ratio"
        ]
        if not found:
            return "The CAC ratio is not known, so its definitions cannot be held side by side."
        return (
            f"By definition alone the CAC ratio reads from {number(min(found))} to "
            f"{number(max(found))}: no comparison holds without the same definition."
        )

    def questions(self) -> str:
        """Which CAC ratio is the headline's?"""
        value = self._ratio("CAC")
        if value is None:
            return self._unknown("CAC")
        return (
            f"The headline's CAC ratio of {number(value)} answers the six questions as below; a "
            "figure from elsewhere compares only if it gives the same six answers."
        )

    def questions_note(self) -> str:
        """Where the answers are chosen."""
        return (
            "The answers are the engagement's: acquisition_lag_months, acquisition_on and "
            "onboarding_counts_as under assumptions."
        )

    def fire_note(self) -> str:
        """Whose test is it?"""
        notes = {row["note"] for row in self._rows("fire") if row["note"]}
        return (
            f"At {self._engagement.currency} 1 spent for {self._engagement.currency} 1 renewed, "
            "customer success moves nothing forward (S4: the fire-fighter model)."
            + "".join(f" Not known: {note}." for note in sorted(notes))
        )

    def fire(self) -> str:
        """Does it cost a unit to renew a unit?"""
        value = self._ratio("CRC", variant=RENEWAL)
        if value is None:
            return self._unknown("CRC", RENEWAL)
        failed = [row["segment"] for row in self._rows("fire") if row["verdict"] == FAILS]
        one = f"{self._engagement.currency} 1"
        text = f"Renewing {one} of ARR takes {self._unit(value)} of renewal work"
        if failed:
            return f"{text}; {join(failed)} spend {one} or more, as a fire brigade does."
        return f"{text}: nowhere does renewing {one} cost {one}, the mark of a fire brigade."

    def _unknown(self, ratio: str, variant: str = HEADLINE) -> str:
        """Why a ratio is not known, in the words of the table."""
        if self._without:
            return self._absent(f"the {ratio} ratio")
        frame = self._frames["ratios"]
        chosen = (frame["ratio"] == ratio) & (frame["variant"] == variant)
        note = frame.loc[chosen & (frame["segment"] == EVERYONE), "note"]
        return f"The {ratio} ratio is not known: {note.iloc[0]}."
