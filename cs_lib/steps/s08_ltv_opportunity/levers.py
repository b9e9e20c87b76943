"""The three levers on lifetime value."""

from dataclasses import dataclass
from typing import Final

from cs_lib.engagement.levers import Lever as Name

RETENTION: Final = "retention"
EXPANSION: Final = "expansion"
UPSELL: Final = "upsell"


@dataclass(frozen=True)
class Lever:
    """One lever: the motion that pays for it, and the leaves it moves.

    `sign` is -1 where a lower rate is better. `leaves` are names of the ledger's leaves.
    """

    name: Name
    motion: str
    sign: int
    leaves: tuple[str, ...]


LEVERS = (
    Lever(
        RETENTION, "retain", -1,
        ("logo_churn", "quantity_decrease", "list_price_decrease", "discount_increase",
         "tier_downgrade", "product_drop", "paused"),
    ),
    # a rise of list prices is no growth that an account was helped to: it is left out here
    Lever(EXPANSION, "expand", 1, ("quantity_increase", "discount_decrease")),
    Lever(UPSELL, "upsell", 1, ("tier_upgrade", "new_product")),
)  # fmt: skip
