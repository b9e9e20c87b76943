"""The ledger: one history of contract lines, asked for bridges, snapshots, pairs and movements."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import pandas as pd

from cs_lib.ledger import outside as memos
from cs_lib.ledger import usage
from cs_lib.ledger.grain import Grain
from cs_lib.ledger.history import History
from cs_lib.ledger.movements import bridge as bridges
from cs_lib.ledger.movements import churn_reasons
from cs_lib.ledger.movements import pairs as comparisons
from cs_lib.ledger.movements.monthly import Monthly
from cs_lib.ledger.movements.pairs import Pair
from cs_lib.ledger.movements.register import MOVEMENTS
from cs_lib.ledger.terms import cohorts, committed, renewals


class Ledger:
    """Month-end snapshots and movement leaves of one history, at one grain.

    Made by `cs_lib.ledger.build`. Money is ARR in the report's currency. A period's leaves are
    converted at the rate of their month's opening (or its closing, P05), a stock at its own. At
    grain `product` an account, wherever accounts are counted, is one customer's item.
    """

    def __init__(self, history: History, grain: str) -> None:
        self.history, self.calendar, self.grain = history, history.calendar, grain
        self._grain = Grain.of(history, grain)
        self._monthly = Monthly.of(self._grain)
        # Steps ask for the same days again: what nothing can change any more is looked up once.
        self._accounts = cache(self._monthly.accounts)
        self._moved = cache(self._monthly.moved)
        self._ahead = cache(partial(renewals.ahead, self._grain))

    def at(self, grain: str) -> "Ledger":
        """The same history at another grain, without reading the lines again."""
        return self if grain == self.grain else Ledger(self.history, grain)

    def bridge(self, segments: bool = True) -> pd.DataFrame:
        """What moved ARR from opening to closing, each month, fiscal quarter and fiscal year?

        One row per period, segment (missing: all of them) and leaf: period_kind, period_start,
        period_end, grain, segment, leaf, rollup, amount, accounts. Opening and closing are always
        there, leaves where something happened. `amount` is signed ARR in report currency;
        opening + leaves = closing. `accounts` counts live accounts (opening, closing), entries
        and exits (new_logo, win_back, reactivation, logo_churn), the net number that appear by
        transfer (transfer), else the distinct accounts that the leaf touched. Source: M15.
        """
        whole = self._monthly.bridge
        rows = whole if segments else whole[whole["segment"].isna()]
        return rows.assign(amount=bridges.rounded(rows["amount"])).reset_index(drop=True)

    def residuals(self) -> pd.DataFrame:
        """Does every period close (R1)? Both residuals should be 0.

        period_kind, period_end, segment, residual, accounts_residual.
        """
        return bridges.residuals(self._monthly.sums, self._monthly.bridge, self.calendar)

    def accounts(self, on: dt.date) -> pd.DataFrame:
        """Who is a customer at this snapshot, and for how much?

        account, name, segment, arr (at the snapshot's rate), products (live items), since (first
        day of service in the history).
        """
        return self._accounts(on).copy(deep=False)

    def arr(self, on: dt.date) -> float:
        """What is ARR at this snapshot, at its rates (M02)?"""
        return self._monthly.arr(on)

    def movements(
        self, since: dt.date, until: dt.date, leaves: Collection[str] = MOVEMENTS
    ) -> pd.DataFrame:
        """Which accounts and items moved, month by month, after snapshot `since` and up to `until`?

        account, name, segment, item, product_id, tier, currency, month (its last day), leaf,
        rollup, amount (converted as in the bridge). Exchange effects move no account. Only
        `leaves` are looked up: entries and exits are few where items move every month.
        """
        return self._moved(since, until, tuple(leaves)).copy(deep=False)

    def pair(self, opening: dt.date, closing: dt.date) -> Pair:
        """How did each account live at `opening` or `closing` change between the two snapshots?

        A comparison of the two, not a sum of months: what happened and was undone in between is
        not seen. Source: definitions M20-M27.
        """
        return self.pairs([(opening, closing)])[0]

    def pairs(self, spans: Sequence[tuple[dt.date, dt.date]]) -> tuple[Pair, ...]:
        """Many pairs (opening, closing) in the time of one: see `pair`."""
        return comparisons.compared(self._grain, spans)

    def renewals(self, pair: Pair) -> renewals.Renewals:
        """What was due for renewal between the two snapshots, and what became of it (M28)?

        `pair` is one of this ledger's. See `renewals.rates`, `.table` and `.bridge_to_grr`.
        """
        return renewals.between(self._grain, pair)

    def due(self, opening: dt.date, until: dt.date) -> pd.DataFrame:
        """Which lines live at `opening` come up for renewal by `until`, which may lie ahead?

        account, name, segment, customer, line_id, item, currency, start and end of the term, due
        (where it was renewed early: its anniversary, unless `early_renewals` is "new_date"), arr
        (at opening's rates), auto_renew, notice, escalator, early. Lines without an end are never
        due. Source: M28.
        """
        return renewals.due(self._ahead(opening), self.calendar.grid, opening, until)

    def committed(self) -> committed.Committed:
        """What is ARR with what is signed or announced on the last day (CARR, M03)?"""
        return committed.on_last_day(self._grain)

    def cohorts(self, by: cohorts.By = "quarter") -> pd.DataFrame:
        """How much of each start cohort is still there, period by period (M31)?

        `cohorts.COLUMNS`; `cohorts.triangle` makes one curve a triangle.
        """
        return cohorts.of_starts(self._monthly, by)

    def causes(
        self,
        pair: Pair,
        churn_events: pd.DataFrame | None = None,
        families: Mapping[str, str] = MappingProxyType({}),
    ) -> churn_reasons.Causes:
        """Why was revenue lost between the two snapshots, and could it have been kept (M32)?

        `churn_events` is the client's log, for lines that give no reason; `families` maps words
        of a reason to a family and goes before `churn_reasons.WORDS`.
        """
        return churn_reasons.between(self._grain, pair, churn_events, families)

    def usage_beside(self, on: dt.date) -> usage.UsageBeside:
        """What is ARR with usage beyond what is committed, at this snapshot (P09)?

        ARR + 12 x the average of the last three months' usage lines, at the snapshot's rates.
        Where usage counts by policy it is in ARR, and nothing stands beside it.
        """
        index = self.calendar.index(on)
        outside, rates = self.history.outside, self.history.rates
        return usage.beside(outside, self.arr(on), index, self.calendar, rates)

    def memo(self) -> dict[str, Any]:
        """What is left out of the bridge, or was bridged over by policy?

        intra_month_logos (P03, a count), late_renewals (P01: count, arr), unsigned (P14, at
        as_of: count of lines, arr), out_of_scope (at as_of: line_type, lines, arr or None).
        """
        history, calendar = self.history, self.calendar
        return {
            "intra_month_logos": memos.intra_month_logos(history.held, calendar),
            "late_renewals": memos.held_over(history.held, calendar, history.rates),
            "unsigned": memos.unsigned(history.unsigned, calendar, history.rates),
            "out_of_scope": memos.out_of_scope(history.outside, calendar, history.rates),
        }
