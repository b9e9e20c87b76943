"""The engine's half of pairs: holdings at two snapshots, and the leaves between them.

Planning a query costs more than running it on a usual client, so any number of pairs is one
query: every event is seen by every pair, and `pair` (a number) keeps them apart.
"""

import narwhals as nw

from cs_lib.ledger.events import stock_of
from cs_lib.ledger.frames import Lazy


def seen_by(events: Lazy, spans: Lazy) -> Lazy:
    """The events that each pair of `spans` (pair, opening, closing as indices) can see."""
    return events.join(spans, how="cross").filter(nw.col("index") <= nw.col("closing"))


def two_states(events: Lazy, families: Lazy, win_back_after_days: int) -> Lazy:
    """Per pair, account and item live at either snapshot: b_/a_<stock>, and the account's story.

    `events` are pair, opening, account, item, index, d_<stock>, start_day, end_day,
    without transfers. The result is what `movements.caused` takes, with the pair as its `index`.
    """
    stock = stock_of(events, "d_")
    told = events.with_columns(
        **{f"b_{s}": _if(nw.col("index") <= nw.col("opening"), nw.col(f"d_{s}")) for s in stock}
    )
    held = told.group_by("pair", "account", "item").agg(
        *[nw.col(f"b_{s}").sum().cast(nw.Int64) for s in stock],
        *[nw.col(f"d_{s}").sum().cast(nw.Int64).alias(f"a_{s}") for s in stock],
    )
    held = held.filter((nw.col("b_lines") != 0) | (nw.col("a_lines") != 0))
    return (
        held.join(_stories(told, win_back_after_days), on=["pair", "account"])
        .join(families, on="item")
        .rename({"pair": "index"})
    )


def _if(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(value).otherwise(nw.lit(0).cast(nw.Int64))


def _stories(events: Lazy, win_back_after_days: int) -> Lazy:
    """pair, account, account_before, account_after (live lines), what its appearance counts as."""
    before = nw.col("index") <= nw.col("opening")
    told = (
        events.with_columns(
            left_day=nw.when(before).then(nw.col("end_day")),
            back_day=nw.when(~before).then(nw.col("start_day")),
        )
        .group_by("pair", "account")
        .agg(
            nw.col("b_lines").sum().cast(nw.Int64).alias("account_before"),
            nw.col("d_lines").sum().cast(nw.Int64).alias("account_after"),
            nw.col("index").min().alias("first"),
            nw.col("opening").min(),
            nw.col("left_day").max(),
            nw.col("back_day").min(),
        )
    )
    long_gone = (nw.col("back_day") - nw.col("left_day")) > win_back_after_days
    again = nw.when(long_gone).then(nw.lit("win_back")).otherwise(nw.lit("reactivation"))
    is_new = nw.col("first") > nw.col("opening")
    entry = nw.when(is_new).then(nw.lit("new_logo")).otherwise(again)
    return told.select("pair", "account", "account_before", "account_after", entry.alias("entry"))
