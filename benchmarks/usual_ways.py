"""The usual ways to a monthly revenue bridge, written for `bench_ledger.py` to be held against.

One row per month and customer (or customer and product), last month's value beside it: in DuckDB
SQL and in pandas, once for the totals alone and once with the cause of every change, as the ledger
tells them. They know what this benchmark's lines need and no more: no grace, no second currency,
no parents, no line without a quantity.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pandas as pd

FIRST, MONTHS = np.datetime64("2021-01", "M"), 60
COUNTED = ("recurring", "usage_committed")
TOTALS = ["opening", "new", "returned", "change", "churn", "closing"]
COUNTS = ["opening_n", "new_n", "returned_n", "churn_n", "closing_n"]
CAUSES = [
    "new_product", "product_drop", "tier_upgrade", "tier_downgrade", "quantity_increase",
    "quantity_decrease", "list_price_increase", "list_price_decrease", "discount_decrease",
    "discount_increase",
]  # fmt: skip
"""What `change` is made of."""

_LINES = f"""
with lines as (
    select *, qty * list_price as listed from read_parquet(?)
    where line_type in {COUNTED} and arr <> 0
), months as (
    select last_day(cast(m as date)) as month
    from generate_series(date '2021-01-01', date '2025-12-01', interval 1 month) as s(m)
)"""

TOTALS_SQL = f"""{_LINES}, customers as (
    select customer_id, last_day(min("start")) as first_month from lines group by 1
), spine as (
    select customer_id, month from customers join months on month >= first_month
), monthly as (
    select l.customer_id, m.month, sum(l.arr) as arr
    from lines l join months m on l."start" <= m.month and l."end" > m.month
    group by 1, 2
), filled as (
    select s.customer_id, s.month, coalesce(m.arr, 0) as arr
    from spine s left join monthly m on m.customer_id = s.customer_id and m.month = s.month
), moved as (
    select *,
        coalesce(lag(arr) over w, 0) as before,
        coalesce(sum(arr) over (w rows between unbounded preceding and 1 preceding), 0) > 0 as known
    from filled
    window w as (partition by customer_id order by month)
)
select month,
    sum(before) as opening,
    sum(case when before = 0 and not known then arr else 0 end) as new,
    sum(case when before = 0 and known then arr else 0 end) as returned,
    sum(case when before > 0 and arr > 0 then arr - before else 0 end) as change,
    sum(case when before > 0 and arr = 0 then -before else 0 end) as churn,
    sum(arr) as closing,
    count(*) filter (before > 0) as opening_n,
    count(*) filter (before = 0 and arr > 0 and not known) as new_n,
    count(*) filter (before = 0 and arr > 0 and known) as returned_n,
    count(*) filter (before > 0 and arr = 0) as churn_n,
    count(*) filter (arr > 0) as closing_n
from moved group by month order by month
"""

CAUSES_SQL = f"""{_LINES}, items as (
    select customer_id, product_id, tier, last_day(min("start")) as first_month
    from lines group by all
), spine as (
    select customer_id, product_id, tier, month from items join months on month >= first_month
), monthly as (
    select l.customer_id, l.product_id, l.tier, m.month,
        sum(l.arr) as arr, sum(l.listed) as listed, sum(l.qty) as qty
    from lines l join months m on l."start" <= m.month and l."end" > m.month
    group by all
), filled as (
    select s.*, coalesce(arr, 0) as arr, coalesce(listed, 0) as listed, coalesce(qty, 0) as qty
    from spine s left join monthly m using (customer_id, product_id, tier, month)
), moved as (
    select *,
        coalesce(lag(arr) over w, 0) as b_arr,
        coalesce(lag(listed) over w, 0) as b_listed,
        coalesce(lag(qty) over w, 0) as b_qty
    from filled
    window w as (partition by customer_id, product_id, tier order by month)
), customers as (
    select customer_id, month, sum(b_arr) as before, sum(arr) as after from moved group by all
), stories as (
    select *, coalesce(sum(after) over w, 0) > 0 as known from customers
    window w as (
        partition by customer_id order by month rows between unbounded preceding and 1 preceding
    )
), swaps as (
    select customer_id, product_id, month, sum(arr - b_arr) as swap
    from moved where (arr = 0) <> (b_arr = 0) group by all
    having count(*) filter (arr = 0) > 0 and count(*) filter (b_arr = 0) > 0
), told as (
    select m.*, before, after, known, swap,
        case when b_qty > 0 then round(b_arr * (qty / b_qty), 6) end as at_quantity,
        case when b_listed > 0 then round(b_arr * (listed / b_listed), 6) end as at_list,
        before > 0 and after > 0 as stays,
        stays and arr > 0 and b_arr > 0 as goes_on,
        stays and (arr = 0) <> (b_arr = 0) as turns
    from moved m
    join stories using (customer_id, month)
    left join swaps using (customer_id, product_id, month)
    where m.arr <> b_arr or m.listed <> b_listed or m.qty <> b_qty
), causes as (
    select month,
        sum(arr) filter (before = 0 and not known) as new,
        sum(arr) filter (before = 0 and known) as returned,
        sum(-b_arr) filter (before > 0 and after = 0) as churn,
        sum(arr) filter (turns and swap is null and arr > 0) as new_product,
        sum(-b_arr) filter (turns and swap is null and arr = 0) as product_drop,
        sum(arr - b_arr) filter (turns and swap >= 0) as tier_upgrade,
        sum(arr - b_arr) filter (turns and swap < 0) as tier_downgrade,
        sum(at_quantity - b_arr) filter (goes_on and at_quantity > b_arr) as quantity_increase,
        sum(at_quantity - b_arr) filter (goes_on and at_quantity < b_arr) as quantity_decrease,
        sum(at_list - at_quantity) filter (goes_on and at_list > at_quantity)
            as list_price_increase,
        sum(at_list - at_quantity) filter (goes_on and at_list < at_quantity)
            as list_price_decrease,
        sum(arr - at_list) filter (goes_on and arr > at_list) as discount_decrease,
        sum(arr - at_list) filter (goes_on and arr < at_list) as discount_increase
    from told group by month
), stocks as (
    select month, sum(before) as opening, sum(after) as closing,
        count(*) filter (before > 0) as opening_n,
        count(*) filter (before = 0 and after > 0 and not known) as new_n,
        count(*) filter (before = 0 and after > 0 and known) as returned_n,
        count(*) filter (before > 0 and after = 0) as churn_n,
        count(*) filter (after > 0) as closing_n
    from stories group by month
)
select * from stocks left join causes using (month) order by month
"""


def _in_sql(query: str) -> Callable[[Path], pd.DataFrame]:
    def found(path: Path) -> pd.DataFrame:
        connection = duckdb.connect()
        with TemporaryDirectory() as spill:
            connection.execute("set temp_directory = ?", [spill])
            return connection.execute(query, [str(path)]).df()

    return found


def _exploded(path: Path, columns: list[str]) -> pd.DataFrame:
    """One row per line and month (0 is the first) in which it is live on the last day."""
    lines = pd.read_parquet(path, columns=["start", "end", "line_type", "arr", *columns])
    lines = lines[lines["line_type"].isin(COUNTED) & (lines["arr"] != 0)]
    start, end = (pd.to_datetime(lines[c]).dt.to_period("M") for c in ("start", "end"))
    first = pd.Period(FIRST, "M").ordinal
    begin, stop = start.astype("int64") - first, (end.astype("int64") - first).clip(upper=MONTHS)
    live = [list(range(a, b)) for a, b in zip(begin, stop, strict=True)]
    rows = lines.drop(columns=["start", "end", "line_type"]).assign(month=live)
    return rows.explode("month").dropna(subset=["month"]).astype({"month": "int64"})


def _totals(after: pd.DataFrame) -> pd.DataFrame:
    """What came, changed and went, of customers (rows) by month (columns)."""
    before = after.shift(1, axis=1, fill_value=0.0)
    known = (after > 0).cummax(axis=1).shift(1, axis=1, fill_value=False)
    enters, leaves = (before == 0) & (after > 0), (before > 0) & (after == 0)
    stays, change = (before > 0) & (after > 0), after - before
    return pd.DataFrame(
        {
            "opening": before.sum(),
            "new": after.where(enters & ~known, 0).sum(),
            "returned": after.where(enters & known, 0).sum(),
            "change": change.where(stays, 0).sum(),
            "churn": change.where(leaves, 0).sum(),
            "closing": after.sum(),
            "opening_n": (before > 0).sum(),
            "new_n": (enters & ~known).sum(),
            "returned_n": (enters & known).sum(),
            "churn_n": leaves.sum(),
            "closing_n": (after > 0).sum(),
        }
    )


def _by_month(monthly: "pd.Series[float]") -> pd.DataFrame:
    wide = monthly.unstack("month", fill_value=0.0)
    return wide.reindex(columns=range(MONTHS), fill_value=0.0)


def _dated(found: pd.DataFrame) -> pd.DataFrame:
    ends = (FIRST + 1 + np.arange(MONTHS)).astype("M8[D]") - 1
    return found.assign(month=ends.astype("M8[s]")).reset_index(drop=True)


def totals_in_pandas(path: Path) -> pd.DataFrame:
    """Totals alone."""
    rows = _exploded(path, ["customer_id"])
    return _dated(_totals(_by_month(rows.groupby(["customer_id", "month"])["arr"].sum())))


def causes_in_pandas(path: Path) -> pd.DataFrame:
    """Totals and causes."""
    item = ["customer_id", "product_id", "tier"]
    rows = _exploded(path, [*item, "qty", "list_price"])
    rows["listed"] = rows["qty"] * rows["list_price"]
    monthly = rows.groupby([*item, "month"])[["arr", "listed", "qty"]].sum()
    after = {name: _by_month(monthly[name]) for name in monthly}
    customers = after["arr"].groupby(level="customer_id").sum()
    return _dated(_totals(customers).join(_causes(after, customers)))


def _causes(after: dict[str, pd.DataFrame], customers: pd.DataFrame) -> pd.DataFrame:
    """Why items (rows) of customers that stay changed, by month (columns)."""
    before = {name: wide.shift(1, axis=1, fill_value=0.0) for name, wide in after.items()}
    arr, was = after["arr"], before["arr"]
    stayed = (customers > 0) & (customers.shift(1, axis=1, fill_value=0.0) > 0)
    stays = stayed.loc[arr.index.get_level_values("customer_id")].to_numpy()
    goes_on, turns = stays & (arr > 0) & (was > 0), stays & ((arr == 0) != (was == 0))
    change = arr - was
    family = ["customer_id", "product_id"]
    rises, falls, swap = (
        part.groupby(level=family).transform("sum")
        for part in (turns & (arr > 0), turns & (was > 0), change.where(turns, 0.0))
    )
    migrates = turns & (rises > 0) & (falls > 0)
    at_quantity = (was * (after["qty"] / before["qty"])).round(6)
    at_list = (was * (after["listed"] / before["listed"])).round(6)
    split = {
        ("quantity_increase", "quantity_decrease"): (goes_on, at_quantity - was),
        ("list_price_increase", "list_price_decrease"): (goes_on, at_list - at_quantity),
        ("discount_decrease", "discount_increase"): (goes_on, arr - at_list),
        ("new_product", "product_drop"): (turns & ~migrates, change),
    }
    found = {
        name: amount.where(where & side, 0.0).sum()
        for (up, down), (where, amount) in split.items()
        for name, side in ((up, amount > 0), (down, amount < 0))
    }
    found["tier_upgrade"] = change.where(migrates & (swap >= 0), 0.0).sum()
    found["tier_downgrade"] = change.where(migrates & (swap < 0), 0.0).sum()
    return pd.DataFrame(found)


WAYS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "month spine, SQL: totals": _in_sql(TOTALS_SQL),
    "month spine, SQL: the same bridge": _in_sql(CAUSES_SQL),
    "pandas: totals": totals_in_pandas,
    "pandas: the same bridge": causes_in_pandas,
}
