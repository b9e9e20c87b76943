"""The engine's half of a pair: holdings at two snapshots, and the leaves between them."""

import narwhals as nw

from cs_lib.ledger.events import STOCK
from cs_lib.ledger.frames import Lazy


def two_states(
    events: Lazy, families: Lazy, opening: int, closing: int, win_back_after_days: int
) -> Lazy:
    """Per account and item live at either snapshot: b_/a_<stock>, and the account's own story.

    `events` are account, item, currency, index, d_<stock>, start_day, end_day, without transfers.
    The result is what `movements.caused` takes.
    """
    until = events.filter(nw.col("index") <= closing).with_columns(
        **{f"b_{s}": _if(nw.col("index") <= opening, nw.col(f"d_{s}")) for s in STOCK}
    )
    held = until.group_by("account", "item", "currency").agg(
        *[nw.col(f"b_{s}").sum().cast(nw.Int64) for s in STOCK],
        *[nw.col(f"d_{s}").sum().cast(nw.Int64).alias(f"a_{s}") for s in STOCK],
    )
    held = held.filter((nw.col("b_lines") != 0) | (nw.col("a_lines") != 0))
    return (
        held.join(_stories(until, opening, win_back_after_days), on="account")
        .join(families, on="item")
        .with_columns(index=nw.lit(closing).cast(nw.Int64))
    )


def _if(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(value).otherwise(nw.lit(0).cast(nw.Int64))


def _stories(until: Lazy, opening: int, win_back_after_days: int) -> Lazy:
    """account, account_before, account_after (live lines) and what its appearance counts as."""
    before = nw.col("index") <= opening
    told = (
        until.with_columns(
            left_day=nw.when(before).then(nw.col("end_day")),
            back_day=nw.when(~before).then(nw.col("start_day")),
        )
        .group_by("account")
        .agg(
            nw.col("b_lines").sum().cast(nw.Int64).alias("account_before"),
            nw.col("d_lines").sum().cast(nw.Int64).alias("account_after"),
            nw.col("index").min().alias("first"),
            nw.col("left_day").max(),
            nw.col("back_day").min(),
        )
    )
    long_gone = (nw.col("back_day") - nw.col("left_day")) > win_back_after_days
    again = nw.when(long_gone).then(nw.lit("win_back")).otherwise(nw.lit("reactivation"))
    entry = nw.when(nw.col("first") > opening).then(nw.lit("new_logo")).otherwise(again)
    return told.select("account", "account_before", "account_after", entry.alias("entry"))
