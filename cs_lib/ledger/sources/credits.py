"""Credits, refunds and prorations: which periods do they touch, and which do they leave alone?"""

from collections.abc import Iterator

import pandas as pd

from cs_lib.intake.records import Note
from cs_lib.ledger.sources.records import KEY, noted
from cs_lib.ledger.sources.spans import DRIFT_DAYS, place

_TABLE = "invoices"
SHORT_DAYS = 28
"""A charge for fewer days inside another period of its product is a proration (P04)."""
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
    full ends the service there. Any other inside a period is a proration, and one that matches
    nothing is a single credit (P11): neither changes what recurs.
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
    ends = _taken_back(parents)
    periods["cut"] = ends.reindex(periods.index)
    inside = beside[beside.index.isin(parents["credit"])]
    cutting = parents.loc[parents["full"], "credit"]
    notes = _told_credits(
        credits[matched.to_numpy()],
        inside[inside.index.isin(cutting)],
        inside[~inside.index.isin(cutting)],
        beside[~beside.index.isin(inside.index)],
    )
    return periods, inside, list(notes)


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


def _taken_back(parents: pd.DataFrame) -> pd.Series:
    """The day from which a period was credited in full, by period."""
    return parents[parents["full"]].groupby("period")["from"].min()


def _told_credits(
    netted: pd.DataFrame, cutting: pd.DataFrame, partial: pd.DataFrame, loose: pd.DataFrame
) -> Iterator[Note]:
    detail = "credits for a period that was billed: netted with it"
    yield from noted(_TABLE, "credit_netted", netted, "kept", detail)
    detail = "credits for all that was left of a period: the service ends where they begin"
    yield from noted(_TABLE, "credit_ends_service", cutting, "kept", detail)
    detail = "part of a period credited at its side: a proration, not recurring (P04)"
    yield from noted(_TABLE, "proration", partial, "dropped", detail)
    detail = "credits that match no period billed: single credits, not recurring (P11)"
    yield from noted(_TABLE, "credit_unmatched", loose, "dropped", detail)


def without_prorations(periods: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """The periods but for short charges inside a longer period of the same product (P04)."""
    ends = periods["cut"].fillna(periods["end"])
    days = (ends - periods["start"]).dt.days
    spans = periods.assign(until=ends, days=days).reset_index(names="period")
    short = spans[spans["days"] < SHORT_DAYS]
    pairs = short[["period", *KEY, "start", "until", "days"]].merge(
        spans[[*KEY, "start", "until", "days"]], on=list(KEY), suffixes=("", "_of")
    )
    inside = (pairs["start"] >= pairs["start_of"]) & (pairs["until"] <= pairs["until_of"])
    found = pairs.loc[inside & (pairs["days"] < pairs["days_of"]), "period"]
    dropped = periods.loc[periods.index.isin(found)]
    detail = (
        f"charges for fewer than {SHORT_DAYS} days inside a longer period of the product: "
        "prorations, not recurring (P04)"
    )
    notes = noted(_TABLE, "proration", dropped, "dropped", detail, "gross")
    return periods[~periods.index.isin(found)].reset_index(drop=True), list(notes)
