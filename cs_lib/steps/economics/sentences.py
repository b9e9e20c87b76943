"""The sentences of step 3 about cost. Every number in them is bound to a computed value."""

from collections.abc import Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.numbers import count, join, missing, money_short, number, percent
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.keys import UNALLOCATED
from cs_lib.steps.economics.ratios import HEADLINE
from cs_lib.steps.economics.segment_keys import KINDS

Frames = Mapping[str, pd.DataFrame]
NO_COSTS = (
    "Not provided: costs. They would show what a unit of ARR costs to win, keep and grow, by "
    "segment. Ask for the general ledger's cost lines by month and cost centre, and for the share "
    "of each cost centre that serves each motion."
)
RATIOS = {
    "CAC": "to win a new unit of ARR", "CRC": "to keep one",
    "CEC": "to expand by one", "CUC": "to upsell one",
}  # fmt: skip


class Told:
    """A subject: each public method of a subclass is one sentence, named as the page asks."""

    def __init__(self, engagement: Engagement, frames: Frames, segment_kind: str) -> None:
        self._engagement, self._frames = engagement, frames
        self._segment_kind = segment_kind

    @property
    def _without(self) -> bool:
        return self._frames["costs"].empty

    def _money(self, value: float) -> str:
        return money_short(value, self._engagement.currency)

    def _ratio(self, ratio: str, segment: str = EVERYONE, variant: str = HEADLINE) -> float | None:
        frame = self._frames["ratios"]
        rows = frame[
            (frame["ratio"] == ratio)
            & (frame["variant"] == variant)
            & (frame["segment"] == segment)
        ].to_dict("records")
        return None if not rows or missing(rows[0]["value"]) else float(rows[0]["value"])


class Spent(Told):
    """Where the money goes and what it comes to for one unit of ARR."""

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
            return NO_COSTS
        frame = self._frames["costs"]
        open_ = frame.loc[frame["motion"] == UNALLOCATED, "amount"].sum()
        if not len(self._frames["open_cost"]):
            return "Every cost centre has keys that add up to a whole: nothing is unallocated."
        centres = count(len(self._frames["open_cost"]), "cost centre")
        return (
            f"{self._money(open_)}, {percent(open_ / frame['amount'].sum())} of the ledger, has "
            f"no key, in {centres}: it is in no ratio below, which are too low by so much."
        )

    def ratios(self) -> str:
        """What does a unit cost to win, keep and grow?"""
        if self._without:
            return NO_COSTS
        known = [(name, self._ratio(name)) for name in RATIOS]
        said = [f"{number(value)} {RATIOS[name]}" for name, value in known if value is not None]
        if not said:
            return "No ratio can be told: see the notes beside each for what is missing."
        return f"A unit of {self._engagement.currency} costs {join(said)}."

    def ratios_title(self) -> str:
        """The finding over the table of ratios."""
        return self.ratios().rstrip(".") if not self._without else "Cost ratios"


def sentences(engagement: Engagement, frames: Frames, segment_kind: str) -> dict[str, str]:
    """One finding per table or chart, by its name."""
    return {
        name: getattr(subject(engagement, frames, segment_kind), name)()
        for subject in (Spent,)
        for name in vars(subject)
        if not name.startswith("_")
    }
