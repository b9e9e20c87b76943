"""The ledger: one history of contract lines, asked for bridges, snapshots, pairs and movements."""

import datetime as dt
import itertools
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

import narwhals as nw
import pandas as pd

from cs_lib.ledger import bridge as bridges
from cs_lib.ledger import events, hierarchy, usage, visits
from cs_lib.ledger import memo as memos
from cs_lib.ledger import movements as causes
from cs_lib.ledger.dates import date_of
from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.history import History, checked
from cs_lib.ledger.keys import items_named
from cs_lib.ledger.leaves import CODES, FLOWS, LEAVES, MOVEMENTS
from cs_lib.ledger.lines import in_words, product_key
from cs_lib.ledger.pairbook import ITEM, PairBook


class Ledger(PairBook):
    """Month-end snapshots and movement leaves of one history, at one grain.

    Made by `cs_lib.ledger.build`. Money is ARR in the report's currency. A period's leaves are
    converted at the rate of their month's opening (or its closing, P05), a stock at its own. At
    grain `product` an account, wherever accounts are counted, is one customer's item.
    """

    def __init__(self, history: History, grain: str) -> None:
        self.calendar, self.grain, self._history = history.calendar, grain, history
        self._store, self._rates, self._policies = history.store, history.rates, history.policies
        self._keys, self._spans, self._profiles = history.keys, None, None
        if history.customers is not None:
            spans = history.belonging if grain == "parent" else None
            self._profiles = self._store.keep(hierarchy.profiles(history.customers, spans))
            if spans is not None:
                self._spans = self._store.keep(self._keys.coded(spans, "customer", "account"))
        coded = events.account_events(history.late.events, self._spans, self.calendar)
        self._coded = self._store.keep(coded) if self._spans is not None else coded
        self._rates.require(self._held_in())

    def at(self, grain: str) -> "Ledger":
        """The same history at another grain, without reading the lines again."""
        return self if grain == self.grain else Ledger(self._history, checked(grain))

    def bridge(self, segments: bool = True) -> pd.DataFrame:
        """What moved ARR from opening to closing, each month, fiscal quarter and fiscal year?

        One row per period, segment ("all" and each segment) and leaf: period_kind, period_start,
        period_end, grain, segment, leaf, rollup, amount, accounts. Opening and closing are always
        there, leaves where something happened. `amount` is signed ARR in report currency;
        opening + leaves = closing. `accounts` counts live accounts (opening, closing), entries
        and exits (new_logo, win_back, reactivation, logo_churn), the net number that appear by
        transfer (transfer), else the distinct accounts that the leaf touched. Source: M15.
        """
        rows = self._bridge if segments else self._bridge[self._bridge["segment"] == bridges.ALL]
        return rows.assign(amount=rows["amount"].round(bridges.DECIMALS) + 0.0).reset_index(
            drop=True
        )

    def residuals(self) -> pd.DataFrame:
        """Does every period close (R1)? Both residuals should be 0.

        period_kind, period_end, segment, residual, accounts_residual.
        """
        return bridges.residuals(self._sums, self._bridge, self.calendar)

    def accounts(self, on: dt.date) -> pd.DataFrame:
        """Who is a customer at this snapshot, and for how much?

        account, name, segment, arr (at the snapshot's rate), products (live items), since (first
        day of service in the history).
        """
        index = self.calendar.index(on)
        known = self._coded.filter(nw.col("index") <= index)
        held = known.group_by("account", "item").agg(
            (nw.col("d_value") + nw.col("t_value")).sum().cast(nw.Int64).alias("value"),
            (nw.col("d_lines") + nw.col("t_lines")).sum().cast(nw.Int64).alias("lines"),
        )
        since = known.group_by("account").agg(nw.col("start_day").min())
        told = self._named(held.filter(nw.col("lines") > 0).join(since, on="account"))
        items = in_words(fetch(self._profiled(told, name=True), ITEM))
        items["arr"] = self._rates.convert(items["value"], items["currency"], index)
        if self.grain == "product":
            items["account"] = product_key(items)
        grouped = items.groupby("account", as_index=False).agg(
            name=("name", "first"),
            segment=("segment", "first"),
            arr=("arr", "sum"),
            products=("item", "size"),
            since=("start_day", "min"),
        )
        days = pd.to_datetime(pd.Series([date_of(int(d)) for d in grouped["since"]], dtype=object))
        return grouped.assign(since=days.astype("datetime64[us]"))

    def arr(self, on: dt.date) -> float:
        """What is ARR at this snapshot, at its rates (M02)?"""
        index = self.calendar.index(on)
        held = self._stock[(self._stock["index"] == index) & (self._stock["amount"] != 0)]
        return float(self._rates.convert(held["amount"], held["currency"], index).sum())

    def movements(
        self, since: dt.date, until: dt.date, leaves: Collection[str] = MOVEMENTS
    ) -> pd.DataFrame:
        """Which accounts and items moved, month by month, after snapshot `since` and up to `until`?

        account, name, segment, item, product_id, tier, currency, month (its last day), leaf,
        rollup, amount (converted as in the bridge). Exchange effects move no account. Only
        `leaves` are looked up: entries and exits are few where items move every month.
        """
        start, end = self.calendar.index(since), self.calendar.index(until)
        moved = self._leaves.filter((nw.col("index") > start) & (nw.col("index") <= end))
        if set(leaves) != set(MOVEMENTS):
            moved = moved.filter(nw.col("leaf").is_in([CODES[leaf] for leaf in leaves]))
        rows = self._profiled(self._named(moved.drop("segment", "net")), name=True)
        found = bridges.with_leaves(in_words(fetch(rows, ["index", *ITEM, "leaf"])))
        found["amount"] = self._rates.moved(found["amount"], found["currency"], found["index"])
        ends = pd.Series([self.calendar.date(int(i)) for i in found["index"]], dtype=object)
        found["month"] = pd.to_datetime(ends).astype("datetime64[us]")
        found["rollup"] = found["leaf"].map({name: leaf.rollup for name, leaf in LEAVES.items()})
        first = ["account", "name", "segment", "item", "product_id", "tier", "currency"]
        return found[[*first, "month", "leaf", "rollup", "amount"]]

    def usage_beside(self, on: dt.date) -> usage.UsageBeside:
        """What is ARR with usage beyond what is committed, at this snapshot (P09)?

        ARR + 12 x the average of the last three months' usage lines, at the snapshot's rates.
        Where usage counts by policy it is in ARR, and nothing stands beside it.
        """
        index = self.calendar.index(on)
        outside = self._history.outside
        return usage.beside(outside, self.arr(on), index, self.calendar, self._rates)

    def memo(self) -> dict[str, Any]:
        """What is left out of the bridge, or was bridged over by policy?

        intra_month_logos (P03, a count), late_renewals (P01: count, arr), unsigned (P14, at
        as_of: count of lines, arr), out_of_scope (at as_of: line_type, lines, arr or None).
        """
        return {
            "intra_month_logos": memos.intra_month_logos(self._history.held, self.calendar),
            "late_renewals": memos.held_over(self._history.held, self.calendar, self._rates),
            "unsigned": memos.unsigned(self._history.unsigned, self.calendar, self._rates),
            "out_of_scope": memos.out_of_scope(self._history.outside, self.calendar, self._rates),
        }

    @property
    def history(self) -> History:
        """What the ledger is made of, whatever its grain."""
        return self._history

    @property
    def _events(self) -> Lazy:
        """The accounts' events, named: `events.account_events` and currency."""
        return self._named(self._coded).drop("family")

    @cached_property
    def _accounts(self) -> Lazy:
        """The accounts' states (`events.account_states`), coded, and their segment."""
        return self._store.keep_parts(
            self._segmented(events.account_states(part, self._policies.win_back_after_days))
            for part in self._keys.parts(self._stories, "account")
        )

    @property
    def _stories(self) -> Lazy:
        """What tells the accounts' stories: lines that come or go, and the visits between two
        snapshots where those count (P03).
        """
        moves = (nw.col("d_lines") != 0) | (nw.col("t_lines") != 0)
        return events.with_visits(self._coded.filter(moves), self._visits)

    @cached_property
    def _visits(self) -> Lazy | None:
        if self._history.late.visits is None:
            return None
        return self._store.keep(
            visits.placed(self._history.late.visits, self._spans, self.calendar)
        )

    @cached_property
    def _leaves(self) -> Lazy:
        """Every movement, coded: account, item, index, leaf, amount, net, segment."""
        parts = self._keys.parts(self._coded, "account")
        moved = (leaves for part in parts for leaves in self._found_leaves(part))
        between = [visits.leaves(self._visits, self._accounts)] if self._visits is not None else []
        found = itertools.chain(moved, between)
        return self._store.keep_parts(self._segmented(leaves) for leaves in found)

    def _found_leaves(self, part: Lazy) -> Iterator[Lazy]:
        """Leaves and transfers of some accounts; what leads to them is dropped when they are."""
        states = self._store.keep(causes.marked(events.item_states(part)))
        moved = self._store.keep(self._with_story(causes.turned(states)))
        yield causes.leaves(states, moved, self._switched(moved, self._months))
        if self._spans is not None:  # only customers with parents move between accounts
            yield causes.transfers(states)
        self._store.drop(states, moved)

    def _with_story(self, moved: Lazy) -> Lazy:
        """Items that come or go, with their family and the story of their account."""
        story = self._accounts.select(
            "account",
            "index",
            nw.col("lines_moved").alias("account_before"),
            nw.col("lines_after").alias("account_after"),
            "entry",
        )
        told = moved.join(story, on=["account", "index"])
        return told.join(self._history.families, on="item")

    @property
    def _months(self) -> "pd.Series[int]":
        """At which snapshot's rates each month's movements are converted, by index."""
        index = pd.Series(range(1, self.calendar.last + 1), dtype="int64")
        return self._rates.between(index - 1, index).set_axis(index)

    @cached_property
    def _stock(self) -> pd.DataFrame:
        held = self._segmented(self._coded).join(self._currencies, on="item")
        moved = held.group_by("index", "currency", "segment")
        deltas = fetch(
            moved.agg((nw.col("d_value") + nw.col("t_value")).sum().cast(nw.Int64).alias("amount")),
            ["index", "currency", "segment"],
        )
        return bridges.dense(deltas, ["currency", "segment"], "amount", self.calendar.last)

    @cached_property
    def _sums(self) -> bridges.Sums:
        by_product = self.grain == "product"
        unit = ["account", "item"] if by_product else ["account"]
        keys = ["index", "currency", "segment", "leaf"]
        moved = self._leaves.join(self._currencies, on="item").group_by(keys)
        amounts = moved.agg(nw.col("amount").sum().cast(nw.Int64))
        touched = bridges.touched(self._keys.parts(self._leaves, "account"), self.calendar, unit)
        net = self._net_items() if by_product else self._net_accounts(touched)
        deltas = net if by_product else self._live_deltas()
        live = bridges.dense(deltas, ["segment"], "accounts", self.calendar.last)
        leaves = bridges.with_leaves(fetch(amounts, keys))
        return bridges.Sums(self._stock, leaves, touched, live, net)

    @cached_property
    def _bridge(self) -> pd.DataFrame:
        return bridges.assemble(self._sums, self._rates, self.calendar, self.grain)

    def _live_deltas(self) -> pd.DataFrame:
        """By how much does the number of live accounts change? index, segment, accounts."""
        return self._counted(
            (nw.col("lines_after") > 0), (nw.col("lines_open") > 0), ["index", "segment"]
        )

    def _net_accounts(self, touched: pd.DataFrame) -> pd.DataFrame:
        """Entries (+) and exits (-) as the leaves have them, and what transfers add or empty."""
        flows = touched[(touched["kind"] == "month") & touched["leaf"].isin(FLOWS)].drop(
            columns="kind"
        )
        sign = flows["leaf"].map({"logo_churn": -1}).fillna(1)
        flows = flows.assign(accounts=(flows["accounts"] * sign).astype("int64"))
        moved = self._counted(
            (nw.col("lines_moved") > 0), (nw.col("lines_open") > 0), ["index", "segment"]
        )
        return pd.concat([flows, moved.assign(leaf="transfer")], ignore_index=True)

    def _net_items(self) -> pd.DataFrame:
        keys = ["index", "segment", "leaf"]
        net = nw.col("net").sum().cast(nw.Int64).alias("accounts")
        return bridges.with_leaves(fetch(self._leaves.group_by(keys).agg(net), keys))

    def _counted(self, after: nw.Expr, before: nw.Expr, keys: list[str]) -> pd.DataFrame:
        change = (after.cast(nw.Int64) - before.cast(nw.Int64)).alias("accounts")
        changed = self._accounts.with_columns(change).filter(nw.col("accounts") != 0)
        return fetch(changed.group_by(keys).agg(nw.col("accounts").sum().cast(nw.Int64)), keys)

    def _held_in(self) -> list[tuple[str, int]]:
        held = self._stock[self._stock["amount"] != 0]
        ended = held["index"] + self._rates.between(0, 1)  # what ends is converted at its closing
        at = pd.concat([held["index"], ended[ended <= self.calendar.last]])
        return [(str(c), int(i)) for c, i in zip(held["currency"].loc[at.index], at, strict=True)]

    @property
    def _currencies(self) -> Lazy:
        return self._history.items.select("item", "currency")

    def _named(self, frame: Lazy) -> Lazy:
        """The frame with the names of its accounts and items, and currency and family."""
        return items_named(self._keys.named(frame, "account"), self._history.items)

    def _segmented(self, frame: Lazy) -> Lazy:
        """The coded frame with its accounts' segment."""
        if self._profiles is None:
            return frame.with_columns(segment=nw.lit(hierarchy.UNASSIGNED))
        segments = self._keys.coded(self._profiles.select("account", "segment"), "account")
        joined = frame.join(segments, on="account", how="left")
        return joined.with_columns(segment=nw.col("segment").fill_null(hierarchy.UNASSIGNED))

    def _profiled(self, frame: Lazy, name: bool = False) -> Lazy:
        """The frame with its accounts' segment (and name; the id where there is none)."""
        if self._profiles is None:
            unknown = nw.lit(None).cast(nw.String)
            joined = frame.with_columns(segment=unknown, name=unknown)
        else:
            joined = frame.join(self._profiles, on="account", how="left")
        filled = joined.with_columns(
            segment=nw.col("segment").fill_null(hierarchy.UNASSIGNED),
            name=nw.coalesce(nw.col("name"), nw.col("account")),
        )
        return filled if name else filled.drop("name")
