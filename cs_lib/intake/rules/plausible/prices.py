"""Prices for a month among prices for a year: twelve times too much, or a twelfth."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.scope import annual_value, in_scope
from cs_lib.notes import Note, told

CLOSE = 0.1
"""A price so near to twelve times another, or its twelfth, is told: prices move, too."""
SAME = 0.01


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Which lines are twelve times off the customer's other lines of the product?"""
    if "contracts" not in tables:
        return
    lines = tables["contracts"]
    lines = lines.assign(_value=annual_value("contracts", lines))[in_scope(lines)]
    both = lines[lines["arr"].notna() & lines["mrr"].notna()]
    against = both[(both["arr"] - 12 * both["mrr"]).abs() > SAME * both["arr"].abs()]
    if len(against):
        detail = "arr is not twelve times mrr; arr counts"
        yield told("contracts", "arr_is_not_12_mrr", against, detail, _money(against))
    odd = _odd(lines[lines["_value"] > 0])
    if len(odd):
        detail = (
            "worth twelve times, or a twelfth, of the customer's other lines of the product: a "
            "price for a month among prices for a year?"
        )
        yield told("contracts", "amount_looks_monthly", odd, detail, _money(odd))


def _money(lines: pd.DataFrame) -> float:
    return float(lines["_value"].sum())


def _odd(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines twelve times off the last line of the customer and product that is not so itself.

    Per unit where both say their quantity.
    """
    ordered = lines.sort_values("start", kind="stable")
    ordered = ordered.assign(_each=ordered["_value"] / ordered["qty"].where(ordered["qty"] > 0))
    by = [ordered["customer_id"], ordered["product_id"].fillna(""), ordered["currency"].fillna("")]
    value, each = (_times(ordered[name], by) for name in ("_value", "_each"))
    times = each.fillna(value)
    monthly = times.sub(12).abs().le(12 * CLOSE) | (1 / times).sub(12).abs().le(12 * CLOSE)
    return ordered[monthly]


def _times(values: pd.Series, by: list[pd.Series]) -> pd.Series:
    """Each value against the usual one of its group; the first of two is taken as usual."""
    groups = values.groupby(by, sort=False)
    usual, size = groups.transform("median"), groups.transform("count")
    return values / usual.where(size > 2, groups.transform("first"))
