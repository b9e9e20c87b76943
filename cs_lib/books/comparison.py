"""Two snapshots a year (or a quarter) apart, and what the reader asks of them."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from cs_lib.ledger import LEAVES, Pair, Retention, headline, present
from cs_lib.ledger.movements import concentration

GROUPS = {
    "logos_lost": ("headwind", "Logos lost"),
    "price_erosion": ("headwind", "Price erosion"),
    "unallocated_decrease": ("headwind", "Decrease, cause unknown"),
    "expansion": ("tailwind", "Expansion (including pricing)"),
    "upsell": ("tailwind", "Upselling"),
    "unallocated_increase": ("tailwind", "Increase, cause unknown"),
}
"""S2's four lines, and what has no known cause (M13), with the wind each belongs to."""
UNKNOWN = ("unallocated_decrease", "unallocated_increase")
"""The groups that are shown only where there is anything in them."""
NO_YEAR = "The history is shorter than a year, so there is nothing to compare with yet."
"""Said wherever two snapshots a year apart are asked for and there is no earlier one."""


@dataclass(frozen=True)
class Comparison:
    """One pair of snapshots.

    `opening_arr` and `closing_arr` are each at its own exchange rates; the pair is at those of one
    of them, so without an `opening_arr` it is taken to be the opening. `without_top` is how many
    of the largest accounts the headline leaves out (P25).
    """

    pair: Pair
    closing_arr: float
    opening_arr: float | None = None
    without_top: int = 0

    @cached_property
    def base(self) -> pd.DataFrame:
        """The accounts live at the opening: retention speaks of them and of no others."""
        return present(self.pair.accounts)

    @cached_property
    def headline(self) -> "Comparison":
        """The same pair without the largest accounts, as far as the policy leaves them out."""
        if not self.without_top:
            return self
        return replace(self, pair=concentration.without(self.pair, self.without_top), without_top=0)

    @cached_property
    def whole(self) -> Retention:
        """Retention of all accounts, at the grain's own level."""
        return headline(self.pair)

    @property
    def kept(self) -> Retention:
        """Retention as the headline has it, at the grain's own level."""
        return self.headline.whole

    @property
    def opening(self) -> float:
        """Opening ARR of all accounts, at the pair's rates."""
        return self.whole.opening

    @property
    def exchanged(self) -> float:
        """What exchange rates did to ARR between the two snapshots (P05)."""
        before, after = self.pair.accounts["v0"].sum(), self.pair.accounts["v1"].sum()
        reported = before if self.opening_arr is None else self.opening_arr
        return float(before - reported + self.closing_arr - after)

    def leaf(self, name: str) -> float:
        """One leaf of the base accounts, signed."""
        return float(self.base[name].sum())

    def group(self, group: str) -> float:
        """One of `GROUPS`, signed: losses are negative."""
        return sum(self.leaf(name) for name, leaf in LEAVES.items() if leaf.group == group)

    def wind(self, wind: str) -> float:
        """Headwind (negative) or tailwind (positive)."""
        return sum(self.group(group) for group, (of, _) in GROUPS.items() if of == wind)

    def entered(self, *, back: bool) -> pd.DataFrame:
        """The accounts that were not there at the opening: new ones, or those that came back."""
        since = self.pair.accounts.drop(self.base.index)
        return since[(since["status"] == "reactivated") == back]

    @property
    def new(self) -> float:
        """ARR of accounts that are new, or back after the win-back gap (M04)."""
        return float(self.entered(back=False)["v1"].sum())

    @property
    def returned(self) -> float:
        """ARR of accounts that came back, and of what resumed after a pause (M05)."""
        return float(self.entered(back=True)["v1"].sum()) + self.leaf("resumed")

    def without(self, account: str) -> "Comparison":
        """The same pair without one account."""
        return replace(self, pair=self.pair.where(self.pair.accounts["account"] != account))

    def only(self, segment: str) -> "Comparison":
        """The same pair for one segment."""
        return replace(self, pair=self.pair.where(self.pair.accounts["segment"] == segment))
