"""ARR against billings: what explains that a period's invoices are not a period's share of ARR?"""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cs_lib.definitions.service_months import DRIFT_DAYS, place
from cs_lib.engagement import Engagement
from cs_lib.ledger.engines import open_store
from cs_lib.ledger.exchange_rates import Rates
from cs_lib.ledger.frames import Source, fetch
from cs_lib.ledger.lines import annual_value as contract_lines
from cs_lib.ledger.lines import pauses, scope
from cs_lib.ledger.lines import policies as line_policies
from cs_lib.ledger.lines.annual_value import MICRO
from cs_lib.ledger.sources.service import with_service
from cs_lib.ledger.sources.sourced import keyed
from cs_lib.ledger.time.calendar import Calendar, Period
from cs_lib.ledger.time.dates import OPEN_DAY, dates_of, day_of, month_of

ITEMS = {
    "run_rate": "ARR at the end of the period, for its months",
    "in_period": "lines that began, ended or changed within the period",
    "no_billing": "contracts whose customer is not billed for the period",
    "no_contract": "customers billed for the period without a contract",
    "price_difference": "billed at another price than contracted",
    "other_days": "billed for more or fewer days than contracted",
    "unexplained": "billed for other days and at another price, and cents of rounding",
    "billed_in_advance": "billed now for later, less billed earlier for now",
    "billed_in_arrears": "billed now for earlier, less what is billed later for now",
    "day_count": "months of service that are longer or shorter than calendar months",
    "credits": "credits and refunds issued",
    "usage": "usage beyond what is committed",
    "one_off": "one-off, services, trial and free lines",
    "fx": "billed at the rates of other months than the period's last",
    "billings": "invoices issued in the period",
}
"""The lines of the reconciliation, in order; all but the last add up to the last."""
_CENT = 0.005
_NOISE = 0.001
"""How far a difference may miss what the days come to and still be theirs."""
Found = dict[str, tuple[float, int, str]]
"""Line -> amount, count, what is counted."""


def reconcile(
    lines: Source,
    invoices: pd.DataFrame,
    period: Period,
    *,
    engagement: Engagement,
    fx: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Why do the invoices issued in `period` not come to the period's share of its closing ARR?

    `lines` are contracts, `invoices` the table, both typed as behind the door. One row per line
    of `ITEMS`: `item`, `label`, `amount` (report currency, cents), `count` (of `counted`:
    customers or invoice lines). The rows before "billings" add up to it exactly. Money is
    converted at the rate of the period's last month, but billings at that of their own; a
    contract earns evenly over each month's days. Void invoices are left out. Raises DataError
    for a missing rate.
    """
    span = _Span.of(period, engagement, fx)
    contracted = _contracted(lines, span)
    billed = _billed(invoices, span)
    found = _contract_side(contracted, span) | _matched(contracted, billed, span)
    found |= _timing(billed) | _beside(billed)
    return _table(found, billed)


@dataclass(frozen=True)
class _Span:
    """The period as days, and the rates that everything in it is converted at."""

    start: pd.Timestamp
    end: pd.Timestamp
    months: float
    engagement: Engagement
    rates: Rates

    @classmethod
    def of(cls, period: Period, engagement: Engagement, fx: pd.DataFrame | None) -> "_Span":
        after = pd.Timestamp(period.end) + pd.Timedelta(days=1)
        first = pd.Timestamp(period.start)
        months = float(place(pd.Series([after])).iloc[0] - place(pd.Series([first])).iloc[0])
        # Rates are a calendar month's, whatever weeks the period counts.
        calendar = Calendar(month_of(period.start) - 1, period.end)
        file = engagement.tables["fx"].named if "fx" in engagement.tables else None
        rates = Rates.read(fx, engagement.currency, calendar, file)
        return cls(first, after, months, engagement, rates)

    def share(self, start: "pd.Series[Any]", end: "pd.Series[Any]") -> "pd.Series[float]":
        """The months of [start, end) that lie in the period."""
        return place(self.inside(end)) - place(self.inside(start))

    def inside(self, days: "pd.Series[Any]") -> "pd.Series[Any]":
        """The days, those outside the period moved to its nearest end."""
        late = days.mask(days > self.end, self.end)
        return late.mask(late < self.start, self.start)

    def at_closing(self, currency: "pd.Series[str]") -> "pd.Series[float]":
        """Each currency's rate at the period's last month."""
        return self._rate(currency, pd.Series(self.rates.calendar.last, currency.index))

    def at_issue(self, currency: "pd.Series[str]", day: "pd.Series[Any]") -> "pd.Series[float]":
        """Each currency's rate in the month of issue, for days within the period."""
        month = day.dt.year * 12 + day.dt.month - 1
        return self._rate(currency, month - self.rates.calendar.first_month)

    def _rate(self, currency: "pd.Series[str]", index: "pd.Series[int]") -> "pd.Series[float]":
        return self.rates.convert(
            pd.Series(float(MICRO), currency.index), currency, index.astype("int64")
        )


def _contracted(lines: Source, span: _Span) -> pd.DataFrame:
    """Recurring lines that touch the period: customer_id, `earned` in it, `closing` a year."""
    store = open_store(span.engagement.engine, lines)
    policies = span.engagement.policies
    adopted = store.adopt(lines, (*contract_lines.COLUMNS, *line_policies.columns(policies)))
    counting = (span.engagement.currency, policies, span.engagement.grid)
    preparation = line_policies.Preparation.of(adopted, span.engagement)
    with preparation.lines(adopted, store) as prepared:
        unit = contract_lines.unit_of(prepared, *counting)
        annual = contract_lines.annual_lines(prepared, *counting, unit=unit)
        paid = pauses.split(contract_lines.recurring(annual)).filter(nw.col("value") != 0)
        kept = paid.select("customer", "item", "currency", "value", "start_day", "end_day")
        rows = fetch(kept, ["customer", "item", "start_day", "end_day", "value"])
    first, after = day_of(span.start.date()), day_of(span.end.date())
    rows = rows[(rows["start_day"] < after) & (rows["end_day"] > first)].reset_index(drop=True)
    days = rows[["start_day", "end_day"]].clip(upper=OPEN_DAY)
    start, end = (dates_of(days[name].clip(first, after)) for name in days)
    value = rows["value"] / (MICRO / unit) * span.at_closing(rows["currency"])
    return rows.assign(
        customer_id=rows["customer"].astype("str"),
        start=start.astype("datetime64[us]"),
        end=end.astype("datetime64[us]"),
        earned=value / 12 * (place(end) - place(start)) if len(rows) else value,
        closing=value.where(rows["end_day"] >= after, 0.0),
    )


def _billed(invoices: pd.DataFrame, span: _Span) -> pd.DataFrame:
    """Every invoice line that was issued in the period or bills its days, at the closing rate.

    `part` is the share of its amount that falls into the period, `earned` its monthly price for
    the same days, as a contract earns; `now` says that it is among the billings, which are worth
    `booked` at the rate of their month.
    """
    rows = keyed(invoices, span.engagement.currency).reset_index(drop=True)
    rows = rows[rows["status"].fillna("paid") != "void"]
    rows = rows.assign(line_type=rows["line_type"].fillna("recurring"))
    rows["counts"] = rows["line_type"].isin(scope.types(span.engagement.policies))
    rows, _ = with_service(rows.reset_index(drop=True))
    now = (rows["issued"] >= span.start) & (rows["issued"] < span.end)
    touches = (rows["start"] < span.end) & (rows["end"] > span.start) & rows["counts"]
    rows = rows.assign(now=now)[now | touches].reset_index(drop=True)
    inside = span.share(rows["start"], rows["end"])
    whole = place(rows["end"]) - place(rows["start"])
    value = rows["amount"] * span.at_closing(rows["currency"])
    charge = rows["counts"] & (rows["amount"] > 0)
    rows = rows.assign(
        value=value,
        charge=charge,
        part=(value * inside / whole).where(charge, 0.0),
        earned=(value * inside / rows["months"]).where(charge, 0.0),
    )
    issue = rows[rows["now"]]
    booked = issue["amount"] * span.at_issue(issue["currency"], issue["issued"])
    return rows.assign(booked=booked.reindex(rows.index).fillna(0.0))


def _contract_side(contracted: pd.DataFrame, span: _Span) -> Found:
    closing = float(contracted["closing"].sum()) * span.months / 12
    live = contracted.loc[contracted["closing"] != 0, "customer_id"].nunique()
    per = contracted.groupby("customer_id")[["earned", "closing"]].sum()
    moved = per["earned"] - per["closing"] * span.months / 12
    return {"run_rate": (closing, live, "customers"), "in_period": _sum(moved, "customers")}


def _matched(contracted: pd.DataFrame, billed: pd.DataFrame, span: _Span) -> Found:
    """Customer by customer: what is billed for the period's days, less what is contracted."""
    charges = billed[billed["charge"] & (billed["start"] < span.end) & (billed["end"] > span.start)]
    both = pd.DataFrame(
        {
            "ours": contracted.groupby("customer_id")["earned"].sum(),
            "theirs": charges.groupby("customer_id")["earned"].sum(),
            "served": _served(contracted, span),
            "billed": _served(charges, span),
        }
    ).fillna(0.0)
    gap = both["theirs"] - both["ours"]
    off = (both["served"] - both["billed"]).abs()
    monthly = both[["ours", "theirs"]].max(axis="columns") / both[["served", "billed"]].max(
        axis="columns"
    )
    kinds = np.select(
        [
            both["billed"] == 0,
            both["served"] == 0,
            (off > 0) & (gap.abs() <= off * monthly * (1 + _NOISE)),
            # Periods drift by days, so that days agree where they differ by no more than that.
            off <= DRIFT_DAYS / 28,
        ],
        ["no_billing", "no_contract", "other_days", "price_difference"],
        "unexplained",
    )
    names = ("no_billing", "no_contract", "other_days", "price_difference", "unexplained")
    return {name: _sum(gap[kinds == name], "customers") for name in names}


def _served(rows: pd.DataFrame, span: _Span) -> "pd.Series[float]":
    """For how many months of the period does each customer have service, at least one line?"""
    spans = rows.assign(start=span.inside(rows["start"]), end=span.inside(rows["end"])).sort_values(
        ["customer_id", "start", "end"], kind="stable"
    )
    reach = spans.groupby("customer_id")["end"].cummax()
    before = reach.groupby(spans["customer_id"]).shift().fillna(span.start)
    fresh = spans["start"].where(spans["start"] > before, before)
    months = (place(spans["end"]) - place(fresh)).clip(lower=0.0)
    return months.groupby(spans["customer_id"]).sum().astype("float64")


def _timing(billed: pd.DataFrame) -> Found:
    """What is billed now for other days, less what is billed on other days for now."""
    charges = billed[billed["charge"]]
    away = charges["value"].where(charges["now"], 0.0) - charges["part"]
    # What is issued once its service is over is in arrears, all else in advance.
    late = charges["issued"] >= charges["end"]
    return {
        "billed_in_advance": _sum(away[~late], "invoice lines"),
        "billed_in_arrears": _sum(away[late], "invoice lines"),
        "day_count": _sum(charges["part"] - charges["earned"], "invoice lines"),
    }


def _sum(amounts: "pd.Series[float]", counted: str) -> tuple[float, int, str]:
    """The sum, and how many of them are worth a cent."""
    return float(amounts.sum()), int((amounts.abs() >= _CENT).sum()), counted


def _beside(billed: pd.DataFrame) -> Found:
    now = billed[billed["now"]]
    parts = {
        "credits": now[now["counts"] & (now["amount"] < 0)],
        "usage": now[~now["counts"] & (now["line_type"] == "usage")],
        "one_off": now[~now["counts"] & (now["line_type"] != "usage")],
    }
    found: Found = {
        name: (float(rows["value"].sum()), len(rows), "invoice lines")
        for name, rows in parts.items()
    }
    moved = now["booked"] - now["value"]
    return found | {"fx": _sum(moved, "invoice lines")}


def _table(found: Found, billed: pd.DataFrame) -> pd.DataFrame:
    """Whole cents, what rounding leaves over put with the unexplained."""
    total = round(float(billed["booked"].sum()) * 100)
    cents = {name: round(found[name][0] * 100) for name in found}
    cents["unexplained"] += total - sum(cents.values())
    found = found | {"billings": (0.0, int(billed["now"].sum()), "invoice lines")}
    cents["billings"] = total
    return pd.DataFrame(
        [
            (name, label, cents[name] / 100, found[name][1], found[name][2])
            for name, label in ITEMS.items()
        ],
        columns=["item", "label", "amount", "count", "counted"],
    )
