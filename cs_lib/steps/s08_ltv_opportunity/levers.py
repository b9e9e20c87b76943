"""The three levers on lifetime value, and the three ways to say what each of them costs."""

from dataclasses import dataclass
from typing import Final

from cs_lib.engagement.levers import Lever as Name

RETENTION: Final = "retention"
EXPANSION: Final = "expansion"
UPSELL: Final = "upsell"


@dataclass(frozen=True)
class Lever:
    """One lever: the motion that pays for it, the leaves it moves, and the ratio of its cost.

    `sign` is -1 where a lower rate is better. `leaves` are names of the ledger's leaves.
    """

    name: Name
    motion: str
    ratio: str
    sign: int
    leaves: tuple[str, ...]


LEVERS = (
    Lever(
        RETENTION, "retain", "CRC", -1,
        ("logo_churn", "quantity_decrease", "list_price_decrease", "discount_increase",
         "tier_downgrade", "product_drop", "paused"),
    ),
    # a rise of list prices is no growth that an account was helped to: it is left out here
    Lever(EXPANSION, "expand", "CEC", 1, ("quantity_increase", "discount_decrease")),
    Lever(UPSELL, "upsell", "CUC", 1, ("tier_upgrade", "new_product")),
)  # fmt: skip

PLANNING, SURVEY, MEASURED = "planning_1_2_4", "pacific_crest_2016", "client_measured"
COST_SETS = (PLANNING, SURVEY, MEASURED)
MULTIPLES: dict[str, dict[str, float]] = {
    PLANNING: {RETENTION: 1.0, EXPANSION: 2.0, UPSELL: 4.0},
    SURVEY: {RETENTION: 1.0, EXPANSION: 0.20 / 0.13, UPSELL: 0.27 / 0.13},
}
"""k of M67: what EUR 1 won costs, as a multiple of the CRC ratio. A rule and a survey, no facts.

`planning_1_2_4` is S2's planning rule. `pacific_crest_2016` is a survey's median cost of 1.00 of
ACV: renewal 0.13, expansion 0.20, upsell 0.27. Retention is the base of all three sets.
"""
