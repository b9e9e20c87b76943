"""Which products are not yet sold to whom? The white-space grid of segments and products."""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Matrix, Part, Shown, c, exhibit
from cs_lib.ledger import Pair
from cs_lib.ledger.lines.annual_value import SEPARATOR
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.texts import Count, Extreme, Money, Name, Scope, Sentence

SMALLEST = 5
"""Holders below which a segment's own price of a product is not taken (P26)."""
LIKE, QUARTER = 10, 0.25
COLUMNS = ["segment", "product", "accounts", "holders", "share", "typical", "own_price", "space"]


def holdings(books: Books) -> pd.DataFrame:
    """What every account pays today for each product: `account`, `segment`, `product`, `arr`.

    Products that replace each other (a family) are one: who holds a tier does not lack the others.
    As of the last pair of snapshots compared; empty where there is none.
    """
    pair = _last_pair(books)
    if pair is None:
        return pd.DataFrame(columns=["account", "segment", "product", "arr"])
    return held(pair, "v1", books.live)


def held(pair: Pair, side: str, live: pd.DataFrame) -> pd.DataFrame:
    """The holdings at one side of a pair (v0 or v1) of the accounts in `live`."""
    rows = pair.items[pair.items[side] > 0].rename(columns={side: "arr"})
    # the ledger keeps a family per currency, whose amounts cannot be added; a product is one
    product = rows["family"].str.split(SEPARATOR).str[0].fillna(rows["product_id"])
    product = product.where(product != "", rows["product_id"]).fillna("one product")
    rows = rows.assign(product=product)
    found = rows.groupby(["account", "product"], as_index=False)[["arr"]].sum()
    found = found.assign(segment=found["account"].map(live.set_index("account")["segment"]))
    columns = ["account", "segment", "product", "arr"]
    return found.dropna(subset=["segment"])[columns].reset_index(drop=True)


def to_come(held: pd.DataFrame, arr: "pd.Series[float]") -> "pd.Series[float]":
    """What each account would pay with the products that its like hold; by account.

    ARR, and for each product that it lacks and at least a quarter of its segment's accounts hold
    (the upper quartile has it), that product at the segment's median of its price over all else
    its holders pay: a product costs a large account more than a small one. A segment of fewer than
    ten accounts takes everyone's; empty where there are no ten at all. `arr`: ARR by account.
    """
    if held["account"].nunique() < LIKE:
        return pd.Series(dtype="float64")
    whole = held["account"].map(arr)
    ratios = held.assign(ratio=held["arr"] / (whole - held["arr"]), whole=whole)
    ratios = ratios[ratios["whole"] > ratios["arr"]]
    segment = held.drop_duplicates("account").set_index("account")["segment"]
    has = held.assign(one=1).pivot_table(index="account", columns="product", values="one").notna()
    segment = segment.reindex(has.index)
    of_segment = dict(iter(ratios.groupby("segment")))
    # where no further product is widely held, this method knows nothing: not that all is sold
    found, judged = pd.Series(0.0, index=has.index), pd.Series(False, index=has.index)
    for group, members in has.groupby(segment):
        alike = len(members) >= LIKE
        like, known = (members, of_segment.get(group)) if alike else (has, ratios)
        if known is None:
            continue
        prices, held_by = known.groupby("product")["ratio"], like.mean()
        for product, price in prices.median()[prices.size() >= SMALLEST].items():
            name = str(product)
            if held_by[name] >= QUARTER:
                found.loc[members.index] += ~members[name] * float(price)
                judged.loc[members.index] = True
    return (arr.reindex(found.index) * (1 + found)).where(judged)


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
    (`own_price` says which), and `space` = accounts without it x `typical`. A product that fewer
    than five hold in all has no price and no space; one that nobody holds has no row.
    """
    rows, holders = [], held["product"].value_counts()
    everyone = held.groupby("product")["arr"].median().where(holders >= SMALLEST)
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


class Space(Sentence):
    space: Money


class Unpriced(Sentence): ...


class Largest(Sentence):
    product: Name
    segment: Scope
    accounts: Count
    space: Money
    extremes = (Extreme("segmentation.whitespace.white_space", "product"),)


@exhibit(part=Part.A5, shows=Matrix(c.product, c.segment, c.white_space))
def whitespace(
    product_space: pd.DataFrame, engagement: Engagement
) -> Shown[Space | Largest | Unpriced] | Absent:
    """Which products are not yet sold to whom?"""
    if product_space.empty:
        return Absent("quarter")
    if (product_space["segment"] == UNASSIGNED).all():
        product_space = product_space.assign(segment=None)
    space = float(product_space["space"].sum())
    if not space:
        unpriced = bool(product_space["typical"].isna().any())
        return Shown(None, title=Unpriced()) if unpriced else Shown(None)
    top = product_space.nlargest(1, "space").to_dict("records")[0]
    segment = Scope(None if pd.isna(top["segment"]) else str(top["segment"]))
    lacking = Count(top["accounts"] - top["holders"])
    amount = Money(top["space"], engagement.currency)
    return Shown(
        laid_out(product_space),
        title=Space(Money(space, engagement.currency)),
        say=(Largest(Name(str(top["product"])), segment, lacking, amount),),
    )


def laid_out(found: pd.DataFrame) -> pd.DataFrame:
    """The grid as it is shown: the largest first, the whole company's column last."""
    frame = found.rename(columns={"space": "white_space"})[["product", "segment", "white_space"]]
    if frame["segment"].nunique() > 1:
        whole = frame.groupby("product", as_index=False)[["white_space"]].sum(min_count=1)
        frame = pd.concat([frame, whole.assign(segment=None)], ignore_index=True)
    sizes = pd.DataFrame(
        {
            name: -frame[name].map(frame.groupby(name)["white_space"].sum())
            for name in ("segment", "product")
        }
    )
    # a missing segment has no size, and stays last
    return frame.loc[sizes.sort_values(["segment", "product"], kind="stable").index]
