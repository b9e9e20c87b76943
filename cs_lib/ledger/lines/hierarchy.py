"""Who belongs to whom, when; and which segment and name an account carries."""

from typing import Any

import narwhals as nw

from cs_lib.engagement.fiscal import Grid
from cs_lib.ledger.frames import Lazy, typed
from cs_lib.ledger.time.dates import OPEN_DAY, OPEN_MONTH, day_number
from cs_lib.ledger.time.periods import numbered

UNASSIGNED = "(unassigned)"


def customer_types(segment_by: str | None) -> dict[str, Any]:
    """The columns of `customers` that the ledger reads."""
    types: dict[str, Any] = {
        "customer_id": nw.String,
        "name": nw.String,
        "parent_id": nw.String,
        "parent_from": nw.Date,
        "parent_to": nw.Date,
    }
    return types | ({segment_by: nw.String} if segment_by else {})


def read_customers(customers: Lazy, segment_by: str | None, grid: Grid) -> Lazy:
    """customer, name, segment, parent, and from when to when (exclusive) it is the parent."""
    frame = numbered(
        typed(customers, customer_types(segment_by)),
        grid,
        from_month="parent_from",
        to_month="parent_to",
    )
    segment = nw.col(segment_by) if segment_by else nw.lit(None).cast(nw.String)
    return frame.select(
        nw.col("customer_id").alias("customer"),
        "name",
        segment.alias("segment"),
        nw.col("parent_id").alias("parent"),
        nw.coalesce(day_number(nw.col("parent_from")), nw.lit(-OPEN_DAY)).alias("from_day"),
        nw.coalesce(nw.col("from_month"), nw.lit(0)).alias("from_month"),
        nw.coalesce(day_number(nw.col("parent_to")), nw.lit(OPEN_DAY)).alias("to_day"),
        nw.coalesce(nw.col("to_month"), nw.lit(OPEN_MONTH)).alias("to_month"),
    )


def belonging(customers: Lazy) -> Lazy:
    """Under which account does each customer report from month to month (exclusive)?

    Unbroken for every customer in the table: times without a parent are the customer's own. A
    row that starts ends the one before it.
    """
    order = ["from_day", "to_day", "parent"]
    rows = customers.with_columns(
        parent=nw.coalesce(nw.col("parent"), nw.col("customer")),
    ).with_columns(
        next_month=nw.coalesce(_shift("from_month", -1, order), nw.lit(OPEN_MONTH)),
        next_day=nw.coalesce(_shift("from_day", -1, order), nw.lit(OPEN_DAY)),
        previous=_shift("from_day", 1, order),
    )
    cut = rows.with_columns(
        to_month=nw.min_horizontal("to_month", "next_month"),
        to_day=nw.min_horizontal("to_day", "next_day"),
    )
    under = cut.select(
        "customer", nw.col("parent").alias("account"), "from_month", "to_month", "from_day"
    )
    after = cut.select(
        "customer",
        nw.col("customer").alias("account"),
        nw.col("to_month").alias("from_month"),
        nw.col("next_month").alias("to_month"),
        nw.col("to_day").alias("from_day"),
    )
    before = cut.filter(nw.col("previous").is_null()).select(
        "customer",
        nw.col("customer").alias("account"),
        nw.lit(0).cast(nw.Int64).alias("from_month"),
        nw.col("from_month").alias("to_month"),
        nw.lit(-OPEN_DAY).cast(nw.Int64).alias("from_day"),
    )
    spans = nw.concat([under, after, before], how="vertical")
    return spans.filter(nw.col("from_month") < nw.col("to_month"))


def as_on(spans: Lazy, month: int) -> Lazy:
    """`belonging` as if it had always been what it is in this month (P16, `latest`)."""
    return spans.filter((nw.col("from_month") <= month) & (month < nw.col("to_month"))).select(
        "customer",
        "account",
        nw.lit(0).cast(nw.Int64).alias("from_month"),
        nw.lit(OPEN_MONTH).cast(nw.Int64).alias("to_month"),
        nw.lit(-OPEN_DAY).cast(nw.Int64).alias("from_day"),
    )


def _shift(column: str, by: int, order: list[str]) -> nw.Expr:
    return nw.col(column).shift(by).over("customer", order_by=order)


def moves(spans: Lazy) -> Lazy:
    """When does a customer change accounts? customer, month, day, left, joined."""
    left = nw.col("account").shift(1).over("customer", order_by="from_month")
    return (
        spans.with_columns(left=left)
        .filter(~nw.col("left").is_null() & (nw.col("left") != nw.col("account")))
        .select(
            "customer",
            nw.col("from_month").alias("month"),
            nw.col("from_day").alias("day"),
            "left",
            nw.col("account").alias("joined"),
        )
    )


def at_month(frame: Lazy, spans: Lazy, month: nw.Expr) -> Lazy:
    """`frame` (with a column customer) and the `account` each row reports under in `month`."""
    joined = frame.join(spans.drop("from_day"), on="customer", how="left")
    within = (nw.col("from_month") <= month) & (month < nw.col("to_month"))
    return (
        joined.filter(nw.col("from_month").is_null() | within)
        .with_columns(account=nw.coalesce(nw.col("account"), nw.col("customer")))
        .drop("from_month", "to_month")
    )


def profiles(customers: Lazy, spans: Lazy | None) -> Lazy:
    """One row per account: its name and segment; null where nothing is known.

    A customer's latest row counts. An account without a segment of its own takes the one most of
    its children have, the first in the alphabet when two are as frequent.
    """
    latest = (
        nw.col("from_day").shift(-1).over("customer", order_by=["from_day", "to_day", "parent"])
    )
    own = customers.with_columns(later=latest).filter(nw.col("later").is_null())
    own = own.select(nw.col("customer").alias("account"), "name", "segment")
    if spans is None:
        return own
    children = spans.select("customer", "account").unique(subset=["customer", "account"])
    counted = (
        children.join(own.select("account", "segment"), left_on="customer", right_on="account")
        .filter(~nw.col("segment").is_null())
        .group_by("account", "segment")
        .agg(nw.len().alias("children"))
    )
    most = counted.filter(nw.col("children") == nw.col("children").max().over("account"))
    usual = most.group_by("account").agg(nw.col("segment").min().alias("usual"))
    everyone = nw.concat([own.select("account"), spans.select("account")], how="vertical").unique(
        subset=["account"]
    )
    return (
        everyone.join(own, on="account", how="left")
        .join(usual, on="account", how="left")
        .select("account", "name", nw.coalesce(nw.col("segment"), nw.col("usual")).alias("segment"))
    )
