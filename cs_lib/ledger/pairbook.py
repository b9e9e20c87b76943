"""The ledger's comparisons of two snapshots, on top of the customers' events."""

import datetime as dt
from abc import abstractmethod
from collections.abc import Sequence

import narwhals as nw
import pandas as pd

from cs_lib.errors import UsageError
from cs_lib.ledger import bridge as bridges
from cs_lib.ledger import compare, currencies, escalators, events, hierarchy
from cs_lib.ledger import movements as causes
from cs_lib.ledger import pair as pairing
from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.lines import in_words
from cs_lib.ledger.termbook import TermBook

ITEM = ["account", "item", "currency"]


class PairBook(TermBook):
    """What `Ledger` adds to snapshots and bridges: pairs of snapshots."""

    _spans: Lazy | None

    @abstractmethod
    def _named(self, frame: Lazy) -> Lazy: ...

    def pair(self, opening: dt.date, closing: dt.date) -> pairing.Pair:
        """How did each account live at `opening` or `closing` change between the two snapshots?

        A comparison of the two, not a sum of months: what happened and was undone in between is
        not seen. Source: definitions M20-M27.
        """
        return self.pairs([(opening, closing)])[0]

    def pairs(self, spans: Sequence[tuple[dt.date, dt.date]]) -> tuple[pairing.Pair, ...]:
        """Many pairs (opening, closing) in the time of one: see `pair`."""
        store, asked = self._history.store, self._spans_of(spans)
        fixed = self._history.rates.between(asked["opening"], asked["closing"])
        states = store.keep(causes.marked(self._two_states(asked)))
        moved = causes.turned(states)
        switched = self._switched(moved, fixed)
        items = self._pair_items(states, switched, fixed)
        found = self._pair_leaves(causes.leaves(states, moved, switched), fixed)
        leaves = self._pre_sold(found, asked)
        store.drop(states)
        leave_out = self._history.policies.escalators == "leave_out"
        return tuple(
            pairing.assemble(
                items[items["index"] == number],
                leaves[leaves["index"] == number],
                span,
                self.grain,
                leave_out,
            )
            for number, span in enumerate(spans)
        )

    def _spans_of(self, spans: Sequence[tuple[dt.date, dt.date]]) -> pd.DataFrame:
        """The pairs as indices: pair, opening, closing."""
        for opening, closing in spans:
            if self.calendar.index(opening) >= self.calendar.index(closing):
                raise UsageError(f"the opening {opening} must lie before the closing {closing}")
        rows = [
            (number, self.calendar.index(opening), self.calendar.index(closing))
            for number, (opening, closing) in enumerate(spans)
        ]
        return pd.DataFrame(rows, columns=["pair", "opening", "closing"])

    def _two_states(self, asked: pd.DataFrame) -> Lazy:
        known = events.with_visits(self._history.late.events, self._history.late.visits)
        placed = self._under_closing(compare.seen_by(known, self._asked(asked)))
        history = self._history
        return compare.two_states(placed, history.families, history.policies.win_back_after_days)

    def _asked(self, asked: pd.DataFrame) -> Lazy:
        return self._history.store.adopt(asked, list(asked.columns))

    def _under_closing(self, rows: Lazy) -> Lazy:
        """The rows (customer, closing) with the account that the customer has at the closing."""
        if self._spans is None:
            return rows.with_columns(account=nw.col("customer"))
        return hierarchy.at_month(rows, self._spans, nw.col("closing") + self.calendar.first_month)

    def _switched(self, moved: Lazy, at: "pd.Series[int]") -> Lazy | None:
        """Which items changed currency? `at`: the snapshot whose rates convert each `index`."""
        products, rates = self._history.products, self._history.rates
        if products is None or (self._spans is None and not self._history.paid_in_two):
            return None
        known = self._history.store.adopt(rates.known(at), ["currency", "index", "rate"])
        return self._history.store.keep(currencies.switched(moved, products, known))

    def _pair_items(
        self, states: Lazy, switched: Lazy | None, fixed: "pd.Series[int]"
    ) -> pd.DataFrame:
        story = ("account_before", "account_after", "entry")
        columns = ["index", "account", "item", "b_value", "a_value", *story]
        if switched is not None:
            states = states.join(switched, on=["account", "item", "index"], how="left")
            columns += ["switch", "net"]
        held = self._named(states.select(columns))
        items = in_words(fetch(self._profiled(held, name=True), ["index", *ITEM]))
        if switched is not None:
            items["family"] = currencies.one_family(items)
        at, rates = items["index"].map(fixed), self._history.rates
        items["v0"] = rates.convert(items["b_value"], items["currency"], at)
        items["v1"] = rates.convert(items["a_value"], items["currency"], at)
        return items

    def _pair_leaves(self, moved: Lazy, fixed: "pd.Series[int]") -> pd.DataFrame:
        named = self._named(moved)
        leaves = bridges.with_leaves(fetch(named, ["index", *ITEM, "leaf"]))
        at, rates = leaves["index"].map(fixed), self._history.rates
        return leaves.assign(amount=rates.convert(leaves["amount"], leaves["currency"], at))

    def _pre_sold(self, leaves: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
        """The leaves, and how much of each the contract had agreed (`escalators.pre_sold`)."""
        escalated = self._history.late.escalated
        if escalated is None:
            return leaves.assign(pre_sold=0.0)
        live = escalators.live(escalated, self._asked(asked), self.calendar)
        caps = self._named(escalators.caps(self._under_closing(live)))
        found = fetch(caps.rename({"pair": "index"}), ["index", *ITEM])
        rates = self._history.rates
        at = found["index"].map(rates.between(asked["opening"], asked["closing"]))
        found["cap"] = rates.convert(found["cap"], found["currency"], at)
        keys = ["index", *ITEM]
        return leaves.assign(pre_sold=escalators.pre_sold(leaves, found[[*keys, "cap"]], keys))
