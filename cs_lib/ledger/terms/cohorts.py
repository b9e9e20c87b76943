"""How much of each start cohort is still there (M31)?

A cohort is the accounts whose first service began in one fiscal quarter or year. An account stays
in the cohort of its first service for good, also when it comes back after a gap or is won back, so
that curves can rise and every account is in exactly one cohort.

A list that was begun with the customers of some day knows nobody who had left before it: cohorts
that are older than the list look as if nobody ever left, and say nothing about early losses.
"""

from typing import Literal

import narwhals as nw
import pandas as pd

from cs_lib.ledger.exchange_rates import Rates
from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.lines.annual_value import SEPARATOR
from cs_lib.ledger.movements.bridge import dense
from cs_lib.ledger.movements.monthly import Monthly
from cs_lib.ledger.time.calendar import Calendar, Period

By = Literal["quarter", "year"]
Curve = Literal["arr", "arr_constant", "logos", "share", "logo_share"]
COLUMNS = (
    "cohort", "cohort_end", "age", "period_end", "entered", "arr", "arr_constant", "logos", "share",
    "logo_share",
)  # fmt: skip


def of_starts(monthly: Monthly, by: By) -> pd.DataFrame:
    """The cohorts of everybody in these movements (`COLUMNS`), by the period of their start."""
    unit, history = nw.col("account"), monthly.grain.history
    if monthly.grain.name == "product":
        unit = nw.concat_str([unit, nw.col("item")], separator=SEPARATOR)
    changes = fetch(_deltas(monthly.events, unit), ["first", "index", "currency"])
    return _curves(changes, history.rates, history.calendar, by)


def _deltas(events: Lazy, unit: nw.Expr) -> Lazy:
    """What changes at each snapshot: first (the unit's first index), index, currency, value, live.

    `live` is +1 where a unit (an account) goes live and -1 where it goes out, on one of its rows.
    """
    named = events.select(
        unit.alias("unit"),
        "currency",
        "index",
        (nw.col("d_value") + nw.col("t_value")).alias("value"),
        (nw.col("d_lines") + nw.col("t_lines")).alias("lines"),
    )
    named = named.with_columns(first=nw.col("index").min().over("unit"))
    moved = named.group_by("unit", "first", "index").agg(nw.col("lines").sum().cast(nw.Int64))
    after = moved.with_columns(after=nw.col("lines").cum_sum().over("unit", order_by="index"))
    before = (nw.col("after") - nw.col("lines")) > 0
    live = (nw.col("after") > 0).cast(nw.Int64) - before.cast(nw.Int64)
    counts = after.select(
        "first",
        "index",
        nw.lit("").alias("currency"),
        nw.lit(0).cast(nw.Int64).alias("value"),
        live.alias("live"),
        (nw.col("index") == nw.col("first")).cast(nw.Int64).alias("entered"),
    )
    money = named.select(
        "first",
        "index",
        "currency",
        nw.col("value").cast(nw.Int64),
        nw.lit(0).cast(nw.Int64).alias("live"),
        nw.lit(0).cast(nw.Int64).alias("entered"),
    )
    return (
        nw.concat([money, counts], how="vertical")
        .group_by("first", "index", "currency")
        .agg(*[nw.col(c).sum().cast(nw.Int64) for c in ("value", "live", "entered")])
    )


def _curves(changes: pd.DataFrame, rates: Rates, calendar: Calendar, by: By) -> pd.DataFrame:
    """One row per cohort and period end that has been seen (`COLUMNS`).

    `changes` are `_deltas`. `arr` is at each snapshot's own rates, `arr_constant` at those of the
    last snapshot at which its currency has revenue. Shares are of the cohort's value and logos at
    the end of its own period (age 0, 100 %), at constant rates; empty where it had none then.
    `entered` also counts accounts that came and left within that period.
    """
    periods = calendar.quarters if by == "quarter" else calendar.years
    if not periods or changes.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    named = changes.assign(cohort=_number(changes["first"], periods))
    named = named[named["cohort"] >= 0]
    if named.empty:  # everybody came after the last complete period
        return pd.DataFrame(columns=list(COLUMNS))
    entered = named.groupby("cohort")["entered"].sum()
    grid = _stocks(named, rates, calendar, periods)
    grid = grid.assign(entered=grid["cohort"].map(entered))
    start = grid[grid["age"] == 0].set_index("cohort")
    for share, of in (("share", "arr_constant"), ("logo_share", "logos")):
        base = grid["cohort"].map(start[of])
        grid[share] = grid[of] / base.where(base > 0)
    labels = {number: period.label for number, period in enumerate(periods)}
    ends = {number: pd.Timestamp(period.end).as_unit("us") for number, period in enumerate(periods)}
    told = grid.assign(
        cohort_end=grid["cohort"].map(ends),
        period_end=(grid["cohort"] + grid["age"]).map(ends),
        cohort=grid["cohort"].map(labels),
    )
    return told[list(COLUMNS)]


def _number(index: "pd.Series[int]", periods: tuple[Period, ...]) -> "pd.Series[int]":
    """The number of the period in which a snapshot lies; -1 after the last complete one."""
    closings = pd.Series([period.closing for period in periods])
    found = closings.searchsorted(index.to_numpy(), side="left")
    return pd.Series(found, index=index.index).where(found < len(periods), -1)


def _stocks(
    changes: pd.DataFrame, rates: Rates, calendar: Calendar, periods: tuple[Period, ...]
) -> pd.DataFrame:
    """cohort, age, arr, arr_constant, logos at every period end from the cohort's own on."""
    keys = ["cohort", "currency"]
    summed = changes.groupby(["index", *keys], as_index=False)[["value", "live"]].sum()
    at = {period.closing: number for number, period in enumerate(periods)}
    stock = dense(summed, keys, "value", calendar.last)
    stock["live"] = dense(summed, keys, "live", calendar.last)["live"].to_numpy()
    held = stock[stock["value"] != 0]
    latest = held.groupby("currency")["index"].max()
    stock = stock[stock["index"].isin(at)]
    money = stock[stock["value"] != 0]
    for name, index in (("arr", money["index"]), ("arr_constant", money["currency"].map(latest))):
        stock[name] = rates.convert(money["value"], money["currency"], index)
    stock = stock.assign(age=stock["index"].map(at) - stock["cohort"]).fillna(
        {"arr": 0.0, "arr_constant": 0.0}
    )
    whole = stock.groupby(["cohort", "age"], as_index=False)[["arr", "arr_constant", "live"]].sum()
    return whole[whole["age"] >= 0].rename(columns={"live": "logos"}).reset_index(drop=True)


def triangle(found: pd.DataFrame, curve: Curve = "share") -> pd.DataFrame:
    """The curves as a triangle: one row per cohort, one column per age.

    What has not been seen yet is empty (NaN), never 0; a cohort that is all gone is 0.
    """
    wide = found.pivot(index="cohort", columns="age", values=curve).astype("float64")
    wide.columns.name = None
    return wide.reindex(found["cohort"].drop_duplicates()).rename_axis("cohort")
