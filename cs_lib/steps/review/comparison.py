"""Two snapshots a year (or a quarter) apart, and what the reader asks of them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from cs_lib.ledger import LEAVES, Pair, Retention, present, retention

GROUPS = {
    "logos_lost": ("headwind", "Logos lost"),
    "price_erosion": ("headwind", "Price erosion"),
    "expansion": ("tailwind", "Expansion (including pricing)"),
    "upsell": ("tailwind", "Upselling"),
}
"""S2's four lines, with the wind each belongs to."""


@dataclass(frozen=True)
class Comparison:
    """One pair of snapshots. `closing_arr` is at the closing's own exchange rates."""

    pair: Pair
    closing_arr: float

    @cached_property
    def base(self) -> pd.DataFrame:
        """The accounts live at the opening: retention speaks of them and of no others."""
        return present(self.pair.accounts)

    @cached_property
    def kept(self) -> Retention:
        """Retention at the grain's own level."""
        return retention(self.pair, "product" if self.pair.grain == "product" else "account")

    @property
    def opening(self) -> float:
        """Opening ARR."""
        return self.kept.opening

    def leaf(self, name: str) -> float:
        """One leaf of the base accounts, signed."""
        return float(self.base[name].sum())

    def group(self, group: str) -> float:
        """One of S2's four lines, signed: losses are negative."""
        return sum(self.leaf(name) for name, leaf in LEAVES.items() if leaf.group == group)

    def wind(self, wind: str) -> float:
        """Headwind (negative) or tailwind (positive)."""
        return sum(self.group(group) for group, (of, _) in GROUPS.items() if of == wind)

    def largest(self, count: int) -> tuple[str, ...]:
        """The accounts with the most opening ARR, largest first."""
        ordered = self.base.sort_values(["v0", "account"], ascending=[False, True])
        return tuple(ordered["account"].head(count))

    def without(self, accounts: Collection[str]) -> "Comparison":
        """The same pair as if `accounts` were not there."""
        left = ~self.pair.accounts["account"].isin(list(accounts))
        return replace(self, pair=self.pair.where(left))

    def only(self, segment: str) -> "Comparison":
        """The same pair for one segment."""
        return replace(self, pair=self.pair.where(self.pair.accounts["segment"] == segment))
