"""Short names for long ones: inside the engine customers and items are numbers.

Joining, sorting and grouping by numbers costs a fraction of doing so by text, in time and in
memory. What leaves the engine is named again.
"""

from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cs_lib.ledger.frames import Lazy, Store, distinct, fetch
from cs_lib.ledger.lines.annual_value import KIND, customer_name, kinds_of

PEOPLE_AT_ONCE = 200_000
_CODE = nw.Int32


@dataclass(frozen=True)
class Keys:
    """The registers of one history.

    names: code, name of everybody in the contracts and the customers' table; `people` are they.
    kinds: kind, item
    (its code), item_name, currency, line_type and the columns of `lines.KIND`, one row for each
    combination that occurs; `telling` are the columns that are enough to tell which one.
    """

    names: Lazy
    kinds: Lazy
    people: int
    telling: tuple[str, ...] = KIND

    @classmethod
    def of(cls, contracts: Lazy, customers: Lazy | None, currency: str, store: Store) -> "Keys":
        """The registers of these contract lines and customers (`hierarchy.read_customers`)."""
        everybody = [contracts.select(customer_name().alias("name"))]
        if customers is not None:
            everybody += [customers.select(nw.col(c).alias("name")) for c in ("customer", "parent")]
        known = [distinct(names, "name") for names in everybody]
        together = distinct(nw.concat(known, how="vertical"), "name") if known[1:] else known[0]
        names = _numbered(together.filter(~nw.col("name").is_null()), "code", ["name"])
        kinds = store.keep(kinds_of(contracts, currency))
        items = _numbered(distinct(kinds, "item_name"), "item", ["item_name"])
        order = ["item_name", *KIND]
        numbered = _numbered(kinds.join(items, on="item_name"), "kind", order)
        named = store.keep(names)
        counted = named.select(nw.len().alias("people")).collect("pyarrow")
        told = _telling(fetch(kinds.select(*KIND), KIND))
        kept = cls(named, store.keep(numbered), int(counted.item(0, "people")), told)
        store.drop(kinds)
        return kept

    def parts(self, frame: Lazy, who: str) -> list[Lazy]:
        """The coded frame, cut by its column `who` into parts of so many people.

        Nothing that happens to one account depends on another, so what is sorted or grouped by
        account can be done part by part: memory holds one part, and each fits the caches.
        """
        if self.people <= PEOPLE_AT_ONCE:
            return [frame]
        starts = range(0, self.people, PEOPLE_AT_ONCE)
        who_is = nw.col(who)
        return [frame.filter((who_is >= at) & (who_is < at + PEOPLE_AT_ONCE)) for at in starts]

    def named(self, frame: Lazy, who: str = "customer") -> Lazy:
        """`frame` with names instead of codes in its column `who`."""
        names = self.names.rename({"code": who})
        return frame.join(names, on=who).drop(who).rename({"name": who})

    def coded(self, frame: Lazy, *columns: str) -> Lazy:
        """`frame` with codes instead of names in these columns."""
        coded = frame
        for column in columns:
            names = self.names.rename({"name": column, "code": "code_of"})
            coded = coded.join(names, on=column).drop(column).rename({"code_of": column})
        return coded


def _telling(kinds: pd.DataFrame) -> tuple[str, ...]:
    """Those columns by which all kinds differ: what all lines share need not be compared."""
    telling = list(KIND)
    for column in reversed(KIND):
        others = [each for each in telling if each != column]
        if others and not kinds.duplicated(others).any():
            telling = others
    return tuple(telling)


def _numbered(frame: Lazy, name: str, order: list[str]) -> Lazy:
    return frame.with_row_index(name, order_by=order).with_columns(nw.col(name).cast(_CODE))


def items_of(lines: Lazy, keys: Keys) -> Lazy:
    """One row per item of these coded lines: item (code), item_name, currency, family.

    An item has one family; one whose lines name none is its own.
    """
    found = distinct(lines, "kind").join(keys.kinds, on="kind")
    named = found.group_by("item", "item_name", "currency").agg(nw.col("family_name").min())
    family = nw.coalesce(nw.col("family_name"), nw.col("item_name"))
    return named.select("item", "item_name", "currency", family.alias("family"))


def items_named(frame: Lazy, items: Lazy) -> Lazy:
    """`frame` with its items' names instead of their codes, and their currency and family."""
    return frame.join(items, on="item").drop("item").rename({"item_name": "item"})
