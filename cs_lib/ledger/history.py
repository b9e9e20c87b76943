"""What a ledger is made of, whatever its grain: read once, shared by every grain."""

from dataclasses import dataclass

from cs_lib.engagement import GRAINS, Policies
from cs_lib.errors import UsageError
from cs_lib.ledger.calendar import Calendar
from cs_lib.ledger.frames import Lazy, Store
from cs_lib.ledger.money import Rates


@dataclass(frozen=True)
class History:
    """One client's lines, as the ledger sees them.

    held: the recurring lines, after late renewals were held (`grace.hold`). outside: the other
    lines. events: the customers' change events (`events.customer_events`). families: item,
    family. customers: `hierarchy.read_customers`, None where there is no such table.
    """

    store: Store
    calendar: Calendar
    rates: Rates
    held: Lazy
    outside: Lazy
    events: Lazy
    families: Lazy
    customers: Lazy | None
    policies: Policies


def checked(grain: str) -> str:
    """The grain; UsageError when there is none of this name."""
    if grain not in GRAINS:
        raise UsageError(f"unknown grain '{grain}'; allowed: {', '.join(GRAINS)}")
    return grain
