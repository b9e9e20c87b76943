"""P21: a contract line below zero is a discount on another line, and no line of its own.

A customer whose lines come to nothing or less does not pay, and is none for as long as they do.
"""

import datetime as dt

import narwhals as nw

from cs_lib.definitions import annual_price
from cs_lib.ledger.frames import Lazy, Store, distinct
from cs_lib.ledger.lines.annual_value import customer_name
from cs_lib.ledger.lines.scope import ALWAYS

_NEVER = dt.date(9999, 12, 31)
_NOTHING = 0.005
"""Half a cent a year."""
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
    and a line of less than nothing makes no customer: it goes. So do all recurring lines of a
    customer, for the days on which they come to nothing or less.
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


def paid_for(lines: Lazy, report_currency: str, store: Store) -> Lazy:
    """The lines, those of customers who have any below zero without the days that nobody pays for.

    `lines` are `lowering`, kept in the store. Customers who pay in several currencies are left as
    they are: nothing says what their lines come to together.
    """
    names = lines.collect_schema().names()
    amount = annual_price.net(annual_price.per_year(annual_price.term_months(nw.lit(0))))
    below = nw.col("discounts").is_null()
    keyed = lines.with_columns(
        _customer=customer_name(),
        _money=nw.col("currency").fill_null(report_currency),
        _until=nw.coalesce(nw.col("end"), nw.lit(_NEVER)),
        _amount=nw.when(below).then(amount).otherwise(-amount.abs()).fill_null(0.0),
        _recurs=_recurs(),
    )
    asked = distinct(keyed.filter(~below), *_CUSTOMER)
    counted = keyed.filter(nw.col("_recurs")).join(asked, on=_CUSTOMER, how="semi")
    paid_in = distinct(counted, "_customer", "_money").group_by("_customer").agg(n=nw.len())
    one = paid_in.filter(nw.col("n") == 1).select("_customer")
    # What is asked for more than once is computed once: plans that nest grow with every step.
    counted = store.keep(counted.join(one, on=_CUSTOMER, how="semi"))
    edges = nw.concat(
        [counted.select("_customer", nw.col(day).alias("start")) for day in _SPAN], how="vertical"
    )
    parts = distinct(edges, "_customer", "start").with_columns(
        _until=nw.col("start").shift(-1).over("_customer", order_by="start")
    )
    covered = counted.select("_customer", "_amount", _from="start", _to="_until").join(
        parts.filter(~nw.col("_until").is_null()), on=_CUSTOMER
    )
    covered = covered.filter(
        (nw.col("_from") <= nw.col("start")) & (nw.col("_to") >= nw.col("_until"))
    )
    paying = covered.group_by("_customer", *_SPAN).agg(nw.col("_amount").sum())
    paid = store.keep(paying.filter(nw.col("_amount") > _NOTHING))
    cut = store.keep(_cut(counted, _spells(paid, _CUSTOMER), _CUSTOMER).select(names))
    mine = distinct(counted, *_CUSTOMER)
    others = keyed.join(mine, on=_CUSTOMER, how="anti").select(names)
    beside = keyed.join(mine, on=_CUSTOMER, how="semi").filter(~nw.col("_recurs")).select(names)
    found = store.keep(nw.concat([others, beside, cut], how="vertical"))
    store.drop(counted, paid, cut)
    return found


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
    until = nw.min_horizontal("_until", "_to")
    return met.with_columns(
        start=nw.max_horizontal("start", "_from"),
        end=nw.when(until < nw.lit(_NEVER)).then(until).otherwise(nw.col("end")),
    )
