"""Which lines count, and for how much? What the policies on scope and value decide, in one place.

By default recurring and committed lines with a price count, net of recurring discounts. Each
alternative widens that: one-off and services lines with an end (P08), usage (P09), lines that are
free (P07) - or values them at list (P11). Source: definitions 4.0, P07-P09, P11.
"""

import narwhals as nw

from cs_lib.engagement import Policies
from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.time.dates import OPEN_DAY

ALWAYS = ("recurring", "usage_committed")
DATED = ("one_off", "services")
UNPAID = ("trial", "free")
_WORTH = ("value", "list_value", "quantity", "no_qty")


def types(policies: Policies) -> tuple[str, ...]:
    """The types of line that can count as recurring revenue, with a price or without one."""
    return (
        *ALWAYS,
        *(DATED if policies.one_off == "include" else ()),
        *(("usage",) if policies.usage == "include" else ()),
        *(UNPAID if policies.free_to_paid == "expansion" else ()),
    )


def over_its_term(lines: Lazy, policies: Policies) -> Lazy:
    """Where one-off lines count: those without a billing period have a price for all their term."""
    if policies.one_off != "include":
        return lines
    whole = nw.col("line_type").is_in(DATED) & nw.col("billing_period").is_null()
    period = nw.when(whole).then(nw.lit("term")).otherwise(nw.col("billing_period"))
    return lines.with_columns(billing_period=period)


def typed_by(frame: Lazy, policies: Policies) -> Lazy:
    """The frame with what its line_type alone decides: `scope`, and what `obeyed` asks for."""
    kind = nw.col("line_type")
    marks = {"scope": kind.is_in(types(policies))}
    if policies.one_off == "include":
        marks["dated"] = kind.is_in(DATED)
    if policies.free_to_paid == "expansion":
        marks["unpaid"] = kind.is_in(UNPAID)
    return frame.with_columns(**marks)


def obeyed(lines: Lazy, policies: Policies) -> Lazy:
    """The priced lines of `typed_by`, in scope and valued as the policies say.

    Where free lines count, `free` is 1 for a trial, a free line or one with a price of nothing:
    it is worth nothing, and has no seats that could lower the average price of those that are
    paid for. At list, a line discounted to nothing has a price, and counts.
    """
    found = lines
    if policies.one_off == "include":
        ends = ~nw.col("dated") | (nw.col("end_day") < OPEN_DAY)
        found = found.with_columns(scope=nw.col("scope") & ends).drop("dated")
    if policies.discounts == "list":
        found = found.with_columns(value=nw.col("list_value"))
    if policies.free_to_paid == "expansion":
        found = _with_free(found)
    return found


def _with_free(lines: Lazy) -> Lazy:
    free = nw.col("unpaid") | (nw.col("value") == 0).fill_null(False)
    nothing = nw.lit(0).cast(nw.Int64)
    return (
        lines.with_columns(is_free=free)
        .with_columns(
            *[
                nw.when(nw.col("is_free")).then(nothing).otherwise(nw.col(c)).alias(c)
                for c in _WORTH
            ],
            free=nw.col("is_free").cast(nw.Int32),
        )
        .drop("is_free", "unpaid")
    )


def counts(lines: Lazy) -> nw.Expr:
    """Which of the coded lines count? In scope, and worth something, free or paused (P07, P13)."""
    names = lines.collect_schema().names()
    present = nw.col("value") != 0
    for stock in ("paused", "free"):
        if stock in names:
            present = present | (nw.col(stock) != 0)
    return nw.col("scope") & present
