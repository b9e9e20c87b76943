"""What the invented company sells, and at which list prices; prices are cents per unit and month.

All prices are multiples of 0.50 and all discounts whole per cent, so that every annual amount
is a whole number of cents: quantity x price x 12 x (100 - discount) / 100.
"""

from dataclasses import dataclass

CORE = "platform"
EVENTS = "events"
TIERS = ("essential", "professional", "enterprise")
ADD_ONS = ("insights", "connect", EVENTS)
CURRENCIES = ("EUR", "USD", "GBP")
FEATURES = {"essential": 12, "professional": 24, "enterprise": 36}

_RATE = {"EUR": 100, "USD": 112, "GBP": 88}
_EURO_CENTS = {
    (CORE, "essential"): 3000,
    (CORE, "professional"): 5500,
    (CORE, "enterprise"): 8500,
    ("insights", ""): 2200,
    ("connect", ""): 1400,
    (EVENTS, ""): 3500,
}


@dataclass(frozen=True, order=True)
class Item:
    """What can be bought: a product and, for the core product, its tier."""

    product: str
    tier: str = ""

    @property
    def family(self) -> str:
        """Products that replace each other; an add-on is its own family."""
        return "core" if self.product == CORE else self.product

    @property
    def line_type(self) -> str:
        """The contract's line type: events are sold as a committed volume."""
        return "usage_committed" if self.product == EVENTS else "recurring"


def to_half(cents: float) -> int:
    """Rounded to a multiple of 0.50."""
    return int(cents / 50 + 0.5) * 50


def list_price(item: Item, currency: str, rise: float = 0.0) -> int:
    """The catalogue's price in cents per unit and month, after a general rise by `rise`."""
    before = to_half(_EURO_CENTS[item.product, item.tier] * _RATE[currency] / 100)
    raised = rise and item.product == CORE
    return to_half(before * (1 + rise)) if raised else before


def annual(quantity: int, price: int, discount: int = 0) -> int:
    """Cents a year of a quantity at a monthly price (cents) and a discount in whole per cent."""
    return quantity * price * 12 * (100 - discount) // 100
