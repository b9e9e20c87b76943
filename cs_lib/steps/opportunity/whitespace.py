"""Which products are not yet sold to whom? The white-space grid of segments and products."""

import numpy as np
import pandas as pd

from cs_lib.ledger import Pair
from cs_lib.ledger.lines import SEPARATOR
from cs_lib.steps.review.books import Books

SMALLEST = 5
"""Holders below which a segment's own price of a product is not taken (P26)."""
COLUMNS = ["segment", "product", "accounts", "holders", "share", "typical", "own_price", "space"]


def holdings(books: Books) -> pd.DataFrame:
    """What every account pays today for each product: `account`, `segment`, `product`, `arr`.

    Products that replace each other (a family) are one: who holds a tier does not lack the others.
    As of the last pair of snapshots compared; empty where there is none.
    """
    pair = _last_pair(books)
    if pair is None:
        return pd.DataFrame(columns=["account", "segment", "product", "arr"])
    held = pair.items[pair.items["v1"] > 0].rename(columns={"v1": "arr"})
    # the ledger keeps a family per currency, whose amounts cannot be added; a product is one
    product = held["family"].str.split(SEPARATOR).str[0].fillna(held["product_id"])
    held = held.assign(
        product=product.where(product != "", held["product_id"]).fillna("one product")
    )
    held = held.groupby(["account", "product"], as_index=False)[["arr"]].sum()
    segment = books.live.set_index("account")["segment"]
    held = held.assign(segment=held["account"].map(segment)).dropna(subset=["segment"])
    return held[["account", "segment", "product", "arr"]].reset_index(drop=True)


def _last_pair(books: Books) -> Pair | None:
    if books.year is not None:
        return books.year.pair
    for period in books.quarters[::-1]:
        compared = books.compare(books.main.calendar.date(period.opening), period.end)
        if compared is not None and period.end == books.as_of:
            return compared.pair
    return None


def grid(held: pd.DataFrame) -> pd.DataFrame:
    """One row per segment and product. `held`: `holdings`.

    `accounts` of the segment, `holders`, `share` of accounts that hold it, `typical`: the median
    ARR of the segment's holders, or of all holders where the segment has fewer than five
    (`own_price` says which), and `space` = accounts without it x `typical`. A product that nobody
    holds has no price and no row.
    """
    rows = []
    everyone = held.groupby("product")["arr"].median()
    for segment, part in held.groupby("segment", sort=True):
        accounts = part["account"].nunique()
        for product in sorted(held["product"].unique()):
            arr = part.loc[part["product"] == product, "arr"]
            own = len(arr) >= SMALLEST
            typical = float(arr.median() if own else everyone[product])
            space = (accounts - len(arr)) * typical
            rows.append(
                (segment, product, accounts, len(arr), len(arr) / accounts, typical, own, space)
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def wide(found: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """The grid as it is shown: a row per segment, a column per product, and their sums.

    Returns the frame (`label`, `unit`, one column per product, `total`) and its columns' headings,
    whose keys are in the order of the alphabet, in which they are stored.
    """
    if found.empty:
        return pd.DataFrame(columns=["label", "unit", "total"]), {"total": "All products"}
    table = found.pivot_table(index="segment", columns="product", values="space", aggfunc="sum")
    names = {f"p{number:04d}": str(product) for number, product in enumerate(table.columns)}
    table.columns = pd.Index(list(names))
    table = table.assign(total=table.sum(axis=1)).sort_values(
        "total", ascending=False, kind="stable"
    )
    table.loc["All"] = table.sum()
    shown = table.reset_index(names="label").assign(unit="money")
    shown["level"] = np.where(shown["label"] == "All", 0, 1)
    return shown, {**names, "total": "All products"}
