"""Contract lines -> annual value, list value and quantity of every line, as exact integers.

Money and quantities are int64 millionths (of a currency unit a year, of a unit), rounded once
per line, so that sums are exact and do not depend on their order. Where they would not fit, as in
books in rupiah or dong, they are hundredths of that, or cents: `unit` says how many millionths one
of them is. Source: definitions M01, M02.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from cs_lib.definitions import annual_price
from cs_lib.engagement import Policies
from cs_lib.engagement.fiscal import Grid
from cs_lib.errors import DataError, DataProblem
from cs_lib.ledger.frames import Lazy, distinct, typed
from cs_lib.ledger.lines import pauses, scope
from cs_lib.ledger.time.dates import OPEN_DAY, OPEN_MONTH, date_of, day_number
from cs_lib.ledger.time.periods import numbered

MICRO = 1_000_000
UNITS = (1, 100, 10_000)
_MOST = 2.0**62
"""All lines together stay below half of what an int64 holds, so that no difference passes it."""
SEPARATOR = "\x1f"
# What a line is about; clients have few combinations of these, however many lines they have.
KIND = ("product_id", "tier", "family", "currency", "line_type")
_NULLABLE = ("product_id", "tier", "family")
_NOTHING = "\x1e"
_DATES = ("start_day", "start_month", "end_day", "end_month")

CONTRACT_TYPES: dict[str, Any] = {
    "customer_id": nw.String,
    "start": nw.Date,
    "end": nw.Date,
    "line_id": nw.String,
    "product_id": nw.String,
    "family": nw.String,
    "tier": nw.String,
    "qty": nw.Float64,
    "list_price": nw.Float64,
    "discount": nw.Float64,
    "amount": nw.Float64,
    "mrr": nw.Float64,
    "arr": nw.Float64,
    "billing_period": nw.String,
    "currency": nw.String,
    "line_type": nw.String,
}
COLUMNS = (*CONTRACT_TYPES, *pauses.TYPES)
_PERIODS = 366
"""More billing periods than any year has: a term may be one day."""
LOWERS: dict[str, Any] = {"discounts": nw.Boolean}
"""What `negatives.lowering` marks lines below zero with."""


def annual_lines(
    contracts: Lazy,
    report_currency: str,
    policies: Policies,
    grid: Grid,
    carry: Mapping[str, Any] | None = None,
    unit: int = 1,
) -> Lazy:
    """What is each line worth a year? All lines that end after they start, in `scope` or not.

    `value` is the net price a year (`annual_price.net`), null where none can be annualised.
    `no_qty` is 1 where the line has no quantity: its changes cannot be split into causes.
    `scope.obeyed` may value it otherwise; `pauses.cut` says where it pauses, if any line does.
    start_month and end_month are the numbers of the `grid`'s periods. `carry` names further columns
    (and their types) to hand on as they are.
    """
    carried = dict(carry or {})
    priced = _annualised(contracts, report_currency, policies, grid, carried, unit)
    valued = scope.obeyed(scope.typed_by(priced, policies), policies)
    return _named(valued, (*carried, "scope", *_extras(valued)))


def _extras(lines: Lazy) -> list[str]:
    """The columns that only some policies and histories need."""
    names = lines.collect_schema().names()
    return [c for c in ("free", "lines", *pauses.CUTS) if c in names]


def _annualised(
    contracts: Lazy,
    report_currency: str,
    policies: Policies,
    grid: Grid,
    carried: Mapping[str, Any],
    unit: int,
) -> Lazy:
    pausing = pauses.types_of(contracts, policies)
    marked = "discounts" in contracts.collect_schema().names()
    lowers = LOWERS if marked else {}
    dated = _dated(contracts, report_currency, policies, grid, pausing | lowers | dict(carried))
    timed = pauses.cut(dated, policies.pause_after_days, grid) if pausing else dated
    priced = _in_whole(_netted(billed_a_year(timed, "per_year")), unit)
    return _lowered(priced) if lowers else priced


def _dated(
    contracts: Lazy, report_currency: str, policies: Policies, grid: Grid, more: Mapping[str, Any]
) -> Lazy:
    known = begun(typed(contracts, CONTRACT_TYPES | dict(more)))
    dated = numbered(known, grid, start_month="start", end_month="end").with_columns(
        start_day=day_number(nw.col("start")),
        end_day=nw.coalesce(day_number(nw.col("end")), nw.lit(OPEN_DAY)),
        end_month=nw.coalesce(nw.col("end_month"), nw.lit(OPEN_MONTH)),
        currency=nw.col("currency").fill_null(report_currency),
        line_type=nw.col("line_type").fill_null("recurring"),
    )
    return scope.over_its_term(dated, policies)


def begun(lines: Lazy) -> Lazy:
    """Lines that cover a day; without the others no price is divided by no time.

    The dates themselves are compared: a filter makes anew what it asks for.
    """
    return lines.filter(nw.coalesce(nw.col("end"), nw.lit(date_of(OPEN_DAY))) > nw.col("start"))


def unit_of(contracts: Lazy, report_currency: str, policies: Policies, grid: Grid) -> int:
    """How many millionths does one integer stand for, so that all lines together fit (`UNITS`)?

    DataError where even cents do not.
    """
    lines = scope.over_its_term(typed(contracts, CONTRACT_TYPES), policies)
    most = annual_price.per_year(nw.lit(12.0 / _PERIODS))
    if _total(lines.with_columns(per_year=most)) * MICRO < _MOST:
        return UNITS[0]  # as nearly always, and no date was read for it
    dated = _dated(contracts, report_currency, policies, grid, {})
    total = _total(billed_a_year(dated, "per_year"))
    for unit in UNITS:
        if total * MICRO / unit < _MOST:
            return unit
    raise DataError([_too_large(total)])


def _total(priced: Lazy) -> float:
    """What do all lines come to: their prices, their list prices or their quantities?"""
    sums = [nw.col(c).abs().sum().fill_null(0.0).alias(c) for c in ("net", "listed", "qty")]
    found = _netted(priced).select(*sums).collect("pandas").to_native()
    return float(found.to_numpy(dtype=float).max())


def _too_large(total: float) -> DataProblem:
    return DataProblem(
        file="(contracts)",
        table="contracts",
        wrong=f"the lines add up to {total:.2g} a year, more than can be counted to the cent",
        allowed=f"up to {_MOST / MICRO * UNITS[-1]:.2g} a year, all lines in their own currency",
        fix="look for an amount with too many digits; else give all prices in thousands, with the "
        "currency named so",
    )


def _netted(billed: Lazy) -> Lazy:
    """The prices a year as they come: `net`, and `listed` before any discount.

    `billed` have `per_year` (`billed_a_year`).
    """
    per_year = nw.col("per_year")
    netted = billed.with_columns(
        gross=annual_price.gross(per_year),
        kept=annual_price.kept_share(),
        net=annual_price.net(per_year),
    )
    # Without a list price, the price before the stated discount stands in for it.
    before_discount = nw.when(nw.col("kept") > 0).then(nw.col("net") / nw.col("kept"))
    list_value = nw.when(nw.col("gross") != 0).then(nw.col("gross"))
    return netted.with_columns(listed=nw.coalesce(list_value, before_discount, nw.col("net")))


def _in_whole(netted: Lazy, unit: int) -> Lazy:
    return netted.with_columns(
        value=_micro(nw.col("net"), unit),
        list_value=_micro(nw.col("listed"), unit),
        quantity=_micro(nw.col("qty").fill_null(0.0), unit),
        no_qty=nw.when(nw.col("qty") > 0).then(nw.lit(0)).otherwise(nw.lit(1)).cast(nw.Int64),
    )


def _lowered(priced: Lazy) -> Lazy:
    """P21: a line below zero takes from the value alone, and is no line where it lowers one.

    Beside other lines, lowering none of them, it is a line without a quantity: its cause is not
    known (M13).
    """
    below, attached = ~nw.col("discounts").is_null(), nw.col("discounts").fill_null(False)
    nothing = nw.lit(0).cast(nw.Int64)
    return priced.with_columns(
        value=nw.when(below).then(-nw.col("value").abs()).otherwise(nw.col("value")),
        list_value=nw.when(below).then(nothing).otherwise(nw.col("list_value")),
        quantity=nw.when(below).then(nothing).otherwise(nw.col("quantity")),
        no_qty=nw.when(attached).then(nothing).otherwise(nw.col("no_qty")),
        lines=nw.when(attached).then(nothing).otherwise(nothing + 1),
    ).with_columns(no_qty=nw.when(below & ~attached).then(nothing + 1).otherwise(nw.col("no_qty")))


def billed_a_year(lines: Lazy, name: str) -> Lazy:
    """The lines with how many billing periods a year has (`annual_price.per_year`), called `name`.

    They have `start_day` and `end_day`.
    """
    days = nw.col("end_day") - nw.col("start_day")
    by_term = nw.col("billing_period") == "term"  # of no other is its length asked
    timed = lines.with_columns(_months=nw.when(by_term).then(annual_price.term_months(days)))
    return timed.with_columns(**{name: annual_price.per_year(nw.col("_months"))}).drop("_months")


def _micro(amount: nw.Expr, unit: int) -> nw.Expr:
    if unit == 1:
        return (amount * float(MICRO)).round(0).cast(nw.Int64)
    # A product beyond 2^53 would not be exact: whole amounts and what is behind the point apart.
    whole, parts = amount.floor(), MICRO // unit
    rest = ((amount - whole) * float(parts)).round(0).cast(nw.Int64)
    return whole.cast(nw.Int64) * parts + rest


def _named(priced: Lazy, carried: tuple[str, ...]) -> Lazy:
    """Names what is compared over time: an item is a product at a tier in a currency.

    A family never spans currencies: local amounts of two currencies cannot be added.
    """
    return priced.select(
        nw.col("customer_id").alias("customer"),
        _item().alias("item"),
        _family().alias("family"),
        "currency",
        "line_type",
        "value",
        "list_value",
        "quantity",
        "no_qty",
        "start_day",
        "start_month",
        "end_day",
        "end_month",
        *carried,
    )


def _item() -> nw.Expr:
    product, tier = nw.col("product_id").fill_null(""), nw.col("tier").fill_null("")
    return nw.concat_str([product, tier, nw.col("currency")], separator=SEPARATOR)


def _family() -> nw.Expr:
    replaced_by_tier = nw.when(~nw.col("tier").is_null()).then(nw.col("product_id").fill_null(""))
    family = nw.coalesce(nw.col("family"), replaced_by_tier)
    return nw.concat_str([family, nw.col("currency")], separator=SEPARATOR)


def kinds_of(contracts: Lazy, report_currency: str) -> Lazy:
    """Every combination of `KIND` that occurs, gaps filled, and its item_name and family_name."""
    raw = distinct(typed(contracts, dict.fromkeys(KIND, nw.String)), *KIND)
    filled = raw.with_columns(
        currency=nw.col("currency").fill_null(report_currency),
        line_type=nw.col("line_type").fill_null("recurring"),
    )
    named = filled.with_columns(item_name=_item(), family_name=_family())
    present = named.with_columns(*_present(*_NULLABLE))
    return distinct(present, *KIND, "item_name", "family_name")


def customer_name() -> nw.Expr:
    """Whose line is it? A line of nobody's counts too, as that of a customer without a name."""
    return nw.col("customer_id").cast(nw.String).fill_null("")


def coded_lines(
    contracts: Lazy,
    report_currency: str,
    names: Lazy,
    kinds: Lazy,
    policies: Policies,
    grid: Grid,
    rising: bool = False,
    unit: int = 1,
    telling: Sequence[str] = KIND,
) -> Lazy:
    """The lines of `annual_lines`, as numbers alone, and narrow ones; paused ones as their parts.

    customer, kind and item are codes (`keys.Keys`); `scope` says whether the line is one that can
    count. Kinds are told by the columns that are `telling` (`keys.Keys`). `escalator` is there
    where any line is `rising` by contract. `free`, `paused` and `lines` (0 on a discount line) are
    there only where a policy asks for them (`scope`, `pauses`, P21).
    """
    carried = {"escalator": nw.Float64} if rising else {}
    priced = _annualised(contracts, report_currency, policies, grid, carried, unit)
    kept = scope.typed_by(kinds.select("kind", "item", *KIND), policies)
    shared = [c for c in KIND if c not in telling]
    filled = _present(*[c for c in telling if c in _NULLABLE])
    named = priced.drop(*shared).with_columns(*filled, name=customer_name())
    joined = named.join(kept.drop(*shared), on=list(telling)).join(names, on="name")
    coded = scope.obeyed(joined, policies)
    extras = _extras(coded)
    narrow = coded.select(
        nw.col("code").alias("customer"),
        "kind",
        "item",
        "scope",
        "value",
        "list_value",
        "quantity",
        *carried,
        *[nw.col(c).cast(nw.Int32) for c in ("no_qty", *_DATES, *extras)],
    )
    return pauses.split(narrow)


def _present(*columns: str) -> list[nw.Expr]:
    """Joins do not match nulls: they are given a value that no client uses."""
    return [nw.col(c).fill_null(_NOTHING) for c in columns]


def blank(column: str) -> nw.Expr:
    """A column of `kinds_of` with the empty text where the client gave nothing."""
    return nw.when(nw.col(column) == _NOTHING).then(nw.lit("")).otherwise(nw.col(column))


def counted(lines: Lazy) -> Lazy:
    """The coded lines that count (`scope.counts`)."""
    return lines.filter(scope.counts(lines))


def recurring(lines: Lazy) -> Lazy:
    """The lines of `annual_lines` that are paid for: in scope and not free (P07)."""
    return lines.filter(nw.col("scope") & (nw.col("value") != 0))


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """The item's key taken apart: product_id, tier, and both as the readable `item`."""
    # the same few items stand in many rows
    place, items = pd.factorize(rows["item"], use_na_sentinel=False)
    parts = [[*("" if pd.isna(each) else each).split(SEPARATOR, 2), ""][:2] for each in items]
    labels = [f"{product} {tier}".strip() if tier else product.strip() for product, tier in parts]
    words = {
        "product_id": [product for product, _ in parts],
        "tier": [tier for _, tier in parts],
        "item": labels,
    }
    taken = {
        name: pd.Series(said, dtype="str").take(place).set_axis(rows.index)
        for name, said in words.items()
    }
    return rows.assign(**taken)


def product_key(items: pd.DataFrame) -> "pd.Series[str]":
    """What names one customer's item where accounts are counted at grain `product`."""
    return items["account"] + " / " + items["item"] + " / " + items["currency"]
