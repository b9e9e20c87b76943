"""Invoices -> contract lines, by the months that are served or, if so chosen, those of issue."""

import pandas as pd

from cs_lib.engagement import Engagement, Policies
from cs_lib.ledger.lines.scope import DATED
from cs_lib.ledger.sources import booking, chains, credits, netting, prices
from cs_lib.ledger.sources.service import with_service
from cs_lib.ledger.sources.sourced import Sourced, as_contracts, keyed, noted, nothing_recurs
from cs_lib.notes import Note

_TABLE = "invoices"
RECURRING = ("recurring", "usage_committed")


def from_invoices(invoices: pd.DataFrame, engagement: Engagement) -> Sourced:
    """Which contract lines do these invoices bill?

    Recurring and committed lines only; each service period's amount, credits taken off, is spread
    evenly over its months (P06), and periods that follow one another at one price and quantity
    are one line. Prorations (P04) and one-time credits (P11) are not recurring, refunds change
    nothing (P20), unpaid invoices end the service at the dunning limit (P12); gaps are left to the
    ledger (P01). Each of these is a policy whose alternative counts them otherwise. Lines
    of other types become lines of these types over the days they bill: the policies decide
    whether they count (P07-P09). Amounts are in each invoice's currency. Raises DataError when no
    line recurs.
    """
    rows, notes = _usable(invoices, engagement)
    rows, more = with_service(rows)
    counted = rows[rows["counts"]]
    lines, told = _recurring(counted, engagement)
    others, beside = _outside(rows[~rows["counts"]], engagement)
    frame = pd.concat([lines, others], ignore_index=True)
    columns = {str(name): frame[name] for name in frame.columns}
    return Sourced(_TABLE, as_contracts(columns), (*notes, *more, *told, *beside))


def _usable(invoices: pd.DataFrame, engagement: Engagement) -> tuple[pd.DataFrame, list[Note]]:
    """The lines without void and free ones; `counts` marks those that can be recurring revenue."""
    rows = keyed(invoices, engagement.currency).reset_index(drop=True)
    rows = rows.assign(
        line_type=rows["line_type"].fillna("recurring"), status=rows["status"].fillna("paid")
    )
    rows["counts"] = rows["line_type"].isin(RECURRING)
    void = rows["status"] == "void"
    free = rows["counts"] & ~void & (rows["amount"] == 0)
    if engagement.policies.free_to_paid == "expansion":
        return _with_free(rows, void, free)
    notes = list(noted(_TABLE, "void", rows[void], "dropped", "void invoices bill nothing"))
    detail = "recurring lines for nothing: free, no customer by themselves (P07)"
    notes += noted(_TABLE, "free_line", rows[free], "dropped", detail)
    return rows[~void & ~free].reset_index(drop=True), notes


def _with_free(
    rows: pd.DataFrame, void: "pd.Series[bool]", free: "pd.Series[bool]"
) -> tuple[pd.DataFrame, list[Note]]:
    """P07, alternative: lines for nothing are kept, as lines of their own type."""
    notes = list(noted(_TABLE, "void", rows[void], "dropped", "void invoices bill nothing"))
    detail = "recurring lines for nothing: live, and worth nothing (P07)"
    notes += noted(_TABLE, "free_line", rows[free], "kept", detail)
    told = rows.assign(
        line_type=rows["line_type"].mask(free, "free"), counts=rows["counts"] & ~free
    )
    return told[~void].reset_index(drop=True), notes


def _recurring(rows: pd.DataFrame, engagement: Engagement) -> tuple[pd.DataFrame, list[Note]]:
    if not (rows["amount"] > 0).any():
        fix = "map line_type, and translate its words into recurring, one_off, services, ..."
        raise nothing_recurs(_TABLE, engagement, fix)
    policies = engagement.policies
    periods, notes = _periods(rows, policies)
    periods, more = prices.priced(periods, policies)
    notes += more
    periods, more = chains.linked(periods)
    notes += more
    periods["period"] = periods.index
    periods, more = prices.dunned(periods, policies, engagement.as_of)
    lines = chains.merged(periods)
    lines = lines.rename(
        columns={"until": "end", "invoice_id": "line_id", "reason": "churn_reason"}
    )
    lines = lines.assign(
        product_id=lines["product_id"].where(lines["product_id"] != ""),
        line_type="recurring",
        billing_period="month",
        source=_TABLE,
    )
    return lines, [*notes, *more]


def _periods(rows: pd.DataFrame, policies: Policies) -> tuple[pd.DataFrame, list[Note]]:
    """What was billed for which days, as the policies on credits and prorations count them."""
    charges, negative = rows[rows["amount"] > 0], rows[rows["amount"] < 0]
    placed = credits.placed(negative, charges)
    once = credits.one_time(placed, charges)
    ignored = once & (policies.credits == "ignore")
    periods = credits.periods_of(charges)
    periods, beside, notes = credits.settled(periods, placed[~ignored])
    taken, told = credits.counted(beside, placed[once], periods, policies)
    periods, more = credits.prorations(periods, policies)
    if policies.prepaid == "invoice_month":
        periods = booking.booked(periods, taken, charges)
    else:
        periods = netting.lowered(periods, taken)
    return periods, [*notes, *told, *more]


def _outside(rows: pd.DataFrame, engagement: Engagement) -> tuple[pd.DataFrame, list[Note]]:
    """One line per invoice line of another type, over the service it bills.

    Where one-off lines count, those whose service has no end given stay outside (P08).
    """
    undated = rows["line_type"].isin(DATED) & rows["service_end"].isna()
    undated &= engagement.policies.one_off == "include"
    detail = "one-off and services lines without service dates: nothing to annualise (P08)"
    notes = list(noted(_TABLE, "one_off_undated", rows[undated], "kept outside", detail))
    lines = pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "product_id": rows["product_id"].where(rows["product_id"] != ""),
            "currency": rows["currency"],
            "line_id": rows["invoice_id"],
            "start": rows["start"],
            "end": rows["end"].mask(undated),
            "qty": rows["qty"],
            "mrr": rows["amount"] / rows["months"],
            "line_type": rows["line_type"],
            "source": _TABLE,
        }
    )
    return lines, notes
