"""What a ledger is made of, whatever its grain: read once, shared by every grain."""

from dataclasses import dataclass
from functools import cached_property

import narwhals as nw

from cs_lib.engagement import GRAINS, Policies
from cs_lib.errors import UsageError
from cs_lib.ledger import grace, terms
from cs_lib.ledger.calendar import Calendar
from cs_lib.ledger.frames import Lazy, Source, Store
from cs_lib.ledger.keys import Keys
from cs_lib.ledger.lines import counted
from cs_lib.ledger.money import Rates


@dataclass(frozen=True)
class History:
    """One client's lines, as the ledger sees them.

    Customers and items are codes in it (`keys`): of whatever is `named`, they are names.

    lines: every line, `lines.coded_lines`. gaps: its late renewals (`grace.late_renewals`).
    events: the customers' change events (`events.customer_events`). items: item, item_name,
    currency, family (`keys.items_of`). customers: `hierarchy.read_customers`, None where there is
    no such table. contracts: the table itself, for what bridges do not ask of it.
    """

    store: Store
    calendar: Calendar
    rates: Rates
    keys: Keys
    lines: Lazy
    gaps: Lazy
    events: Lazy
    items: Lazy
    customers: Lazy | None
    policies: Policies
    contracts: Source

    @property
    def held(self) -> Lazy:
        """The recurring lines, after late renewals were held (`grace.hold`), and their currency."""
        currency = self.items.select("item", "currency")
        return grace.hold(counted(self.lines), self.gaps).join(currency, on="item")

    @property
    def outside(self) -> Lazy:
        """The lines of types that do not count, with currency and line_type."""
        others = self.lines.filter(~nw.col("scope"))
        return others.join(self.keys.kinds.select("kind", "currency", "line_type"), on="kind")

    @property
    def families(self) -> Lazy:
        """item, family - both codes: a family is called like the first of its items."""
        return self.items.select("item", nw.col("item").min().over("family").alias("family"))

    @cached_property
    def terms(self) -> Lazy:
        """The recurring lines as parts of terms (`terms.read`): read again, when first asked for.

        Bridges and pairs do not need them, and would carry their columns for nothing.
        """
        adopted = self.store.adopt(self.contracts, terms.COLUMNS)
        read = terms.read(
            adopted,
            self.rates.report,
            self.policies.reactivation_gap_days,
            self.calendar.grid,
        )
        kept = self.store.keep(read)
        self.store.drop(adopted)
        return kept


def checked(grain: str) -> str:
    """The grain; UsageError when there is none of this name."""
    if grain not in GRAINS:
        raise UsageError(f"unknown grain '{grain}'; allowed: {', '.join(GRAINS)}")
    return grain
