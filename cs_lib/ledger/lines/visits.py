"""P03: customers who came and went between two snapshots, so that no snapshot saw them."""

import narwhals as nw

from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.lines import hierarchy
from cs_lib.ledger.movements.change_causes import named
from cs_lib.ledger.time.calendar import Calendar

_NOBODY = ("lines_open", "lines_moved", "lines_after")


def brief(held: Lazy, calendar: Calendar) -> Lazy:
    """Which lines began and ended between two snapshots? `held` are a history's recurring lines.

    One row per customer, item and month: customer, item, index (of the snapshot that closes the
    month), value (what the item was worth when it ended), start_day, end_day.
    """
    index = nw.col("start_month") - calendar.first_month
    inside = held.filter(nw.col("start_month") == nw.col("end_month")).with_columns(index=index)
    inside = inside.filter((nw.col("index") >= 1) & (nw.col("index") <= calendar.last))
    key = ["customer", "item", "index"]
    # Of lines that replaced each other within the month only the last ones count.
    last = nw.when(nw.col("end_day") == nw.col("end_day").max().over(*key)).then(nw.col("value"))
    return (
        inside.with_columns(at_end=last)
        .group_by(*key)
        .agg(
            nw.col("at_end").sum().cast(nw.Int64).alias("value"),
            nw.col("start_day").min(),
            nw.col("end_day").max(),
        )
    )


def placed(visits: Lazy, spans: Lazy | None, calendar: Calendar) -> Lazy:
    """`brief`, by account: account, item, index, value, start_day, end_day."""
    if spans is None:
        return visits.rename({"customer": "account"})
    under = hierarchy.at_month(visits, spans, nw.col("index") + calendar.first_month)
    return under.group_by("account", "item", "index").agg(
        nw.col("value").sum().cast(nw.Int64),
        nw.col("start_day").min(),
        nw.col("end_day").max(),
    )


def leaves(visits: Lazy, accounts: Lazy) -> Lazy:
    """What each visit of somebody whom neither snapshot knows adds, and takes away again.

    `visits` are `placed`, `accounts` the accounts' states of which visits are a part. In the long
    form of `movements.leaves`.
    """
    unseen = accounts
    for lines in _NOBODY:
        unseen = unseen.filter(nw.col(lines) == 0)
    came = visits.join(unseen.select("account", "index", "entry"), on=["account", "index"])
    sides = [(nw.col("entry"), nw.col("value"), 1), (named("logo_churn"), -nw.col("value"), -1)]
    return nw.concat(
        [
            came.select(
                *("account", "item", "index"),
                leaf.alias("leaf"),
                amount.alias("amount"),
                nw.lit(net).cast(nw.Int64).alias("net"),
            )
            for leaf, amount, net in sides
        ],
        how="vertical",
    )
