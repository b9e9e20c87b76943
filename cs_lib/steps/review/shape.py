"""The shape of retention: by grain, without the largest accounts, by segment, line by line."""

import pandas as pd

from cs_lib.ledger import Retention, retention
from cs_lib.steps.review.books import Books


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
        ("product", "Per product line", retention(customer.pair, "product")),
        ("component", "Per component, nothing netted", retention(customer.pair, "component")),
    )
    rows = [(g, label, r.grr, r.nrr, r.opening, r.opening_logos) for g, label, r in rungs]
    return pd.DataFrame(rows, columns=columns)


def concentration(books: Books) -> pd.DataFrame:
    """Is it broad, or is it two accounts? The same rates without the largest accounts.

    Columns: `scope`, `accounts`, `opening`, `share_of_opening`, `grr`, `nrr`, `logo_churn_rate`.
    """
    columns = ["scope", "accounts", "opening", "share_of_opening", "grr", "nrr", "logo_churn_rate"]
    year = books.year
    if year is None:
        return pd.DataFrame(columns=columns)
    largest = year.largest(5)
    scopes = {
        "All accounts": year.kept,
        "Without the largest": year.without(largest[:1]).kept,
        "Without the five largest": year.without(largest).kept,
    }
    rows = [
        (scope, r.opening_logos, r.opening, _share(r.opening, year.opening), *_rates(r))
        for scope, r in scopes.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def segments(books: Books) -> pd.DataFrame:
    """Which segments keep and grow their ARR? Twelve-month pair, one row per segment.

    Columns: `segment`, `customers`, `arr`, `share` (today), `grr`, `nrr`, `logo_churn_rate`, `n`
    (accounts at opening).
    """
    live = books.live.groupby("segment")["arr"].agg(["size", "sum"])
    rows = []
    for segment, size, arr in live.itertuples():
        found = books.year.only(segment).kept if books.year else None
        rates = (*_rates(found), found.opening_logos) if found else (None, None, None, 0)
        rows.append((segment, size, arr, _share(arr, live["sum"].sum()), *rates))
    columns = ["segment", "customers", "arr", "share", "grr", "nrr", "logo_churn_rate", "n"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "arr", ascending=False, ignore_index=True
    )


def retention_steps(books: Books) -> pd.DataFrame:
    """How does opening ARR become NRR, one line at a time?

    Columns: `label`, `amount`, `share` (of opening).
    """
    columns = ["label", "amount", "share"]
    year = books.year
    if year is None or not year.opening:
        return pd.DataFrame(columns=columns)
    uplift = year.leaf("list_price_increase")
    lines = (
        ("Opening ARR", year.opening),
        ("Logos lost", year.group("logos_lost")),
        ("Price erosion", year.group("price_erosion")),
        ("Decrease, cause unknown", year.leaf("unallocated_decrease")),
        ("Expansion other than list price", year.group("expansion") - uplift),
        ("Upselling", year.group("upsell")),
        ("Increase, cause unknown", year.leaf("unallocated_increase")),
        ("NRR without price rises", year.kept.closing - uplift),
        ("List-price uplift", uplift),
        ("NRR", year.kept.closing),
    )
    rows = [
        (label, amount, amount / year.opening)
        for label, amount in lines
        if amount or label[:3] == "NRR"
    ]
    return pd.DataFrame(rows, columns=columns)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _rates(found: Retention) -> tuple[float | None, float | None, float | None]:
    return found.grr, found.nrr, found.logo_churn
