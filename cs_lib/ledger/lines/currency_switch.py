"""P19: a product that goes on in another currency is one movement, not a loss and a new sale.

Both legs carry the same leaf, each in its own currency; converted at the period's rates they net
to what really changed in the report's currency, and what the rates themselves did is exchange.
"""

import narwhals as nw
import pandas as pd

from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.movements.change_causes import named

_WHERE = ("account", "index", "product")


def switched(moved: Lazy, products: Lazy, rates: Lazy) -> Lazy:
    """Which items are the two legs of a change of currency, and what is the change's leaf?

    `moved` are `movements.turned`, with the account's story; `products` name each item's currency,
    product and tier; `rates` are currency, index, rate. Of an account that stays, an item of a
    product ends and one in another currency begins in the same month. At the same tier and with as
    many units, the net in the report's currency is a change of list price, with other or unknown
    units its cause is unknown; where no item of the same tier begins, it is a change of tier. The
    last is only told where all that ends is in one currency, and all that begins in one other:
    among several, nobody can say which replaces which. Columns: account, item, index, switch (a
    leaf's code).
    """
    stays = (nw.col("account_before") > 0) & (nw.col("account_after") > 0)
    legs = _legs(
        moved.filter(stays).join(products, on="item").join(rates, on=["currency", "index"])
    )
    same = _groups(legs, *_WHERE, "tier").with_columns(switch=_priced())
    rest = legs.join(same, on=[*_WHERE, "tier"], how="anti")
    other = _groups(rest, *_WHERE).filter(
        (nw.col("gone_first") == nw.col("gone_last"))
        & (nw.col("came_first") == nw.col("came_last"))
        & (nw.col("gone_first") != nw.col("came_first"))
    )
    tiers = _by_sign("tier_upgrade", "tier_downgrade")
    found = (
        legs.join(same, on=[*_WHERE, "tier"]),
        rest.join(other.with_columns(switch=tiers), on=list(_WHERE)),
    )
    return nw.concat(
        [each.select("account", "item", "index", "switch") for each in found], how="vertical"
    )


def _legs(moved: Lazy) -> Lazy:
    gone = nw.col("net") < 0
    none = nw.lit(0).cast(nw.Int64)
    uncounted = "b_no_qty" in moved.collect_schema().names()
    return moved.select(
        *_WHERE,
        "tier",
        "item",
        nw.when(gone).then(nw.col("currency")).alias("gone_in"),
        nw.when(~gone).then(nw.col("currency")).alias("came_in"),
        (nw.col("change").cast(nw.Float64) * nw.col("rate")).alias("worth"),
        nw.when(gone).then(nw.col("b_quantity")).otherwise(none).alias("gone_quantity"),
        nw.when(gone).then(none).otherwise(nw.col("a_quantity")).alias("came_quantity"),
        (nw.col("b_no_qty") + nw.col("a_no_qty") if uncounted else none).alias("unknown"),
    )


def _groups(legs: Lazy, *keys: str) -> Lazy:
    """The legs per `keys`, where something ends and something begins."""
    summed = legs.group_by(*keys).agg(
        nw.col("gone_in").min().alias("gone_first"),
        nw.col("gone_in").max().alias("gone_last"),
        nw.col("came_in").min().alias("came_first"),
        nw.col("came_in").max().alias("came_last"),
        nw.col("worth").sum(),
        nw.col("gone_quantity").sum().cast(nw.Int64),
        nw.col("came_quantity").sum().cast(nw.Int64),
        nw.col("unknown").sum().cast(nw.Int64),
    )
    return summed.filter(~nw.col("gone_first").is_null() & ~nw.col("came_first").is_null())


def _priced() -> nw.Expr:
    as_many = (nw.col("unknown") == 0) & (nw.col("gone_quantity") == nw.col("came_quantity"))
    price = _by_sign("list_price_increase", "list_price_decrease")
    unknown = _by_sign("unallocated_increase", "unallocated_decrease")
    return nw.when(as_many).then(price).otherwise(unknown)


def _by_sign(up: str, down: str) -> nw.Expr:
    return nw.when(nw.col("worth") >= 0).then(named(up)).otherwise(named(down))


def one_family(items: pd.DataFrame) -> "pd.Series[str]":
    """The family of each item of a pair; what ended joins that of what took its place.

    `items` come with `switch` (missing: no leg) and `net`, the pair as `index`.
    """
    legs = items[items["switch"].notna()]
    keys = ["index", "account", "product_id"]
    came = legs[legs["net"] > 0].sort_values("item").drop_duplicates(keys)
    after = legs[keys].merge(came[[*keys, "family"]], on=keys, how="left")["family"]
    return items["family"].where(items["switch"].isna(), after.set_axis(legs.index))
