"""Two states -> leaves: why did this account's revenue from this item change?

Quantity at the old price, then list price at the new quantity, then discount (M07-M09): in that
order the three add up to the change exactly. Each is rounded to the millionth, the last takes
the rest, so leaves add up to the change to the last digit.

Before that, what a pause takes and gives back is set apart (P13): all else is compared as if
nothing were paused. Where free lines count (P07), a free item that is paid for is a cross-sell,
or an upgrade within its family; one that becomes free is dropped.
"""

from collections.abc import Collection

import narwhals as nw

from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.movements.register import CODES

# Half a cent a year: below that, a difference is what rounding left behind, not a movement.
NOISE = 5_000
_MOST = 2.0**62
"""Steps that pass what an integer holds explain nothing: such a change has no known cause."""
_FAMILY = ["account", "family", "index"]
_KEYS = ("account", "item", "index")


def marked(states: Lazy) -> Lazy:
    """The states with `change` and `net` (+1 the item appears, -1 it disappears)."""
    appears = (nw.col("b_lines") <= 0) & (nw.col("a_lines") > 0)
    drops = (nw.col("b_lines") > 0) & (nw.col("a_lines") <= 0)
    one, none = nw.lit(1).cast(nw.Int64), nw.lit(0).cast(nw.Int64)
    return states.with_columns(
        change=nw.col("a_value") - nw.col("b_value"),
        net=nw.when(appears).then(one).otherwise(nw.when(drops).then(-one).otherwise(none)),
    )


def turned(states: Lazy) -> Lazy:
    """Those of the marked states in which an item appears or disappears."""
    return states.filter(nw.col("net") != 0)


def turning(moved: Lazy) -> list[str]:
    """The columns that tell why an item appears or disappears, the account's story aside."""
    asked = (*_KEYS, "change", "net", "b_quantity", "a_quantity", "b_no_qty", "a_no_qty")
    present = moved.collect_schema().names()
    return [name for name in asked if name in present]


def leaves(states: Lazy, moved: Lazy, switched: Lazy | None = None) -> Lazy:
    """The leaves of marked states: account, item, index, leaf (its code), amount (millionths), net.

    `states` need account, item, index and b_/a_<stock>. `moved` are those `turned`, with their
    family and the account's story: account_before and account_after (live lines) and entry (a
    code). An
    item that stays needs none: its account was live and still is. `switched` are the items that
    changed currency (`currencies.switched`); None where there can be none.
    """
    names = states.collect_schema().names()
    stays = states.filter(nw.col("net") == 0)
    if pauses := "b_paused" in names:
        stays = _as_if_unpaused(stays)
    stays = stays.with_columns(leaf=_stayed(names))
    known = stays.filter(~nw.col("leaf").is_null() & (nw.col("change") != 0))
    whole = [
        each.select(*_KEYS, "leaf", nw.col("change").alias("amount"), "net")
        for each in (_caused(moved, switched), known)
    ]
    parts = _parts(stays.filter(nw.col("leaf").is_null()), pauses)
    if pauses:
        parts.append(_signed(stays, "resumed", "paused", nw.col("resumed")))
    return nw.concat([*whole, *parts], how="vertical")


def _caused(moved: Lazy, switched: Lazy | None) -> Lazy:
    """What appears or disappears with the one leaf that explains it."""
    if switched is None:
        return moved.join(_swaps(moved), on=_FAMILY, how="left").with_columns(leaf=_turned())
    known = moved.join(switched, on=list(_KEYS), how="left")
    swaps = _swaps(known.filter(nw.col("switch").is_null()))
    return known.join(swaps, on=_FAMILY, how="left").with_columns(
        leaf=nw.when(nw.col("switch").is_null()).then(_turned()).otherwise(nw.col("switch"))
    )


def _as_if_unpaused(states: Lazy) -> Lazy:
    """The states of items that stay, with paused lines at the value they would have.

    `resumed` is what pauses give back (positive) or take; with the new `change` it adds up to the
    old one. Where an item shrinks as less of it is paused, what is not `back` has ended: that was
    lost with the pause and is not lost again. `settled` is its value, in neither of the two. An
    item that comes or goes is worth what is paid for it.
    """
    stays = (nw.col("b_lines") > 0) & (nw.col("a_lines") > 0)
    none = nw.lit(0).cast(nw.Int64)
    before, after = (nw.when(stays).then(nw.col(f"{end}_paused")).otherwise(none) for end in "ba")
    gross = states.with_columns(
        b_value=nw.col("b_value") + before,
        a_value=nw.col("a_value") + after,
        pausing=after - before,
        change=nw.col("change") + after - before,
        again=nw.max_horizontal(nw.col("a_back") - nw.col("b_back"), none),
    )
    pausing, change = nw.col("pausing"), nw.col("change")
    ended = nw.min_horizontal(nw.max_horizontal(change, pausing + nw.col("again")), none)
    return gross.with_columns(settled=ended).with_columns(
        change=change - nw.col("settled"), resumed=nw.col("settled") - pausing
    )


def _swaps(moved: Lazy) -> Lazy:
    """Where does an item of a family appear as another disappears? And `swap`, what that changes.

    Few items come or go in a month, so these are looked up rather than every row carrying them.
    Where the account itself comes or goes nobody asks (`_turned`).
    """
    asked = moved.filter((nw.col("account_before") > 0) == (nw.col("account_after") > 0))
    both = asked.group_by(_FAMILY).agg(
        nw.col("net").max().alias("rises"),
        nw.col("net").min().alias("falls"),
        nw.col("change").sum().cast(nw.Int64).alias("swap"),
    )
    return both.filter((nw.col("rises") > 0) & (nw.col("falls") < 0)).drop("rises", "falls")


def named(leaf: str) -> nw.Expr:
    """The code of a leaf, as the engine keeps it."""
    return nw.lit(CODES[leaf]).cast(nw.Int32)


def _unknown() -> nw.Expr:
    rises = nw.when(nw.col("change") >= 0).then(named("unallocated_increase"))
    return rises.otherwise(named("unallocated_decrease"))


def _stayed(names: Collection[str]) -> nw.Expr:
    """The leaf of an item that stays; null where prices and seats say why it changed."""
    unknown = ~_divisible(uncounted="b_no_qty" in names)
    leaf = nw.when(unknown).then(_unknown()).otherwise(nw.lit(None).cast(nw.Int32))
    if "b_free" not in names:
        return leaf
    was_free = nw.col("b_free") == nw.col("b_lines")
    is_free = nw.col("a_free") == nw.col("a_lines")
    leaf = nw.when(was_free & ~is_free).then(named("new_product")).otherwise(leaf)
    return nw.when(~was_free & is_free).then(named("product_drop")).otherwise(leaf)


def _turned() -> nw.Expr:
    """The leaf of an item that appears or disappears."""
    before, after = nw.col("account_before") > 0, nw.col("account_after") > 0
    tier = (
        nw.when(nw.col("swap") >= 0).then(named("tier_upgrade")).otherwise(named("tier_downgrade"))
    )
    leaf = nw.when(nw.col("net") < 0).then(named("product_drop")).otherwise(named("new_product"))
    # What is below zero comes or goes the wrong way round: no cross-sell and no drop (P21).
    leaf = nw.when(nw.col("net") * nw.col("change") < 0).then(_unknown()).otherwise(leaf)
    leaf = nw.when(~nw.col("swap").is_null()).then(tier).otherwise(leaf)
    leaf = nw.when(before & ~after).then(named("logo_churn")).otherwise(leaf)
    return nw.when(~before & after).then(nw.col("entry")).otherwise(leaf)


def _divisible(uncounted: bool) -> nw.Expr:
    """Can the change be split? Only where every line has a quantity and averages exist (M13).

    `uncounted`: any line of the history has no quantity.
    """
    every = ["no_qty"] if uncounted else []
    known = [nw.col(f"{end}_{stock}") == 0 for stock in every for end in "ba"]
    for stock in ("value", "list_value", "quantity"):
        known += [nw.col(f"b_{stock}") > 0, nw.col(f"a_{stock}") > 0]
        grown = nw.col("b_value").cast(nw.Float64) * nw.col(f"a_{stock}").cast(nw.Float64)
        known.append(grown < nw.col(f"b_{stock}").cast(nw.Float64) * _MOST)
    return nw.all_horizontal(*known, ignore_nulls=False)


def _parts(states: Lazy, pauses: bool) -> list[Lazy]:
    """What quantity, list price and discount each did to items that stay."""
    split = _split(states)
    quantity = nw.col("at_quantity") - nw.col("b_value")
    if pauses:  # paused seats that end have left at the average price
        quantity = quantity - nw.col("settled")
    steps = [
        ("quantity_increase", "quantity_decrease", quantity),
        ("list_price_increase", "list_price_decrease", nw.col("at_list") - nw.col("at_quantity")),
        ("discount_decrease", "discount_increase", nw.col("a_value") - nw.col("at_list")),
    ]
    return [_signed(split, *step) for step in steps]


def _signed(states: Lazy, up: str, down: str, amount: nw.Expr) -> Lazy:
    """The states in which this amount is not 0, as leaf `up` or `down` by its sign."""
    leaf = nw.when(nw.col("amount") > 0).then(named(up)).otherwise(named(down)).alias("leaf")
    moved = states.with_columns(amount=amount).filter(nw.col("amount") != 0)
    return moved.select(*_KEYS, leaf, "amount", "net")


def _split(states: Lazy) -> Lazy:
    """Value at the new quantity (old price), then at the new list price too (old discount).

    Steps smaller than `NOISE` are snapped onto their neighbours, so that averaging two lines
    does not invent a price change.
    """
    same = nw.col("b_quantity") == nw.col("a_quantity")
    priced = states.with_columns(
        at_quantity=nw.when(same).then(nw.col("b_value")).otherwise(_scaled("quantity")),
        at_list=_scaled("list_value"),
    )
    after, quantity, listed = nw.col("a_value"), nw.col("at_quantity"), nw.col("at_list")
    listed_still = (listed - quantity).abs() <= NOISE
    all_quantity = listed_still & ((after - quantity).abs() <= NOISE) & ~same
    snapped = priced.with_columns(
        at_list=nw.when(listed_still)
        .then(quantity)
        .otherwise(nw.when((after - listed).abs() <= NOISE).then(after).otherwise(listed)),
        all_quantity=all_quantity,
    )
    return snapped.with_columns(
        at_quantity=nw.when(nw.col("all_quantity")).then(after).otherwise(quantity),
        at_list=nw.when(nw.col("all_quantity")).then(after).otherwise(listed),
    )


def _scaled(stock: str) -> nw.Expr:
    """The opening value, scaled as `stock` has grown; null where there was none.

    Engines may compute this before they drop the rows it is not asked for, and 0 / 0 is no integer.
    """
    before = nw.when(nw.col(f"b_{stock}") != 0).then(nw.col(f"b_{stock}").cast(nw.Float64))
    ratio = nw.col(f"a_{stock}").cast(nw.Float64) / before
    scaled = (nw.col("b_value").cast(nw.Float64) * ratio).round(0)
    return nw.min_horizontal(scaled, nw.lit(_MOST)).cast(nw.Int64)


def transfers(states: Lazy) -> Lazy:
    """What moved between accounts with a customer (M14), in the long form of `leaves`."""
    return states.filter((nw.col("t_lines") != 0) | (nw.col("t_value") != 0)).select(
        "account", "item", "index",
        named("transfer").alias("leaf"),
        nw.col("t_value").alias("amount"),
        nw.lit(0).cast(nw.Int64).alias("net"),
    )  # fmt: skip
