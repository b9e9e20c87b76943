"""The shape of retention: by grain, without the largest accounts, by segment, line by line."""

import math

import pandas as pd

from cs_lib.ledger import Retention, retention
from cs_lib.ledger.concentration import concentration as unequal
from cs_lib.ledger.concentration import without_largest
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.comparison import Comparison

FIFTH = 0.2
_TOPS = {1: "Largest", 5: "5 largest", 10: "10 largest"}
_NO_RATES = (None, None, None, 0, 0)
_SCOPES = {0: "All accounts", 1: "Without the largest", 5: "Without the five largest"}


def ladder(books: Books) -> pd.DataFrame:
    """Gross or net, parent, customer or product? Twelve-month retention at each grain.

    Columns: `grain`, `label`, `value` (GRR), `nrr`, `opening`, `n`. Empty without a year of
    history.
    """
    columns = ["grain", "label", "value", "nrr", "opening", "n"]
    opening = books.before(books.as_of, 12)
    parent = books.compare(opening, books.as_of, "parent")
    customer = books.compare(opening, books.as_of, "customer")
    if parent is None or customer is None:
        return pd.DataFrame(columns=columns)
    rungs = (
        ("parent", "Per parent", parent.kept),
        ("customer", "Per customer", customer.kept),
        ("product", "Per product line", retention(customer.headline.pair, "product")),
        (
            "component",
            "Per component, nothing netted",
            retention(customer.headline.pair, "component"),
        ),
    )
    rows = [(g, label, r.grr, r.nrr, r.opening, r.opening_logos) for g, label, r in rungs]
    return pd.DataFrame(rows, columns=columns)


def concentration(books: Books) -> pd.DataFrame:
    """Is it broad, or is it two accounts? The same rates without the largest accounts.

    Columns: `scope`, `accounts`, `opening`, `share_of_opening`, `grr`, `nrr`, `logo_churn_rate`.
    """
    columns = ["scope", "accounts", "opening", "share_of_opening", "grr", "nrr", "logo_churn_rate"]
    if books.year is None:
        return pd.DataFrame(columns=columns)
    found = without_largest(books.year.pair, list(_SCOPES))
    return found.assign(scope=found["without"].map(_SCOPES))[columns]


def top_shares(books: Books) -> pd.DataFrame:
    """How much of today's ARR do the largest accounts hold?

    Columns: `label`, `unit` (of `share`), `accounts`, `arr`, `share`. The points of the Lorenz
    curve that are asked for: the largest one, five and ten accounts, as far as there are so many,
    and the largest fifth (rounded up). Accounts that pay nothing are in none.
    """
    paying = books.live.loc[books.live["arr"] > 0, "arr"]
    fifth = math.ceil(len(paying) * FIFTH)
    tops = {top: label for top, label in _TOPS.items() if top <= len(paying)}
    labels = [*tops.values(), *([f"Largest 20 % (n = {fifth:,})"] if fifth else [])]
    counts = [*tops, *([fifth] if fifth else [])]
    shares = unequal(paying, counts).top["share"].astype("float64")
    frame = pd.DataFrame({"label": labels, "accounts": counts, "share": shares})
    whole = frame.assign(unit="rate", arr=frame["share"] * float(paying.sum()))
    return whole[["label", "unit", "accounts", "arr", "share"]]


def segments(books: Books) -> pd.DataFrame:
    """Which segments keep and grow their ARR? Twelve-month pair, one row per segment.

    Columns: `segment`, `customers`, `arr`, `share` (today), `grr`, `nrr`, `logo_churn_rate`, `n`
    (accounts at opening), `events` (those of them that left or pay less).
    """
    live = books.live.groupby("segment")["arr"].agg(["size", "sum"])
    rows = []
    for segment, size, arr in live.itertuples():
        year = books.year.headline.only(segment) if books.year else None
        rates = (*_rates(year.kept), len(year.base), _events(year)) if year else _NO_RATES
        rows.append((segment, size, arr, _share(arr, live["sum"].sum()), *rates))
    columns = [
        "segment",
        "customers",
        "arr",
        "share",
        "grr",
        "nrr",
        "logo_churn_rate",
        "n",
        "events",
    ]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "arr", ascending=False, ignore_index=True
    )


def retention_steps(books: Books) -> pd.DataFrame:
    """How does opening ARR become NRR, one line at a time?

    Columns: `label`, `amount`, `share` (of opening). Rises that contracts had agreed come last,
    after NRR where the policy leaves them out of it (P10).
    """
    columns = ["label", "amount", "share"]
    year = books.year.headline if books.year else None
    if year is None or not year.opening:
        return pd.DataFrame(columns=columns)
    uplift, agreed = year.leaf("list_price_increase"), year.leaf("pre_sold")
    last = [("List-price uplift agreed in contracts", agreed), ("NRR", year.kept.closing)]
    if year.pair.leave_out_pre_sold:
        left_out = ("Left out: list-price uplift agreed in contracts", agreed)
        last = [("NRR", year.kept.closing - agreed), left_out]
    lines = (
        ("Opening ARR", year.opening),
        ("Logos lost", year.group("logos_lost")),
        ("Price erosion", year.group("price_erosion")),
        ("Decrease, cause unknown", year.leaf("unallocated_decrease")),
        ("Expansion other than list price", year.group("expansion") - uplift),
        ("Upselling", year.group("upsell")),
        ("Increase, cause unknown", year.leaf("unallocated_increase")),
        ("NRR without price rises", year.kept.closing - uplift),
        ("List-price uplift", uplift - agreed),
        *last,
    )
    rows = [
        (label, amount, amount / year.opening)
        for label, amount in lines
        if amount or label[:3] == "NRR"
    ]
    return pd.DataFrame(rows, columns=columns)


def _events(year: Comparison) -> int:
    """How many accounts do the rates of loss rest on (P26)?"""
    return int((year.base["v1"] < year.base["v0"]).sum())


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _rates(found: Retention) -> tuple[float | None, float | None, float | None]:
    return found.grr, found.nrr, found.logo_churn
