"""P01: a customer who comes back within the grace period never left.

The hold is made on the customer who signs, whatever the grain of the ledger, so that ARR at a
snapshot is the same at every grain.
"""

import narwhals as nw

from cs_lib.ledger.frames import Lazy

_ORDER = ["start_day", "end_day"]
MONTH_DAYS = 30


def late_renewals(lines: Lazy, grace_days: int, made_of: str = "contracts") -> Lazy:
    """Where did a customer's service stop and start again within `grace_days`?

    One row per gap: customer, gap_day (first day without service), resume_day, resume_month. A gap
    is found between islands of overlapping or touching lines: after a line, service reaches as far
    as any line before it does, and resumes with the next one. Where lines are `made_of` month-end
    snapshots, a gap is so many missing months, each of `MONTH_DAYS` whatever its length.
    """
    spells = lines.select("customer", "start_day", "start_month", "end_day", "end_month")
    behind = spells.select(
        "customer",
        nw.col("end_day").cum_max().over("customer", order_by=_ORDER).alias("gap_day"),
        nw.col("end_month").cum_max().over("customer", order_by=_ORDER).alias("gap_month"),
        nw.col("start_day").shift(-1).over("customer", order_by=_ORDER).alias("resume_day"),
        nw.col("start_month").shift(-1).over("customer", order_by=_ORDER).alias("resume_month"),
    )
    gap = nw.col("resume_day") - nw.col("gap_day")
    length = gap
    if made_of == "mrr_snapshots":
        length = (nw.col("resume_month") - nw.col("gap_month")) * MONTH_DAYS
    return behind.filter((gap > 0) & (length <= grace_days)).drop("gap_month")


def hold(lines: Lazy, gaps: Lazy) -> Lazy:
    """The lines, with those that end where a short gap begins held until service resumes.

    `ended_month` keeps the month the line would have ended in.
    """
    joined = lines.join(
        gaps, left_on=["customer", "end_day"], right_on=["customer", "gap_day"], how="left"
    )
    return joined.with_columns(
        ended_month=nw.col("end_month"),
        end_day=nw.coalesce(nw.col("resume_day"), nw.col("end_day")),
        end_month=nw.coalesce(nw.col("resume_month"), nw.col("end_month")),
    ).drop("resume_day", "resume_month")
