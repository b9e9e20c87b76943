"""How fast, and in how much memory, does the ledger bridge a history of contract lines?

Run: python benchmarks/bench_ledger.py [100000 1000000 10000000]

Three ways to the same monthly bridge at customer grain, out of the same Parquet file, each in a
process of its own: the ledger; the usual month spine with a lag, in DuckDB; and the usual pandas
way. The ledger also names the cause of every change and closes quarters and years; the other two
only state the totals. All must state the same totals and counts, to the cent.
"""

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cs_lib import ledger
from cs_lib.engagement import Engagement

FIRST, MONTHS = np.datetime64("2021-01", "M"), 60
AS_OF = dt.date(2025, 12, 31)
SIZES = (100_000, 1_000_000, 10_000_000)
PANDAS_LIMIT = (
    1_000_000  # one row a line and month: beyond, it takes minutes and most of the memory
)
TOTALS = ["opening", "new", "reactivation", "change", "churn", "closing"]
COUNTS = ["opening_n", "new_n", "reactivation_n", "churn_n", "closing_n"]


# ---------------------------------------------------------------- data


def subscriptions(rng: np.random.Generator, first: int, customers: int) -> pd.DataFrame:
    """One row per customer and product: when it begins, how long its terms are, what it costs.

    A customer's products share the rhythm of its terms, so that nobody comes back within the days
    of grace: the plain ways of counting know no grace, and all must find the same.
    """
    products = rng.choice([1, 2, 3], customers, p=[0.5, 0.3, 0.2])
    customer = np.repeat(np.arange(first, first + customers), products)
    size = len(customer)
    term = np.repeat(rng.choice([3, 6, 12, 24], customers, p=[0.1, 0.1, 0.7, 0.1]), products)
    begins = np.repeat(np.sort(rng.integers(0, MONTHS, customers)) * 2 // 3, products)
    product = np.concatenate([np.arange(n) for n in products])
    return pd.DataFrame(
        {
            "customer": customer,
            "product": product,
            "month": begins + term * np.where(product > 0, rng.integers(0, 2, size), 0),
            "day": np.repeat(rng.integers(0, 28, customers), products),
            "term": term,
            "qty": rng.integers(1, 200, size),
            "price": rng.integers(10, 2000, size),
            "discount": rng.choice([0, 5, 10, 20], size),
            "tier": rng.integers(0, 3, size),
        }
    ).query("month < @MONTHS")


def terms(rng: np.random.Generator, live: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Term after term of these subscriptions: renewed as it was or changed, lost, or resumed."""
    while len(live):
        yield live
        chance, size = rng.random(len(live)), len(live)
        pause = live["term"] * ((chance > 0.08) & (chance < 0.1))
        live = live.assign(
            month=live["month"] + live["term"] + pause,
            qty=np.where(chance > 0.7, np.maximum(1, live["qty"] + rng.integers(-9, 15, size)),
                         live["qty"]),
            price=np.where((chance > 0.5) & (chance < 0.8), live["price"] + 3, live["price"]),
            discount=np.where(chance > 0.95, 0, live["discount"]),
            tier=np.where((chance > 0.1) & (chance < 0.13), live["tier"] + 1, live["tier"]) % 3,
        )  # fmt: skip
        live = live[(chance > 0.08) & (live["month"] < MONTHS)]


def table(lines: pd.DataFrame) -> pa.Table:
    """The data contract's columns; `arr` in whole cents, so that all can add it exactly."""
    start = (FIRST + lines["month"].to_numpy()).astype("M8[D]") + lines["day"].to_numpy()
    end = (FIRST + (lines["month"] + lines["term"]).to_numpy()).astype("M8[D]")
    cents = lines["qty"] * lines["price"] * (100 - lines["discount"])
    customer = lines["customer"].map("C{:08d}".format)
    return pa.table(
        {
            "customer_id": customer.to_numpy(),
            "product_id": ("product-" + lines["product"].astype(str)).to_numpy(),
            "tier": np.array(["basic", "team", "enterprise"], dtype=object)[lines["tier"]],
            "start": pa.array(start),
            "end": pa.array(end + lines["day"].to_numpy()),
            "qty": lines["qty"].to_numpy(dtype="float64"),
            "list_price": lines["price"].to_numpy(dtype="float64"),
            "discount": lines["discount"].to_numpy() / 100,
            "arr": cents.to_numpy() / 100,
            "billing_period": pa.array(["year"] * len(lines)),
            "currency": pa.array(["EUR"] * len(lines)),
            "line_type": pa.array(["recurring"] * len(lines)),
        }
    )


def write(path: Path, size: int) -> None:
    """Exactly `size` lines in random order within blocks, the same on every run."""
    rng, written, first, writer = np.random.default_rng(7), 0, 0, None
    while written < size:
        block = pd.concat(terms(rng, subscriptions(rng, first, 20_000)), ignore_index=True)
        block = block.sample(frac=1, random_state=rng).head(size - written)
        part = table(block)
        writer = writer or pq.ParquetWriter(path, part.schema)
        writer.write_table(part)
        written, first = written + len(block), first + 20_000
    assert writer is not None
    writer.close()


# ---------------------------------------------------------------- contenders


def ours(path: Path) -> tuple[pd.DataFrame, float]:
    engagement = Engagement(
        client="Benchmark", as_of=AS_OF, currency="EUR", tables={"contracts": path.name}
    )
    book = ledger.build(path, None, None, engagement=engagement, grain="customer")
    rows, residuals = book.bridge(segments=False), book.residuals()
    assert (residuals["accounts_residual"] == 0).all()
    months = rows[rows["period_kind"] == "month"]
    named = {"opening": "opening", "new_logo": "new", "logo_churn": "churn", "closing": "closing",
             "win_back": "reactivation", "reactivation": "reactivation"}  # fmt: skip
    months = months.assign(total=months["leaf"].map(named).fillna("change"))
    wide = months.pivot_table(
        index="period_end", columns="total", values=["amount", "accounts"], aggfunc="sum"
    )
    found = wide["amount"].reindex(columns=TOTALS)
    counts = wide["accounts"].reindex(columns=[c[:-2] for c in COUNTS]).set_axis(COUNTS, axis=1)
    return found.join(counts).reset_index(names="month"), float(residuals["residual"].abs().max())


SPINE = """
with lines as (
    select customer_id, "start", "end", arr from read_parquet(?)
    where line_type in ('recurring', 'usage_committed') and arr <> 0
), months as (
    select last_day(cast(m as date)) as month
    from generate_series(date '2021-01-01', date '2025-12-01', interval 1 month) as s(m)
), customers as (
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
    sum(case when before = 0 and known then arr else 0 end) as reactivation,
    sum(case when before > 0 and arr > 0 then arr - before else 0 end) as change,
    sum(case when before > 0 and arr = 0 then -before else 0 end) as churn,
    sum(arr) as closing,
    count(*) filter (before > 0) as opening_n,
    count(*) filter (before = 0 and arr > 0 and not known) as new_n,
    count(*) filter (before = 0 and arr > 0 and known) as reactivation_n,
    count(*) filter (before > 0 and arr = 0) as churn_n,
    count(*) filter (arr > 0) as closing_n
from moved group by month order by month
"""


def spine(path: Path) -> tuple[pd.DataFrame, float]:
    connection = duckdb.connect()
    with tempfile.TemporaryDirectory() as spill:
        connection.execute("set temp_directory = ?", [spill])
        found = connection.execute(SPINE, [str(path)]).df()
    return found, gap(found)


def in_pandas(path: Path) -> tuple[pd.DataFrame, float]:
    lines = pd.read_parquet(path, columns=["customer_id", "start", "end", "arr", "line_type"])
    lines = lines[lines["line_type"].isin(["recurring", "usage_committed"]) & (lines["arr"] != 0)]
    start, end = (pd.to_datetime(lines[c]).dt.to_period("M") for c in ("start", "end"))
    first = pd.Period(FIRST, "M")
    lines = lines.assign(
        month=[list(range(a, b)) for a, b in zip(
            (start.astype("int64") - first.ordinal),
            (end.astype("int64") - first.ordinal).clip(upper=MONTHS), strict=True)]
    )  # fmt: skip
    exploded = lines[["customer_id", "arr", "month"]].explode("month").dropna()
    monthly = exploded.groupby(["customer_id", "month"])["arr"].sum()
    after = monthly.unstack("month", fill_value=0.0).reindex(columns=range(MONTHS), fill_value=0.0)
    before = after.shift(1, axis=1, fill_value=0.0)
    known = (after > 0).cummax(axis=1).shift(1, axis=1, fill_value=False)
    enters, leaves = (before == 0) & (after > 0), (before > 0) & (after == 0)
    stays, change = (before > 0) & (after > 0), after - before
    found = pd.DataFrame(
        {
            "opening": before.sum(),
            "new": after.where(enters & ~known, 0).sum(),
            "reactivation": after.where(enters & known, 0).sum(),
            "change": change.where(stays, 0).sum(),
            "churn": change.where(leaves, 0).sum(),
            "closing": after.sum(),
            "opening_n": (before > 0).sum(),
            "new_n": (enters & ~known).sum(),
            "reactivation_n": (enters & known).sum(),
            "churn_n": leaves.sum(),
            "closing_n": (after > 0).sum(),
        }
    )
    ends = (FIRST + 1 + np.arange(MONTHS)).astype("M8[D]") - 1
    found.insert(0, "month", ends.astype("M8[s]"))
    return found.reset_index(drop=True), gap(found)


def gap(found: pd.DataFrame) -> float:
    """The largest opening + movements - closing of any month."""
    moved = found[["opening", "new", "reactivation", "change", "churn"]].sum(axis=1)
    return float((moved - found["closing"]).abs().max())


CONTENDERS: dict[str, Callable[[Path], tuple[pd.DataFrame, float]]] = {
    "ledger": ours,
    "month spine, SQL": spine,
    "pandas": in_pandas,
}


# ---------------------------------------------------------------- measuring


def child(name: str, path: Path, out: Path) -> None:
    """Runs one contender; prints seconds, those of all cores, peak GB and residual as JSON."""
    begin, used = time.perf_counter(), time.process_time()
    found, residual = CONTENDERS[name](path)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        2**30 if sys.platform == "darwin" else 2**20
    )
    found.to_parquet(out)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak, "residual": residual}))


def measure(name: str, path: Path, out: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", name, str(path), str(out)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def in_cents(path: Path) -> pd.DataFrame:
    found = pd.read_parquet(path)
    cents = (found[TOTALS] * 100).round().fillna(0).astype("int64")
    counts = found[COUNTS].fillna(0).astype("int64")
    return pd.concat([pd.to_datetime(found["month"]).astype("M8[s]"), cents, counts], axis=1)


def compare(size: int, folder: Path, names: list[str]) -> dict[str, dict[str, float]]:
    """Seconds, peak memory and residual of each contender; all bridges must be the same."""
    path = folder / f"contracts-{size}.parquet"
    if not path.exists():
        write(path, size)
    found, first = {}, None
    for name in names:
        if name == "pandas" and size > PANDAS_LIMIT:
            continue
        out = folder / "found.parquet"
        found[name] = measure(name, path, out)
        print(f"{size:>10,} {name}: {found[name]}", file=sys.stderr)
        bridge = in_cents(out)
        first = bridge if first is None else first
        pd.testing.assert_frame_equal(bridge, first, check_exact=True)
    return found


def markdown(results: dict[int, dict[str, dict[str, float]]]) -> str:
    lines = [
        "| contract lines | way | time | times the ledger's "
        "| processor time | times the ledger's | peak memory | residual |",
        "|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    for size, found in results.items():
        base = found.get("ledger", {"seconds": float("nan"), "cpu": float("nan")})
        for name in CONTENDERS:
            if name not in found:
                lines.append(f"| {size:,} | {name} | not run | | | | | |")
                continue
            at = found[name]
            lines.append(
                f"| {size:,} | {name} | {at['seconds']:.1f} s "
                f"| {at['seconds'] / base['seconds']:.1f} | {at['cpu']:.1f} s "
                f"| {at['cpu'] / base['cpu']:.1f} | {at['peak']:.2f} GB | {at['residual']:.2f} |"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--only", nargs="*", default=list(CONTENDERS), choices=list(CONTENDERS))
    parser.add_argument("--folder", type=Path, help="keep the generated data here")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return child(args.child[0], Path(args.child[1]), Path(args.child[2]))
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        results = {size: compare(size, folder, args.only) for size in args.sizes}
    print(markdown(results))
    return None


if __name__ == "__main__":
    main()
