"""A history seen at one grain: whom it calls an account, and what accounts and items are called."""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.history import History, checked
from cs_lib.ledger.keys import items_named
from cs_lib.ledger.lines import currency_switch, hierarchy

ITEM = ["account", "item", "currency"]


@dataclass(frozen=True)
class Grain:
    """`name` is parent, customer or product; at `product` an account here is a customer.

    spans: which account each customer has when, in codes (`hierarchy.belonging`); None where every
    customer is an account of its own. profiles: account, name and segment, by name; None without
    a table of customers.
    """

    history: History
    name: str
    spans: Lazy | None
    profiles: Lazy | None

    @classmethod
    def of(cls, history: History, name: str) -> "Grain":
        """The history at the grain of this name; UsageError when there is none."""
        checked(name)
        if history.customers is None:
            return cls(history, name, None, None)
        keep = history.store.keep
        if name != "parent":
            return cls(history, name, None, keep(hierarchy.profiles(history.customers, None)))
        named = history.belonging
        profiles = keep(hierarchy.profiles(history.customers, named))
        return cls(history, name, keep(history.keys.coded(named, "customer", "account")), profiles)

    def placed(self, rows: Lazy, month: int) -> Lazy:
        """Rows by customers' names, with the account that they report under in this month."""
        if self.spans is None:
            return rows.with_columns(account=nw.col("customer"))
        return hierarchy.at_month(rows, self.history.belonging, nw.lit(month))

    def placed_at(self, rows: Lazy, month: nw.Expr) -> Lazy:
        """Rows by customers' codes, with the account (its code) of each row's own month."""
        if self.spans is None:
            return rows.with_columns(account=nw.col("customer"))
        return hierarchy.at_month(rows, self.spans, month)

    def named(self, frame: Lazy) -> Lazy:
        """The frame with the names of its accounts and items, and currency and family."""
        return items_named(self.history.keys.named(frame, "account"), self.history.items)

    def summed(self, frame: Lazy, keys: Sequence[str], sums: Sequence[nw.Expr]) -> Lazy:
        """These sums of the coded frame by `keys` and its accounts' segment."""
        if self.profiles is None:
            alike = frame.group_by(*keys).agg(*sums)
            return alike.with_columns(segment=nw.lit(hierarchy.UNASSIGNED))
        segments = self.history.keys.coded(self.profiles.select("account", "segment"), "account")
        joined = frame.join(segments, on="account", how="left")
        segment = nw.col("segment").fill_null(hierarchy.UNASSIGNED)
        return joined.with_columns(segment=segment).group_by(*keys, "segment").agg(*sums)

    def profiled(self, frame: Lazy) -> Lazy:
        """The named frame with its accounts' segment, and name (the id where there is none)."""
        if self.profiles is None:
            unknown = nw.lit(None).cast(nw.String)
            joined = frame.with_columns(segment=unknown, name=unknown)
        else:
            joined = frame.join(self.profiles, on="account", how="left")
        return joined.with_columns(
            segment=nw.col("segment").fill_null(hierarchy.UNASSIGNED),
            name=nw.coalesce(nw.col("name"), nw.col("account")),
        )

    def switched(self, moved: Lazy, at: "pd.Series[int]") -> Lazy | None:
        """Which items changed currency (P19)? None where none can have.

        `moved` are `change_causes.turned`; `at` names the snapshot whose rates convert each
        `index`.
        """
        products, store = self.history.products, self.history.store
        # One who pays in one currency cannot switch - but a parent may, whose customers pay in two.
        if products is None or (self.spans is None and not self.history.paid_in_two):
            return None
        known = store.adopt(self.history.rates.known(at), ["currency", "index", "rate"])
        return store.keep(currency_switch.switched(moved, products, known))
