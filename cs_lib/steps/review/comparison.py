"""Two snapshots a year (or a quarter) apart, and what the reader asks of them."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from cs_lib.ledger import LEAVES, Pair, Retention, concentration, headline, present

GROUPS = {
    "logos_lost": ("headwind", "Logos lost"),
    "price_erosion": ("headwind", "Price erosion"),
    "expansion": ("tailwind", "Expansion (including pricing)"),
    "upsell": ("tailwind", "Upselling"),
}
"""S2's four lines, with the wind each belongs to."""


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
        """One of S2's four lines, signed: losses are negative."""
        return sum(self.leaf(name) for name, leaf in LEAVES.items() if leaf.group == group)

    def wind(self, wind: str) -> float:
        """Headwind (negative) or tailwind (positive)."""
        return sum(self.group(group) for group, (of, _) in GROUPS.items() if of == wind)

    def only(self, segment: str) -> "Comparison":
        """The same pair for one segment."""
        return replace(self, pair=self.pair.where(self.pair.accounts["segment"] == segment))
