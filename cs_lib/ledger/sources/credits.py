"""Credits, refunds and prorations: which periods do they touch, and which do they leave alone?

A credit corrects the price of a service period when it names that very period, or takes back the
whole of an invoice. A one-time credit (P11) is any other: one that names no period and gives back
a part of the invoice before it, or one whose period is none that was billed. A credit for some
days inside a period is one side of a proration (P04).
"""

from collections.abc import Iterator

import pandas as pd

from cs_lib.definitions.service_months import DRIFT_DAYS, place
from cs_lib.engagement import Policies
from cs_lib.ledger.sources import netting
from cs_lib.ledger.sources.sourced import KEY, noted
from cs_lib.notes import Note

_TABLE = "invoices"
SHORT_DAYS = 28
"""A charge for fewer days inside another period of its product is a proration (P04)."""
_LOWERS = "taken off the days that they cover"
_BEFORE = "netted with the invoice before them"
_FULL = 0.95
"""A credit of at least this share of what is left of a period takes all of it back."""


def placed(credits: pd.DataFrame, charges: pd.DataFrame) -> pd.DataFrame:
    """Credits without a service period take that of the latest charge issued before them."""
    loose = credits[credits["estimated"]].sort_values("issued", kind="stable")
    if loose.empty or charges.empty:
        return credits
    latest = charges.sort_values(["issued", "start"], kind="stable")
    columns = ["issued", *KEY, "start", "end"]
    found = pd.merge_asof(
        loose.drop(columns=["start", "end"]).reset_index(),
        latest[columns],
        on="issued",
        by=list(KEY),
    ).set_index("index")
    return credits.assign(
        start=credits["start"].where(~credits["estimated"], found["start"]),
        end=credits["end"].where(~credits["estimated"], found["end"]),
    )


def one_time(credits: pd.DataFrame, charges: pd.DataFrame) -> "pd.Series[bool]":
    """Which of the `placed` credits name no period and take back only a part of it (P11)?"""
    by = [*KEY, "start", "end"]
    loose = credits[credits["estimated"] & credits["start"].notna()]
    billed = charges.groupby(by)["amount"].sum().rename("billed").reset_index()
    gross = loose[by].merge(billed, on=by, how="left")["billed"].to_numpy()
    whole = -loose.groupby(by)["amount"].transform("sum") >= _FULL * gross
    cents = [frame[by].assign(cents=_cents(frame)) for frame in (loose, charges)]
    same = cents[0].merge(cents[1].drop_duplicates(), how="left", indicator=True)["_merge"]
    some = ~(whole | (same == "both").to_numpy())
    return some.reindex(credits.index, fill_value=False)


def _cents(rows: pd.DataFrame) -> "pd.Series[int]":
    return (rows["amount"].abs() * 100).round().astype("int64")


def periods_of(charges: pd.DataFrame) -> pd.DataFrame:
    """One row per customer, product, currency and service period: what was billed for it.

    `gross` all of it, `latest` that of the last invoice alone (after a credit and a new invoice),
    `refunded` that of invoices with this status, `unpaid` if any of it is. `qty` is null where a
    line has none; `listed` is quantity x unit price, null where a line lacks either.
    """
    rows = charges.sort_values(["issued", "invoice_id"], kind="stable")
    by = [*KEY, "start", "end"]
    last = rows.groupby(by, sort=False)["invoice_id"].transform("last")
    rows = rows.assign(
        latest=rows["amount"].where(rows["invoice_id"] == last, 0.0),
        refunded=rows["amount"].where(rows["status"] == "refunded", 0.0),
        unpaid=rows["status"].isin(("open", "past_due")),
        listed=rows["qty"] * rows["unit_price"],
        no_qty=rows["qty"].isna(),
        no_price=(rows["qty"] * rows["unit_price"]).isna(),
    )
    found = rows.groupby(by, sort=True, as_index=False).agg(
        gross=("amount", "sum"),
        latest=("latest", "sum"),
        refunded=("refunded", "sum"),
        unpaid=("unpaid", "max"),
        months=("months", "first"),
        issued=("issued", "min"),
        estimated=("estimated", "max"),
        invoice_id=("invoice_id", "first"),
        rows=("amount", "size"),
        qty=("qty", "sum"),
        listed=("listed", "sum"),
        no_qty=("no_qty", "max"),
        no_price=("no_price", "max"),
    )
    found["qty"] = found["qty"].mask(found["no_qty"])
    found["listed"] = found["listed"].mask(found["no_price"])
    return found.drop(columns=["no_qty", "no_price"])


def settled(
    periods: pd.DataFrame, credits: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[Note]]:
    """The periods with `credited` and `refund_on`, the credits beside them, and what was told.

    A credit for exactly a period nets against it. One that takes back the rest of a period in
    full ends the service there, at `cut`; `ended` is what it gives back. The others are returned:
    `inside` a period, a proration, or not, a one-time credit.
    """
    by = [*KEY, "start", "end"]
    mine = credits.assign(back=credits["qty"].abs().fillna(0.0) * credits["unit_price"].fillna(0.0))
    summed = mine.groupby(by, as_index=False).agg(
        credited=("amount", lambda a: -a.sum()),
        refund_on=("issued", "max"),
        qty_back=("qty", lambda q: q.abs().sum()),
        listed_back=("back", "sum"),
    )
    periods = periods.merge(summed, on=by, how="left")
    periods["credited"] = periods["credited"].fillna(0.0)
    matched = credits.merge(periods[by], on=by, how="left", indicator=True)["_merge"] == "both"
    beside = credits[~matched.to_numpy()]
    parents = _parents(beside, periods)
    full = parents[parents["full"]]
    periods["cut"] = full.groupby("period")["from"].min().reindex(periods.index)
    back = full.assign(amount=-beside["amount"].reindex(full["credit"]).to_numpy())
    ended = back.groupby("period")["amount"].sum()
    periods["ended"] = ended.reindex(periods.index, fill_value=0.0)
    cutting = beside.index.isin(full["credit"])
    notes = _told_settled(credits[matched.to_numpy()], beside[cutting])
    others = beside[~cutting].assign(inside=lambda rows: rows.index.isin(parents["credit"]))
    return periods, others, list(notes)


def _parents(credits: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Each credit beside the shortest period that holds it: credit, period, from, full."""
    whole = periods.reset_index(names="period")[["period", *KEY, "start", "end", "gross"]]
    pairs = credits.reset_index(names="credit")[["credit", *KEY, "start", "end", "amount"]].merge(
        whole, on=list(KEY), suffixes=("_of", "")
    )
    slack = pd.Timedelta(days=DRIFT_DAYS)
    held = pairs[(pairs["start_of"] >= pairs["start"]) & (pairs["end_of"] <= pairs["end"] + slack)]
    held = held.assign(days=held["end"] - held["start"]).sort_values(["credit", "days", "period"])
    held = held.drop_duplicates("credit")
    end = held[["end_of", "end"]].min(axis="columns")
    left = (place(end) - place(held["start_of"])) / (place(held["end"]) - place(held["start"]))
    together = held.groupby(["period", "start_of"])["amount"].transform("sum")
    to_the_end = held["end_of"] >= held["end"] - slack
    held["full"] = to_the_end & (-together >= _FULL * held["gross"] * left)
    return held.rename(columns={"start_of": "from"})[["credit", "period", "from", "full"]]


def _told_settled(netted: pd.DataFrame, cutting: pd.DataFrame) -> Iterator[Note]:
    detail = "credits for a period that was billed: netted with it"
    yield from noted(_TABLE, "credit_netted", netted, "kept", detail)
    detail = "credits for all that was left of a period: the service ends where they begin"
    yield from noted(_TABLE, "credit_ends_service", cutting, "kept", detail)


def counted(
    beside: pd.DataFrame, once: pd.DataFrame, periods: pd.DataFrame, policies: Policies
) -> tuple[pd.DataFrame, list[Note]]:
    """Those of the credits beside the periods that lower what recurs, and what became of all.

    `once` are credits without a period, netted with the invoice before them where P11 says so.
    """
    net = policies.credits == "net"
    sides = net or policies.prorations == "include"
    reached = beside.index.isin(netting.shares(periods, beside)["credit"])
    inside, loose = beside[beside["inside"]], beside[~beside["inside"] & reached]
    notes: list[Note] = []
    for rule, rows, kept, what, done, policy in (
        ("proration", inside, sides, "part of a period credited at its side", _LOWERS, "P04"),
        ("credit_unmatched", loose, net, "credits that match no period billed", _LOWERS, "P11"),
        ("credit_one_time", once, net, "credits of a part, for no period", _BEFORE, "P11"),
    ):
        detail = f"{what}: {done if kept else 'not recurring'} ({policy})"
        notes += noted(_TABLE, rule, rows, "kept" if kept else "dropped", detail)
    detail = "credits for days that nothing was billed for: there is nothing to lower"
    nowhere = beside[~beside["inside"] & ~reached]
    notes += noted(_TABLE, "credit_without_service", nowhere, "dropped", detail)
    return pd.concat([inside if sides else inside[:0], loose if net else loose[:0]]), notes


def prorations(periods: pd.DataFrame, policies: Policies) -> tuple[pd.DataFrame, list[Note]]:
    """The periods without short charges inside a longer period of the same product (P04).

    By the alternative such a charge counts over its days, at the price of a month that its share
    of the longer period comes to.
    """
    ends = periods["cut"].fillna(periods["end"])
    spans = periods.assign(until=ends, days=(ends - periods["start"]).dt.days)
    spans = spans.reset_index(names="period")[["period", *KEY, "start", "until", "days", "months"]]
    pairs = spans[spans["days"] < SHORT_DAYS].merge(spans, on=list(KEY), suffixes=("", "_of"))
    inside = (pairs["start"] >= pairs["start_of"]) & (pairs["until"] <= pairs["until_of"])
    pairs = pairs[inside & (pairs["days"] < pairs["days_of"])].sort_values(["period", "days_of"])
    found = pairs.drop_duplicates("period").set_index("period")
    short = periods[periods.index.isin(found.index)]
    detail = f"charges for fewer than {SHORT_DAYS} days inside a longer period of the product: "
    if policies.prorations == "include":
        detail += "prorations, counted over their days (P04)"
        months = found["months_of"] * found["days"] / found["days_of"]
        counted = periods.assign(months=months.reindex(periods.index).fillna(periods["months"]))
        return counted, list(noted(_TABLE, "proration", short, "kept", detail, "gross"))
    detail += "prorations, not recurring (P04)"
    notes = noted(_TABLE, "proration", short, "dropped", detail, "gross")
    return periods[~periods.index.isin(short.index)].reset_index(drop=True), list(notes)
