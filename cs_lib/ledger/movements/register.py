"""The register of movement leaves: what can happen to recurring revenue between two snapshots.

Every step, table and chart takes names, order, labels and roll-ups from here. The leaves of a
period add up to closing minus opening (M15).
"""

from dataclasses import dataclass
from typing import Literal

Rollup = Literal[
    "opening",
    "headwind",
    "tailwind",
    "new",
    "reactivation",
    "transfer",
    "fx",
    "closing",
]
Group = Literal[
    "", "logos_lost", "price_erosion", "unallocated_decrease", "expansion", "upsell",
    "unallocated_increase",
]  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """One leaf: `rollup` is its line of the bridge, `group` its heading in the review."""

    name: str
    rollup: Rollup
    metric: str
    label: str
    group: Group = ""


_ALL = (
    Leaf("opening", "opening", "M02", "Opening ARR"),
    Leaf("new_logo", "new", "M04", "New logos"),
    Leaf("win_back", "new", "P01", "Win-backs"),
    Leaf("reactivation", "reactivation", "M05", "Reactivations"),
    Leaf("resumed", "reactivation", "P13", "Resumed after a pause"),
    Leaf("quantity_increase", "tailwind", "M07", "More seats or usage", "expansion"),
    Leaf("list_price_increase", "tailwind", "M08", "List-price uplift", "expansion"),
    Leaf("discount_decrease", "tailwind", "M09", "Discounts expired or reduced", "expansion"),
    Leaf("tier_upgrade", "tailwind", "M10", "Upgrades", "upsell"),
    Leaf("new_product", "tailwind", "M11", "Cross-sell", "upsell"),
    Leaf("logo_churn", "headwind", "M06", "Logos lost", "logos_lost"),
    Leaf("quantity_decrease", "headwind", "M07", "Fewer seats or less usage", "price_erosion"),
    Leaf("list_price_decrease", "headwind", "M08", "List-price cuts", "price_erosion"),
    Leaf("discount_increase", "headwind", "M09", "Deeper discounts", "price_erosion"),
    Leaf("tier_downgrade", "headwind", "M10", "Downgrades", "price_erosion"),
    Leaf("product_drop", "headwind", "M12", "Products dropped", "price_erosion"),
    Leaf("paused", "headwind", "P13", "Paused", "price_erosion"),
    Leaf(
        "unallocated_increase", "tailwind", "M13", "Increase, cause unknown", "unallocated_increase"
    ),
    Leaf(
        "unallocated_decrease", "headwind", "M13", "Decrease, cause unknown", "unallocated_decrease"
    ),
    Leaf("transfer", "transfer", "M14", "Moved between accounts"),
    Leaf("fx", "fx", "P05", "Exchange rates"),
    Leaf("closing", "closing", "M02", "Closing ARR"),
)

LEAVES: dict[str, Leaf] = {leaf.name: leaf for leaf in _ALL}
MOVEMENTS: tuple[str, ...] = tuple(
    leaf.name for leaf in _ALL if leaf.rollup not in ("opening", "closing", "fx")
)
# Inside the engine a leaf is its number: short keys group faster, and 9 of 10 columns are keys.
CODES: dict[str, int] = {name: number for number, name in enumerate(LEAVES)}
NAMES: dict[int, str] = {number: name for name, number in CODES.items()}
HEADWIND: tuple[str, ...] = tuple(leaf.name for leaf in _ALL if leaf.rollup == "headwind")
TAILWIND: tuple[str, ...] = tuple(leaf.name for leaf in _ALL if leaf.rollup == "tailwind")
ENTRIES: tuple[str, ...] = ("new_logo", "win_back", "reactivation")
# An account passes through these at most once a month, so their months' counts add up.
FLOWS: tuple[str, ...] = (*ENTRIES, "logo_churn")
