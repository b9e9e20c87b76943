"""What a customer's lines come to: discounts beside a price, and lines that leave nothing."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.formats import money
from cs_lib.intake.scope import annual_value, billed_by_customer, in_scope, live, negative
from cs_lib.notes import Note, told

_NEAR = 0.02
"""Bills within this share of a price are bills of that price."""
FOREVER = pd.Timestamp(9999, 12, 31)


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Which contract lines may be worth less than their price says?"""
    if "contracts" not in tables:
        return
    lines = tables["contracts"]
    valued = lines.assign(_value=annual_value("contracts", lines))[in_scope(lines)]
    yield from _discounted(valued, tables, engagement)
    yield from _nothing_left(valued)


def _discounted(
    lines: pd.DataFrame, tables: Mapping[str, pd.DataFrame], engagement: Engagement
) -> Iterator[Note]:
    """A discount is taken off a list price alone: beside another price it is taken to be in it."""
    priced = lines[["arr", "mrr", "amount"]].notna().any(axis="columns")
    beside = lines[priced & (lines["discount"] > 0)]
    if beside.empty:
        return
    off = beside["_value"] * beside["discount"]
    detail = "the price was taken to be after its discount; amount: what it is less, if it is not"
    if "invoices" in tables:
        detail += _billed(beside, off, tables["invoices"], engagement)
    yield told("contracts", "discount_beside_price", beside, detail, float(off.sum()))


def _billed(
    lines: pd.DataFrame, off: pd.Series, invoices: pd.DataFrame, engagement: Engagement
) -> str:
    """What the invoices of these customers say on the last day, where all their lines have one."""
    billed = billed_by_customer(invoices, pd.Timestamp(engagement.as_of))
    runs = lines[live(lines, engagement.as_of)]
    if billed is None or runs.empty:
        return ""
    by = runs["customer_id"]
    stands, less = runs["_value"].groupby(by).sum(), off.loc[runs.index].groupby(by).sum()
    whole = billed.reindex(stands.index).dropna()
    if whole.empty:
        return ""
    paid, price = float(whole.sum()), float(stands[whole.index].sum())
    net = price - float(less[whole.index].sum())
    kind = "neither of the two"
    for said, each in (("the price as it stands", price), ("the price less its discount", net)):
        if abs(paid - each) <= _NEAR * abs(each):
            kind = said
            break
    sums = ", ".join(money(each, engagement.currency) for each in (paid, price, net))
    return (
        f"; the invoices of {len(whole)} of these customers agree with {kind} (billed a year, "
        f"price, price less discount: {sums})"
    )


def _nothing_left(lines: pd.DataFrame) -> Iterator[Note]:
    """Customers with a paying line whose lines together come to nothing or less for some time."""
    below = lines[negative(lines) & (lines["_value"] < 0)]
    mixed = lines[lines["customer_id"].isin(below["customer_id"]) & lines["_value"].notna()]
    if mixed.empty:
        return
    ends = mixed["end"].fillna(FOREVER)
    moves = pd.concat(
        [
            pd.DataFrame({"day": days, "move": sign * mixed["_value"], "open": sign})
            for days, sign in ((mixed["start"], 1), (ends, -1))
        ]
    ).assign(customer_id=pd.concat([mixed["customer_id"]] * 2))
    days = moves.groupby(["customer_id", "day"])[["move", "open"]].sum()
    so_far = days.groupby("customer_id").cumsum()
    paying = mixed.loc[mixed["_value"] > 0, "customer_id"]
    nothing = so_far[(so_far["open"] > 1) & (so_far["move"] <= 0)].index.get_level_values(0)
    found = mixed[mixed["customer_id"].isin(nothing) & mixed["customer_id"].isin(paying)]
    if len(found):
        detail = (
            "for some time what is taken off is as much as what is paid, or more; amount: their "
            "paying lines"
        )
        worth = float(found["_value"].clip(lower=0.0).sum())
        yield told("contracts", "nothing_left", found, detail, worth)
