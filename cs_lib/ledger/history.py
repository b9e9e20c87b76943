"""What a ledger is made of, whatever its grain: read once, shared by every grain."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import narwhals as nw

from cs_lib.engagement import GRAINS, Policies
from cs_lib.errors import UsageError
from cs_lib.ledger.exchange_rates import Rates
from cs_lib.ledger.frames import Lazy, Source, Store, distinct, fetch
from cs_lib.ledger.keys import Keys
from cs_lib.ledger.lines import grace, groups, hierarchy, pauses
from cs_lib.ledger.lines.annual_value import COLUMNS, annual_lines, blank, counted, recurring
from cs_lib.ledger.lines.policies import SIGNED_END, Preparation
from cs_lib.ledger.lines.policies import columns as prepare_columns
from cs_lib.ledger.terms import terms
from cs_lib.ledger.time.calendar import Calendar
from cs_lib.ledger.time.dates import day_number


@dataclass(frozen=True)
class Held:
    """The lines of a history after late renewals were held (P01), in customers' codes.

    gaps: the late renewals (`grace.late_renewals`). events: the customers' change events
    (`events.customer_events`). visits: who came and went between two snapshots (`visits.brief`),
    None where that does not count. escalated: the lines with a contracted price rise
    (`escalators.held`), None where there are none.
    """

    gaps: Lazy
    events: Lazy
    visits: Lazy | None
    escalated: Lazy | None


@dataclass(frozen=True)
class History:
    """One client's lines, as the ledger sees them.

    Customers and items are codes in it (`keys`): of whatever is `named`, they are names.

    lines: every line, `annual_value.coded_lines`. late: what late renewals make of them. items:
    item, item_name, currency, family (`keys.items_of`). customers: `hierarchy.read_customers`, None
    where there is no such table. contracts: the table itself, for what bridges do not ask of it.
    made_of: the revenue table that the lines were made of. counted_before: the history whose terms
    these are, too, by other policies.
    """

    store: Store
    calendar: Calendar
    rates: Rates
    keys: Keys
    lines: Lazy
    late: Held
    items: Lazy
    customers: Lazy | None
    policies: Policies
    contracts: Source
    preparation: Preparation
    made_of: str = "contracts"
    counted_before: "History | None" = None

    @property
    def held(self) -> Lazy:
        """The recurring lines, after late renewals were held (`grace.hold`), and their currency."""
        currency = self.items.select("item", "currency")
        return grace.hold(counted(self.lines), self.late.gaps).join(currency, on="item")

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
    def belonging(self) -> Lazy:
        """Under whom does each customer report, by name (`hierarchy.belonging`, topmost)?"""
        assert self.customers is not None
        spans = groups.topmost(hierarchy.belonging(self.customers), self.store)
        if self.policies.hierarchy == "latest":
            spans = hierarchy.as_on(spans, self.calendar.grid.number(self.calendar.as_of))
        return self.store.keep(spans)

    @cached_property
    def products(self) -> Lazy | None:
        """item, currency, product, tier - where a change of currency is an exchange (P19).

        None in a history of one currency, and where the change is a drop and a new product.
        """
        if self.policies.currency_switch != "exchange":
            return None
        if len(fetch(distinct(self.items, "currency"), ["currency"])) < 2:
            return None
        named = self.keys.kinds.group_by("item").agg(
            nw.col("currency").min(),
            product=blank("product_id").min(),
            tier=blank("tier").min(),
        )
        return self.store.keep(named)

    @cached_property
    def paid_in_two(self) -> bool:
        """Does any customer pay in more than one currency?"""
        held = distinct(self.late.events.join(self.items, on="item"), "customer", "currency")
        counted = held.group_by("customer").agg(nw.len().alias("paid_in"))
        return bool(len(counted.filter(nw.col("paid_in") > 1).head(1).collect("pyarrow")))

    @cached_property
    def terms(self) -> Lazy:
        """The recurring lines as parts of terms (`terms.read`): read again, when first asked for.

        Bridges and pairs do not need them, and would carry their columns for nothing.
        """
        if self.counted_before is not None:
            return self.counted_before.terms
        with self._prepared(terms.COLUMNS) as prepared:
            return terms.read(
                prepared,
                self.rates.report,
                self.policies,
                self.calendar,
                self.store,
                made_of=self.made_of,
                unit=self.rates.unit,
            )

    @cached_property
    def unsigned(self) -> Lazy | None:
        """The recurring lines served beyond their end (P14); None where there are none.

        Those of `annual_value.annual_lines` and `signed_end_day`.
        """
        if not self.preparation.unsigned:
            return None
        report, grid = self.rates.report, self.calendar.grid
        with self._prepared(COLUMNS) as prepared:
            unit = self.rates.unit
            lines = annual_lines(prepared, report, self.policies, grid, SIGNED_END, unit)
            signed = lines.with_columns(signed_end_day=day_number(nw.col("signed_end")))
            served = recurring(signed).filter(nw.col("signed_end_day") < nw.col("end_day"))
            return self.store.keep(pauses.split(served))

    @contextmanager
    def _prepared(self, columns: tuple[str, ...]) -> Iterator[Lazy]:
        """The contracts' lines that count, with these columns, for as long as they are read."""
        wanted = dict.fromkeys((*columns, *prepare_columns(self.policies)))
        adopted = self.store.adopt(self.contracts, tuple(wanted))
        with self.preparation.lines(adopted, self.store) as prepared:
            yield prepared


def checked(grain: str) -> str:
    """The grain; UsageError when there is none of this name."""
    if grain not in GRAINS:
        raise UsageError(f"unknown grain '{grain}'; allowed: {', '.join(GRAINS)}")
    return grain
