"""P13: a paused line is worth nothing while it is paused, and stays live.

A line with a pause is cut into up to three lines that touch: before, during and after. The one
during the pause has `paused`, what it would be worth, and a value of 0; it keeps its seats and its
list price, so that what changes during the pause still has its own cause. The one after it says
with `back` what it is worth again. Where no line of a history is paused, nothing is cut and no
column is carried.
"""

from typing import Any

import narwhals as nw

from cs_lib.engagement import Policies
from cs_lib.engagement.fiscal import Grid
from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.time.dates import day_number
from cs_lib.ledger.time.periods import numbered

TYPES: dict[str, Any] = {"paused_from": nw.Date, "paused_to": nw.Date}
CUTS = ("pause_day", "pause_month", "resume_day", "resume_month")


def types_of(contracts: Lazy, policies: Policies) -> dict[str, Any]:
    """The columns of pauses, where a policy asks for them and a line has one; else none."""
    if policies.pauses != "zero" or "paused_from" not in contracts.collect_schema().names():
        return {}
    given = contracts.select(nw.col("paused_from").count().alias("rows")).collect("pandas")
    return TYPES if int(given.item(0, "rows")) else {}


def cut(lines: Lazy, after_days: int, grid: Grid) -> Lazy:
    """The dated lines with `CUTS`, where a pause longer than `after_days` begins and ends.

    Without an end it lasts as long as the line. Null where nothing is paused: a pause counts at
    its full length, also where the line begins or ends within it, but cuts only inside the line.
    """
    dated = numbered(lines, grid, pause_month="paused_from", resume_month="paused_to")
    told = dated.with_columns(
        pause_day=day_number(nw.col("paused_from")),
        resume_day=nw.coalesce(day_number(nw.col("paused_to")), nw.col("end_day")),
        resume_month=nw.coalesce(nw.col("resume_month"), nw.col("end_month")),
    )
    long = (nw.col("resume_day") - nw.col("pause_day")) > after_days
    within = (nw.col("pause_day") < nw.col("end_day")) & (
        nw.col("resume_day") > nw.col("start_day")
    )
    inside = {
        "pause_day": nw.max_horizontal("pause_day", "start_day"),
        "pause_month": nw.max_horizontal("pause_month", "start_month"),
        "resume_day": nw.min_horizontal("resume_day", "end_day"),
        "resume_month": nw.min_horizontal("resume_month", "end_month"),
    }
    paused = (long & within).fill_null(False)
    return (
        told.with_columns(is_paused=paused)
        .with_columns(
            **{name: nw.when(nw.col("is_paused")).then(each) for name, each in inside.items()}
        )
        .drop("is_paused", *TYPES)
    )


def split(lines: Lazy) -> Lazy:
    """The lines of `cut`, each as its parts; lines without `CUTS` as they are."""
    if "pause_day" not in lines.collect_schema().names():
        return lines
    none = nw.lit(0).cast(nw.Int64)
    paused = ~nw.col("pause_day").is_null()
    before = lines.with_columns(
        end_day=nw.coalesce(nw.col("pause_day"), nw.col("end_day")),
        end_month=nw.coalesce(nw.col("pause_month"), nw.col("end_month")),
        paused=none,
        back=none,
    )
    during = lines.filter(paused).with_columns(
        start_day=nw.col("pause_day"),
        start_month=nw.col("pause_month"),
        end_day=nw.col("resume_day"),
        end_month=nw.col("resume_month"),
        paused=nw.col("value").fill_null(0),
        back=none,
        value=none,
    )
    after = lines.filter(paused).with_columns(
        start_day=nw.col("resume_day"),
        start_month=nw.col("resume_month"),
        paused=none,
        back=nw.col("value").fill_null(0),
    )
    ordered = before.collect_schema().names()
    parts = nw.concat([part.select(ordered) for part in (before, during, after)], how="vertical")
    return parts.filter(nw.col("start_day") < nw.col("end_day")).drop(*CUTS)
