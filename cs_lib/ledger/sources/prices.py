"""What is a service period worth a month, once its credits are taken off?"""

import datetime as dt

import pandas as pd

from cs_lib.engagement import Policies
from cs_lib.ledger.sources.sourced import KEY, noted
from cs_lib.notes import Note

_TABLE = "invoices"
_CENT = 0.005


def priced(periods: pd.DataFrame, policies: Policies) -> tuple[pd.DataFrame, list[Note]]:
    """The periods with `mrr`, `qty` and `list_price` a month, spread over the service (P06).

    What was credited, or refunded by status, is taken off; where nothing is left of a paid
    period it is a refund, which changes nothing (P20): the price is that of the last invoice.
    Where nothing is left of an unpaid one it was never sold. What credits beside the periods take
    off (`lowered`) comes off the price; days of which they take everything are not served.
    """
    taken = periods[["credited", "refunded"]].max(axis="columns")
    left = periods["gross"] - taken
    empty = left < _CENT
    withdrawn = periods[empty & periods["unpaid"]]
    refunds = periods[empty & ~periods["unpaid"]]
    net = left.mask(empty, periods["latest"]) - periods["lowered"]
    found = periods.assign(
        net=net, refund=empty, mrr=net / periods["months"], **_quantities(periods, empty)
    )
    nothing = (periods["lowered"] > 0) & (net < _CENT)
    kept = found[~(empty & periods["unpaid"]) & ~nothing].reset_index(drop=True)
    notes = [*_told_refunds(refunds, policies)]
    detail = "invoices that were never paid and credited in full: not sold"
    notes += noted(_TABLE, "credited_in_full", withdrawn, "dropped", detail, "gross")
    detail = "credits take all that was billed for these days: nothing recurs in them (P11)"
    notes += noted(_TABLE, "credited_away", periods[nothing], "dropped", detail, "gross")
    return _refunds_end(kept, policies), notes


def _quantities(periods: pd.DataFrame, refund: "pd.Series[bool]") -> dict[str, "pd.Series[float]"]:
    """Units, and the list price of one of them a month; a credit takes back the units it names."""
    back = periods["qty_back"].fillna(0.0).mask(refund, 0.0)
    listed_back = periods["listed_back"].fillna(0.0).mask(refund, 0.0)
    # A credit that names as many units as were billed takes money back, not units.
    units = periods["qty"] - back.mask(back >= periods["qty"], 0.0)
    listed = periods["listed"] - listed_back.mask(back >= periods["qty"], 0.0)
    units = units.where(units > 0)
    return {"qty": units, "list_price": (listed / units / periods["months"]).where(listed > 0)}


def _told_refunds(refunds: pd.DataFrame, policies: Policies) -> list[Note]:
    when = {
        "service_end": "service ends with the period where no invoice follows",
        "refund_date": "service ends on the day of the credit where no invoice follows",
    }[policies.refund_ends]
    detail = f"periods refunded in full stay in ARR (P20); {when}"
    return list(noted(_TABLE, "refund", refunds, "kept", detail, "gross"))


def _refunds_end(periods: pd.DataFrame, policies: Policies) -> pd.DataFrame:
    """P20, alternative: a refund that no later period follows ends the service on its day."""
    if policies.refund_ends == "service_end":
        return periods
    last = periods.groupby(list(KEY), sort=False)["start"].transform("max")
    ends = periods["refund"] & (periods["start"] == last) & periods["refund_on"].notna()
    day = periods["refund_on"].where(ends)
    day = day.mask(day < periods["start"], periods["start"])
    day = day.mask(day > periods["end"], periods["end"])
    return periods.assign(cut=periods[["cut"]].assign(day=day).min(axis="columns"))


def dunned(
    periods: pd.DataFrame, policies: Policies, as_of: dt.date
) -> tuple[pd.DataFrame, list[Note]]:
    """The periods, service ended where an invoice stayed unpaid beyond the dunning limit (P12).

    Only what is unpaid since the line's last paid period counts; service ends `dunning_days`
    after the first of it was issued, and nothing that starts later was served. Until then it
    stays in ARR. `reason` is "involuntary" where the limit has passed.
    """
    ordered = periods.sort_values([*KEY, "start"], kind="stable")
    backwards = ordered.iloc[::-1]
    trailing = backwards.groupby(list(KEY), sort=False)["unpaid"].cummin().astype(bool)
    trailing = trailing.reindex(periods.index)
    unpaid = periods[trailing]
    first = unpaid.groupby(list(KEY), sort=False)["issued"].transform("min")
    limit = (first + pd.Timedelta(days=policies.dunning_days)).reindex(periods.index)
    passed = trailing & (limit <= pd.Timestamp(as_of))
    unserved = passed & (periods["start"] >= limit)
    shorter = passed & (periods["until"] > limit) & ~unserved
    found = periods.assign(
        until=periods["until"].mask(shorter, limit), reason=passed.map({True: "involuntary"})
    )
    days = policies.dunning_days
    waiting = periods[trailing & ~passed]
    detail = f"unpaid for less than {days} days: in ARR until then (P12)"
    notes = list(noted(_TABLE, "unpaid_within_limit", waiting, "kept", detail, "net"))
    detail = f"unpaid {days} days after issue: service ends there, involuntarily (P12)"
    notes += noted(_TABLE, "dunning_limit", periods[passed & ~unserved], "kept", detail, "net")
    detail = "billed after the dunning limit of an unpaid invoice: no service any more (P12)"
    notes += noted(_TABLE, "after_dunning_limit", periods[unserved], "dropped", detail, "net")
    return found[~unserved].reset_index(drop=True), notes
