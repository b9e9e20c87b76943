"""P21: a contract line below zero is a discount on another line, and no line of its own."""

import datetime as dt

import narwhals as nw

from cs_lib.ledger.frames import Lazy, distinct
from cs_lib.ledger.lines import customer_name
from cs_lib.ledger.scope import ALWAYS

_NEVER = dt.date(9999, 12, 31)
_CUSTOMER = ["_customer"]
_ITEM = ["_customer", "_product", "_tier", "_currency"]
_SPAN = ["start", "_until"]


def negative() -> nw.Expr:
    """Is it a recurring line with a price or a quantity below zero?"""
    below = (_price() < 0) | (nw.col("qty") < 0).fill_null(False)
    return _recurs() & below.fill_null(False)


def _recurs() -> nw.Expr:
    return nw.col("line_type").fill_null("recurring").is_in(ALWAYS)


def _price() -> nw.Expr:
    """A number with the sign of the line's price; quantities have their own."""
    listed = nw.col("list_price") * (1.0 - nw.col("discount").fill_null(0.0))
    return nw.coalesce(nw.col("arr"), nw.col("mrr"), nw.col("amount"), listed)


def lowering(lines: Lazy, report_currency: str) -> Lazy:
    """The lines, those below zero for as long as what they lower, and `discounts`.

    True: it lowers a line of the same item. False: it stands beside other lines. Null: neither.

    A negative line is cut to the days on which the customer has a line of the same product, tier
    and currency. Where it shares no day with one, it lowers whatever the customer has: it is cut
    to the days of the customer's other lines. A customer with no other line has nothing to lower,
    and a line of less than nothing makes no customer: it goes.
    """
    none = nw.lit(None).cast(nw.Boolean)
    keyed = lines.with_columns(
        _customer=customer_name(),
        _product=nw.col("product_id").fill_null(""),
        _tier=nw.col("tier").fill_null(""),
        _currency=nw.col("currency").fill_null(report_currency),
        _until=nw.coalesce(nw.col("end"), nw.lit(_NEVER)),
        _negative=negative(),
        _pays=_recurs() & (_price() > 0).fill_null(False) & (nw.col("qty") > 0).fill_null(True),
    ).with_columns(discounts=none)
    below = keyed.filter(nw.col("_negative"))
    paying = keyed.filter(nw.col("_pays") & ~nw.col("_negative")).join(
        distinct(below, *_CUSTOMER), on=_CUSTOMER, how="semi"
    )
    attached = _cut(below, _spells(paying, _ITEM), _ITEM)
    known = distinct(_cut(below, _spells(paying, _ITEM), _ITEM, keep=True), *_ITEM, *_SPAN)
    alone = below.join(known, on=[*_ITEM, *_SPAN], how="anti")
    parts = [
        keyed.filter(~nw.col("_negative")),
        attached.with_columns(discounts=nw.lit(True)),
        _cut(alone, _spells(paying, _CUSTOMER), _CUSTOMER).with_columns(discounts=nw.lit(False)),
    ]
    names = [*lines.collect_schema().names(), "discounts"]
    return nw.concat([part.select(names) for part in parts], how="vertical")


def _spells(lines: Lazy, keys: list[str]) -> Lazy:
    """The days on which any of the lines runs, as spans without a gap: `_from`, `_to`."""
    order = list(_SPAN)
    reached = lines.select(*keys, *_SPAN).with_columns(
        _reach=nw.col("_until").cum_max().over(*keys, order_by=order)
    )
    before = reached.with_columns(_before=nw.col("_reach").shift(1).over(*keys, order_by=order))
    begins = (nw.col("start") > nw.col("_before")).fill_null(True)
    numbered = before.with_columns(_begins=begins.cast(nw.Int64)).with_columns(
        _spell=nw.col("_begins").cum_sum().over(*keys, order_by=order)
    )
    return (
        numbered.group_by(*keys, "_spell")
        .agg(nw.col("start").min().alias("_from"), nw.col("_until").max().alias("_to"))
        .drop("_spell")
    )


def _cut(lines: Lazy, spells: Lazy, keys: list[str], keep: bool = False) -> Lazy:
    """The parts of the lines that lie within the spells; `keep` leaves their own days."""
    met = lines.join(spells, on=keys).filter(
        (nw.col("_from") < nw.col("_until")) & (nw.col("_to") > nw.col("start"))
    )
    if keep:
        return met
    return met.with_columns(
        start=nw.max_horizontal("start", "_from"), end=nw.min_horizontal("_until", "_to")
    )
