"""The ledger's questions that need terms, cohorts or reasons, on top of snapshots and movements."""

import datetime as dt
from abc import abstractmethod
from collections.abc import Mapping
from types import MappingProxyType

import narwhals as nw
import pandas as pd

from cs_lib.errors import UsageError
from cs_lib.ledger import causes, cohorts, committed, hierarchy, renewals
from cs_lib.ledger.calendar import Calendar
from cs_lib.ledger.dates import date_of, day_of
from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.history import History
from cs_lib.ledger.lines import SEPARATOR, in_words
from cs_lib.ledger.pair import Pair, present
from cs_lib.ledger.terms import live_at

_TERM_ORDER = ["customer", "item", "term_start", "start_day", "value"]


class TermBook:
    """What `Ledger` adds to bridges and pairs. At grain `product` an account here is a customer."""

    calendar: Calendar
    grain: str
    _history: History

    @property
    @abstractmethod
    def _events(self) -> Lazy: ...

    @abstractmethod
    def _profiled(self, frame: Lazy, name: bool = False) -> Lazy: ...

    def renewals(self, pair: Pair) -> renewals.Renewals:
        """What was due for renewal between the two snapshots, and what became of it (M28)?

        `pair` is one of this ledger's. See `renewals.rates`, `.table` and `.bridge_to_grr`.
        """
        opening, closing = self._numbers(pair)
        at = self._history.rates.between(opening, closing)
        terms, grace = self._history.terms, self._history.policies.reactivation_gap_days
        rows = self._placed(renewals.placed_rows(terms, opening, closing), closing)
        told = renewals.classified(rows, terms, opening, closing, grace)
        sums = self._account_sums(told, renewals.successors(rows, terms, opening, closing), at)
        base = present(pair.accounts)
        accounts = base[["account", "name", "segment", "v0", "v1", "resumed"]].merge(
            sums, on="account", how="left"
        )
        return renewals.Renewals(
            pair,
            accounts.fillna(dict.fromkeys(renewals.SUMS, 0.0)).reset_index(drop=True),
            self._opening_stock(told, at),
            self._listed(told.filter(nw.col("status") == "due"), at),
        )

    def due(self, opening: dt.date, until: dt.date) -> pd.DataFrame:
        """Which lines live at `opening` come up for renewal by `until`, which may lie ahead?

        account, name, segment, customer, line_id, item, currency, start and end of the term, due
        (where it was renewed early: its anniversary, unless `early_renewals` is "new_date"), arr
        (at opening's rates), auto_renew, notice, escalator, early. Lines without an end are never
        due. Source: M28.
        """
        index, grid = self.calendar.index(opening), self.calendar.grid
        month, end = self.calendar.first_month + index, grid.number(until)
        if until <= opening or until != grid.end(end):
            raise UsageError(f"{until} must be the last day of a {grid.unit} after {opening}")
        live = self._history.terms.filter(live_at(month))
        told = self._placed(live, month).with_columns(status=renewals.status(month, end))
        return self._listed(told.filter(nw.col("status") == "due"), month)

    def committed(self) -> committed.Committed:
        """What is ARR with what is signed or announced on the last day (CARR, M03)?"""
        today = day_of(self.calendar.as_of)
        month = self.calendar.first_month + self.calendar.last
        rows = self._placed(self._history.terms, month)
        later, live = committed.ahead(rows, month, today)
        known = fetch(committed.live_accounts(rows, later, month), ["account"])["account"]
        starting, running = (
            fetch(self._profiled(each.drop("auto_renew"), name=True), _TERM_ORDER)
            for each in (later, live)
        )
        grace = self._history.policies.reactivation_gap_days
        lines = in_words(committed.split(starting, running, pd.Index(known), today, grace))
        at = self.calendar.last
        lines["amount"] = self._history.rates.convert(lines["value"], lines["currency"], at)
        days = [date_of(int(day)) for day in lines["day"]]
        lines["effective"] = pd.to_datetime(pd.Series(days, dtype=object)).astype("datetime64[us]")
        columns = [
            "part", "account", "name", "segment", "customer", "line_id", "item", "currency",
            "effective", "amount",
        ]  # fmt: skip
        return committed.Committed(self._arr(month), committed.summed(lines), lines[columns])

    def cohorts(self, by: cohorts.By = "quarter") -> pd.DataFrame:
        """How much of each start cohort is still there, period by period (M31)?

        `cohorts.COLUMNS`; `cohorts.triangle` makes one curve a triangle.
        """
        unit = nw.col("account")
        if self.grain == "product":
            unit = nw.concat_str([nw.col("account"), nw.col("item")], separator=SEPARATOR)
        changes = fetch(cohorts.deltas(self._events, unit), ["first", "index", "currency"])
        return cohorts.curves(changes, self._history.rates, self.calendar, by)

    def causes(
        self,
        pair: Pair,
        churn_events: pd.DataFrame | None = None,
        families: Mapping[str, str] = MappingProxyType({}),
    ) -> causes.Causes:
        """Why was revenue lost between the two snapshots, and could it have been kept (M32)?

        `churn_events` is the client's log, for lines that give no reason; `families` maps words
        of a reason to a family and goes before `causes.WORDS`.
        """
        opening, closing = self._numbers(pair)
        terms = self._history.terms
        within = (nw.col("end_month") > opening) & (nw.col("end_month") <= closing)
        live = self._placed(terms.filter(live_at(closing)), closing)
        held = live.select("account", "item").unique(subset=["account", "item"])
        ended = self._placed(terms.filter(within & nw.col("is_last")), closing).join(
            held.with_columns(dropped=nw.lit(False)), on=["account", "item"], how="left"
        )
        told = ~nw.col("churn_reason").is_null() | ~nw.col("controllable").is_null()
        ended = ended.with_columns(dropped=nw.col("dropped").fill_null(True)).filter(
            told | nw.col("dropped")
        )
        columns = [
            "account", "customer", "item", "currency", "end_day", "value", "churn_reason",
            "controllable", "dropped",
        ]  # fmt: skip
        rows = fetch(ended.select(columns), ["account", "customer", "item", "end_day", "value"])
        at = self._history.rates.between(opening, closing) - self.calendar.first_month
        rows["arr"] = self._history.rates.convert(rows["value"], rows["currency"], at)
        log = self._history.preparation.successors.merged(churn_events)
        return causes.attribute(pair.accounts, rows, log, families)

    def _numbers(self, pair: Pair) -> tuple[int, int]:
        """The numbers of the periods that the pair's snapshots close."""
        number = self.calendar.grid.number
        return number(pair.opening.date()), number(pair.closing.date())

    def _placed(self, rows: Lazy, month: int) -> Lazy:
        """The rows with the account that their customer reports under in this month."""
        if self._places is None:
            return rows.with_columns(account=nw.col("customer"))
        return hierarchy.at_month(rows, self._places, nw.lit(month))

    @property
    def _places(self) -> Lazy | None:
        """Under whom each customer reports, by name (`History.belonging`)."""
        if self.grain != "parent" or self._history.customers is None:
            return None
        return self._history.belonging

    def _account_sums(self, told: Lazy, settled: Lazy, month: int) -> pd.DataFrame:
        """Per account: `renewals.SUMS`, in the report's currency at the rates of `month`."""
        keys, none = ["account", "currency"], nw.lit(0).cast(nw.Int64)
        parts = [name for name in renewals.SUMS if name != "renewed_early"]
        both = nw.concat(
            [
                told.select(*keys, *parts, none.alias("renewed_early")),
                settled.select(*keys, *[none.alias(name) for name in parts], "renewed_early"),
            ],
            how="vertical",
        )
        summed = both.group_by(keys).agg(
            *[nw.col(name).sum().cast(nw.Int64) for name in renewals.SUMS]
        )
        rows = fetch(summed, keys)
        at = month - self.calendar.first_month
        for name in renewals.SUMS:
            rows[name] = self._history.rates.convert(rows[name], rows["currency"], at)
        return rows.groupby("account", as_index=False)[list(renewals.SUMS)].sum()

    def _opening_stock(self, told: Lazy, month: int) -> pd.DataFrame:
        live = told.filter(~nw.col("status").is_null())
        keys = ["status", "currency"]
        rows = fetch(live.group_by(keys).agg(nw.col("value").sum().cast(nw.Int64)), keys)
        at = month - self.calendar.first_month
        rows["arr"] = self._history.rates.convert(rows["value"], rows["currency"], at)
        found = rows.groupby("status")["arr"].sum().reindex(list(renewals.STATUS)).fillna(0.0)
        whole = found.sum()
        share = found / whole if whole else found.where(found != 0)
        named = pd.DataFrame({"arr": found, "share": share}).rename_axis("status").reset_index()
        named.insert(1, "label", named["status"].map(renewals.STATUS))
        return named

    def _listed(self, told: Lazy, month: int) -> pd.DataFrame:
        columns = [
            "account", "customer", "line_id", "item", "currency", "value", "term_start", "term_end",
            "later_by", "notice_day", "escalator", "auto_renew", "early", "start_day",
        ]  # fmt: skip
        order = ["account", "customer", "item", "start_day", "term_end", "value"]
        rows = in_words(fetch(self._profiled(told.select(columns), name=True), order))
        at = month - self.calendar.first_month
        rows["arr"] = self._history.rates.convert(rows["value"], rows["currency"], at)
        return renewals.listed(rows)

    def _arr(self, month: int) -> float:
        live = self._history.terms.filter(live_at(month))
        summed = live.group_by("currency").agg(nw.col("value").sum().cast(nw.Int64))
        rows = fetch(summed, ["currency"])
        at = month - self.calendar.first_month
        return float(self._history.rates.convert(rows["value"], rows["currency"], at).sum())
