"""How fast, and in how much memory, does the ledger bridge a history of contract lines?

Run: python benchmarks/bench_ledger.py [100000 1000000 10000000]

The same monthly bridge at customer grain out of the same Parquet file, each way in a process of its
own: the ledger; the usual month spine with a lag, in DuckDB; and the usual pandas way
(`usual_ways.py`). The bridge names the cause of every change; the usual ways are measured without
causes, too. All must state the same totals and counts to the cent, and the same causes.
"""

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from usual_ways import CAUSES, COUNTS, FIRST, MONTHS, TOTALS, WAYS

from cs_lib import ledger
from cs_lib.engagement import Engagement

AS_OF = dt.date(2025, 12, 31)
SIZES = (100_000, 1_000_000, 10_000_000)
TOO_LARGE = dict.fromkeys(WAYS, 10_000_000) | {"pandas: the same bridge": 1_000_000}
"""Beyond so many lines a way takes tens of gigabytes."""


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


def ours(path: Path) -> pd.DataFrame:
    engagement = Engagement(
        client="Benchmark", as_of=AS_OF, currency="EUR", tables={"contracts": path.name}
    )
    book = ledger.build(path, None, None, engagement=engagement, grain="customer")
    rows, residuals = book.bridge(segments=False), book.residuals()
    assert (residuals["accounts_residual"] == 0).all()
    assert residuals["residual"].abs().max() < 0.005
    named = {"new_logo": "new", "logo_churn": "churn", "win_back": "returned",
             "reactivation": "returned"}  # fmt: skip
    months = rows[rows["period_kind"] == "month"]
    months = months.assign(way=months["leaf"].replace(named))
    wide = months.pivot_table(
        index="period_end", columns="way", values=["amount", "accounts"], aggfunc="sum"
    ).fillna(0)
    amounts = wide["amount"].reindex(columns=[*TOTALS, *CAUSES], fill_value=0.0)
    amounts["change"] = amounts[CAUSES].sum(axis=1)
    counts = wide["accounts"].reindex(columns=[c[:-2] for c in COUNTS]).set_axis(COUNTS, axis=1)
    return amounts.join(counts).reset_index(names="month")


CONTENDERS = {"ledger": ours, **WAYS}


# ---------------------------------------------------------------- measuring


def child(name: str, path: Path, out: Path) -> None:
    """Runs one contender; prints seconds, those of all cores and peak GB as JSON."""
    begin, used = time.perf_counter(), time.process_time()
    found = CONTENDERS[name](path)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        2**30 if sys.platform == "darwin" else 2**20
    )
    found.to_parquet(out)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak}))


def measure(name: str, path: Path, out: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", name, str(path), str(out)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def in_cents(path: Path) -> pd.DataFrame:
    """Totals and counts, and causes where they are told; whole cents."""
    found = pd.read_parquet(path).fillna(0)
    causes = [c for c in CAUSES if c in found]
    if causes:
        found["change"] = found[causes].sum(axis=1)
    cents = (found[[*TOTALS, *causes]] * 100).round().astype("int64")
    counts = found[COUNTS].astype("int64")
    return pd.concat([pd.to_datetime(found["month"]).astype("M8[s]"), cents, counts], axis=1)


def check(bridge: pd.DataFrame, ledgers: pd.DataFrame) -> None:
    """The same counts, the same totals and causes to the cent, and each bridge closes.

    Floats that add up to 200 billion are a cent off here and there; the ledger's integers are not.
    """
    pd.testing.assert_frame_equal(bridge[["month", *COUNTS]], ledgers[["month", *COUNTS]])
    for name in [*TOTALS, *(set(CAUSES) & set(bridge))]:
        assert (bridge[name] - ledgers[name]).abs().max() <= 1, name
    moved = bridge[["opening", "new", "returned", "change", "churn"]].sum(axis=1)
    assert (moved - bridge["closing"]).abs().max() <= 3


def compare(size: int, folder: Path, names: list[str]) -> dict[str, dict[str, float]]:
    """Seconds and peak memory of each contender; all bridges must be the same."""
    path = folder / f"contracts-{size}.parquet"
    if not path.exists():
        write(path, size)
    found, first = {}, None
    for name in names:
        if size > TOO_LARGE.get(name, size):
            continue
        out = folder / "found.parquet"
        found[name] = measure(name, path, out)
        print(f"{size:>10,} {name}: {found[name]}", file=sys.stderr)
        bridge = in_cents(out)
        first = bridge if first is None else first
        check(bridge, first)
    return found


def markdown(results: dict[int, dict[str, dict[str, float]]]) -> str:
    lines = [
        "| contract lines | way | time | times the ledger's "
        "| processor time | times the ledger's | peak memory |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    for size, found in results.items():
        base = found.get("ledger", {"seconds": float("nan"), "cpu": float("nan")})
        for name in CONTENDERS:
            if name not in found:
                lines.append(f"| {size:,} | {name} | not run | | | | |")
                continue
            at = found[name]
            lines.append(
                f"| {size:,} | {name} | {at['seconds']:.1f} s "
                f"| {at['seconds'] / base['seconds']:.1f} | {at['cpu']:.1f} s "
                f"| {at['cpu'] / base['cpu']:.1f} | {at['peak']:.2f} GB |"
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
