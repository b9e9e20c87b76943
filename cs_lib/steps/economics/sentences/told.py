"""What every sentence of step 3 is told with: the finished frames, and one spelling of money."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.numbers import missing, money, money_short
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.keys import UNALLOCATED
from cs_lib.steps.economics.ratios import HEADLINE

Frames = Mapping[str, pd.DataFrame]
NO_COSTS = (
    "Not provided: costs. They would show what a unit of ARR costs to win, keep and grow, by "
    "segment. Ask for the general ledger's cost lines by month and cost centre, and for the share "
    "of each cost centre that serves each motion."
)


class Told:
    """A subject: each public method of a subclass is one sentence, named as the page asks."""

    def __init__(self, engagement: Engagement, frames: Frames, segment_kind: str) -> None:
        self._engagement, self._frames = engagement, frames
        self._segment_kind = segment_kind

    @property
    def _without(self) -> bool:
        return self._frames["costs"].empty

    @property
    def _open_share(self) -> float:
        """The share of the ledger that no key covers."""
        costs = self._frames["costs"]
        whole = costs["amount"].sum()
        rest = costs.loc[costs["motion"] == UNALLOCATED, "amount"].sum()
        return float(rest / whole) if whole else 0.0

    @staticmethod
    def _absent(would_show: str) -> str:
        """What is said of an exhibit that only costs can fill; what to ask for is said once."""
        return f"Not provided: costs. They would show {would_show}."

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

    def _unit(self, value: float) -> str:
        """What one unit of ARR costs, to the cent."""
        return money(value, self._engagement.currency, decimals=2)

    def _rows(self, frame: str, *having: str) -> list[dict[str, Any]]:
        """The rows of one frame; those that miss a value of `having` are left out."""
        records = self._frames[frame].to_dict("records")
        rows = [{str(column): value for column, value in row.items()} for row in records]
        return [row for row in rows if not any(missing(row[column]) for column in having)]
