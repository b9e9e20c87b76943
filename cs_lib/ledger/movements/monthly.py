"""What moved from one snapshot to the next, month by month: the rows that bridges are summed of."""

import datetime as dt
import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import narwhals as nw
import pandas as pd

from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.grain import ITEM, Grain
from cs_lib.ledger.lines import visits
from cs_lib.ledger.lines.annual_value import in_words, product_key
from cs_lib.ledger.movements import bridge as bridges
from cs_lib.ledger.movements import change_causes as causes
from cs_lib.ledger.movements import events
from cs_lib.ledger.movements.register import CODES, FLOWS, LEAVES, MOVEMENTS
from cs_lib.ledger.time.dates import dates_of


@dataclass(frozen=True)
class Monthly:
    """The movements of one history at one grain.

    coded: the accounts' events (`events.account_events`), in codes. All else is made of them, and
    only when it is first asked for.
    """

    grain: Grain
    coded: Lazy

    @classmethod
    def of(cls, grain: Grain) -> "Monthly":
        """The movements; DataError where a rate is missing that anything held needs."""
        history = grain.history
        coded = events.account_events(history.late.events, grain.spans, history.calendar)
        # Without parents these are the customers' own events, which the history keeps already.
        made = cls(grain, history.store.keep(coded) if grain.spans is not None else coded)
        history.rates.require(made._held_in())
        return made

    @property
    def events(self) -> Lazy:
        """The accounts' events, named: `events.account_events` and currency."""
        return self.grain.named(self.coded).drop("family")

    @cached_property
    def sums(self) -> bridges.Sums:
        """What the engine hands over to the bridge."""
        by_product = self.grain.name == "product"
        unit = ["account", "item"] if by_product else ["account"]
        amounts = self._money(self._leaves, ["index", "leaf"], nw.col("amount"))
        parts = self.grain.history.keys.parts(self._leaves, "account")
        touched = bridges.touched(parts, self.grain.history.calendar, unit, self.grain.summed)
        net = self._net_items() if by_product else self._net_accounts(touched)
        deltas = net if by_product else self._live_deltas()
        live = bridges.dense(deltas, ["segment"], "accounts", self._last)
        return bridges.Sums(self._stock, bridges.with_leaves(amounts), touched, live, net)

    @cached_property
    def bridge(self) -> pd.DataFrame:
        """The bridge of every month, quarter and year, unrounded (`bridge.assemble`)."""
        history = self.grain.history
        return bridges.assemble(self.sums, history.rates, history.calendar, self.grain.name)

    def arr(self, on: dt.date) -> float:
        """ARR at this snapshot, at its rates (M02)."""
        index, rates = self.grain.history.calendar.index(on), self.grain.history.rates
        held = self._stock[(self._stock["index"] == index) & (self._stock["amount"] != 0)]
        return float(rates.convert(held["amount"], held["currency"], index).sum())

    def accounts(self, on: dt.date) -> pd.DataFrame:
        """The accounts live at this snapshot: see `Ledger.accounts`."""
        history = self.grain.history
        index = history.calendar.index(on)
        known = self.coded.filter(nw.col("index") <= index)
        held = known.group_by("account", "item").agg(
            (nw.col("d_value") + nw.col("t_value")).sum().cast(nw.Int64).alias("value"),
            (nw.col("d_lines") + nw.col("t_lines")).sum().cast(nw.Int64).alias("lines"),
        )
        since = known.group_by("account").agg(nw.col("start_day").min())
        told = self.grain.named(held.filter(nw.col("lines") > 0).join(since, on="account"))
        items = in_words(fetch(self.grain.profiled(told), ITEM))
        items["arr"] = history.rates.convert(items["value"], items["currency"], index)
        if self.grain.name == "product":
            items["account"] = product_key(items)
        grouped = items.groupby("account", as_index=False).agg(
            name=("name", "first"),
            segment=("segment", "first"),
            arr=("arr", "sum"),
            products=("item", "size"),
            since=("start_day", "min"),
        )
        return grouped.assign(since=dates_of(grouped["since"]))

    def moved(
        self, since: dt.date, until: dt.date, leaves: Collection[str] = MOVEMENTS
    ) -> pd.DataFrame:
        """The accounts and items that moved in these months: see `Ledger.movements`."""
        calendar, rates = self.grain.history.calendar, self.grain.history.rates
        start, end = calendar.index(since), calendar.index(until)
        moved = self._leaves.filter((nw.col("index") > start) & (nw.col("index") <= end))
        if set(leaves) != set(MOVEMENTS):
            moved = moved.filter(nw.col("leaf").is_in([CODES[leaf] for leaf in leaves]))
        rows = self.grain.profiled(self.grain.named(moved.drop("net")))
        found = bridges.with_leaves(in_words(fetch(rows, ["index", *ITEM, "leaf"])))
        found["amount"] = rates.moved(found["amount"], found["currency"], found["index"])
        ends = {index: calendar.date(int(index)) for index in found["index"].unique()}
        found["month"] = pd.to_datetime(found["index"].map(ends)).astype("datetime64[us]")
        found["rollup"] = found["leaf"].map({name: leaf.rollup for name, leaf in LEAVES.items()})
        first = ["account", "name", "segment", "item", "product_id", "tier", "currency"]
        return found[[*first, "month", "leaf", "rollup", "amount"]]

    @property
    def _last(self) -> int:
        return self.grain.history.calendar.last

    def _money(self, frame: Lazy, keys: list[str], amount: nw.Expr) -> pd.DataFrame:
        """What this comes to by `keys`, currency and segment: `amount`, in local millionths."""
        sums = [amount.sum().cast(nw.Int64).alias("amount")]
        # Few items have many rows: their currency is looked up for the sums.
        by_item = self.grain.summed(frame, [*keys, "item"], sums)
        dated = by_item.join(self.grain.history.items.select("item", "currency"), on="item")
        by = [*keys, "currency", "segment"]
        return fetch(dated.group_by(by).agg(nw.col("amount").sum().cast(nw.Int64)), by)

    @cached_property
    def _accounts(self) -> Lazy:
        """The accounts' states (`events.account_states`), coded."""
        history = self.grain.history
        return history.store.keep_parts(
            events.account_states(part, history.policies.win_back_after_days)
            for part in history.keys.parts(self._stories, "account")
        )

    @property
    def _stories(self) -> Lazy:
        """What tells the accounts' stories: lines that come or go, and the visits between two
        snapshots where those count (P03).
        """
        moves = (nw.col("d_lines") != 0) | (nw.col("t_lines") != 0)
        return events.with_visits(self.coded.filter(moves), self._visits)

    @cached_property
    def _visits(self) -> Lazy | None:
        history = self.grain.history
        if history.late.visits is None:
            return None
        placed = visits.placed(history.late.visits, self.grain.spans, history.calendar)
        return history.store.keep(placed)

    @cached_property
    def _leaves(self) -> Lazy:
        """Every movement, coded: account, item, index, leaf, amount, net."""
        history = self.grain.history
        parts = history.keys.parts(self.coded, "account")
        moved = (leaves for part in parts for leaves in self._leaves_of(part))
        between = [visits.leaves(self._visits, self._accounts)] if self._visits is not None else []
        return history.store.keep_parts(itertools.chain(moved, between))

    def _leaves_of(self, part: Lazy) -> Iterator[Lazy]:
        """Leaves and transfers of some accounts; what leads to them is dropped when they are."""
        store, moving = self.grain.history.store, self.grain.spans is not None
        states = store.keep(causes.marked(events.item_states(part, moving)))
        moved = store.keep(self._with_story(causes.turned(states)))
        yield causes.leaves(states, moved, self.grain.switched(moved, self._months))
        if moving:  # only customers with parents move between accounts
            yield causes.transfers(states)
        store.drop(states, moved)

    def _with_story(self, moved: Lazy) -> Lazy:
        """Items that come or go, with their family and the story of their account."""
        story = self._accounts.select(
            "account",
            "index",
            nw.col("lines_moved").alias("account_before"),
            nw.col("lines_after").alias("account_after"),
            "entry",
        )
        told = moved.select(*causes.turning(moved)).join(story, on=["account", "index"])
        return told.join(self.grain.history.families, on="item")

    @property
    def _months(self) -> "pd.Series[int]":
        """At which snapshot's rates each month's movements are converted, by index."""
        index = pd.Series(range(1, self._last + 1), dtype="int64")
        return self.grain.history.rates.between(index - 1, index).set_axis(index)

    @cached_property
    def _stock(self) -> pd.DataFrame:
        moved = nw.col("d_value") + nw.col("t_value")
        deltas = self._money(self.coded, ["index"], moved)
        return bridges.dense(deltas, ["currency", "segment"], "amount", self._last)

    def _held_in(self) -> list[tuple[str, int]]:
        """Which currency is held at which snapshot, and so needs a rate there?"""
        held = self._stock[self._stock["amount"] != 0]
        # What ends is converted at its closing where P05 says so: a month after it was last held.
        ended = held["index"] + self.grain.history.rates.between(0, 1)
        at = pd.concat([held["index"], ended[ended <= self._last]])
        return [(str(c), int(i)) for c, i in zip(held["currency"].loc[at.index], at, strict=True)]

    def _live_deltas(self) -> pd.DataFrame:
        """By how much does the number of live accounts change? index, segment, accounts."""
        return self._counted((nw.col("lines_after") > 0), (nw.col("lines_open") > 0))

    def _net_accounts(self, touched: pd.DataFrame) -> pd.DataFrame:
        """Entries (+) and exits (-) as the leaves have them, and what transfers add or empty."""
        flows = touched[(touched["kind"] == "month") & touched["leaf"].isin(FLOWS)].drop(
            columns="kind"
        )
        sign = flows["leaf"].map({"logo_churn": -1}).fillna(1)
        flows = flows.assign(accounts=(flows["accounts"] * sign).astype("int64"))
        moved = self._counted((nw.col("lines_moved") > 0), (nw.col("lines_open") > 0))
        return pd.concat([flows, moved.assign(leaf="transfer")], ignore_index=True)

    def _net_items(self) -> pd.DataFrame:
        sums = [nw.col("net").sum().cast(nw.Int64).alias("accounts")]
        net = self.grain.summed(self._leaves, ["index", "leaf"], sums)
        return bridges.with_leaves(fetch(net, ["index", "segment", "leaf"]))

    def _counted(self, after: nw.Expr, before: nw.Expr) -> pd.DataFrame:
        change = (after.cast(nw.Int64) - before.cast(nw.Int64)).alias("accounts")
        changed = self._accounts.with_columns(change).filter(nw.col("accounts") != 0)
        sums = [nw.col("accounts").sum().cast(nw.Int64)]
        return fetch(self.grain.summed(changed, ["index"], sums), ["index", "segment"])
