"""What does a night of ten thousand clients need? Run: python -m benchmarks.bench_night

Two parts. The index of so many reports is really written, from records as a batch leaves them.
The night itself is simulated from measured costs (`--start`, `--account`, `--memory`, see
docs/scale.md): clients with log-normal numbers of accounts, served in the order in which they
come or the largest first, by so many workers of one core each, some of which die and lose their
report. The closed form beside it is work over workers; what the simulation adds is the tail.
"""

import argparse
import heapq
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from cs_lib.batch import index, records
from cs_lib.batch.records import Record

HOUR = 3_600.0
FIGURES = {f"M{number:02d}": 1.0 for number in range(1, 60)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--start", type=float, default=15.0, help="seconds a report, at any size")
    parser.add_argument("--account", type=float, default=0.0036, help="seconds an account")
    parser.add_argument("--memory", type=float, default=0.43, help="GB that a worker holds")
    parser.add_argument("--disk", type=float, default=10.0, help="MB that a report leaves")
    chosen = parser.parse_args()
    work = costs(chosen.clients, chosen.start, chosen.account)
    print(f"{chosen.clients} clients: {work.sum() / HOUR:.0f} core hours, "
          f"longest report {work.max() / HOUR:.2f} h, "
          f"{chosen.clients * chosen.disk / 1_000:.0f} GB of reports")  # fmt: skip
    rows = [night(work, workers, chosen.memory) for workers in (8, 16, 32, 64, 128)]
    print(pd.DataFrame(rows).round(2).to_string(index=False))
    for count in (100, 1_000, chosen.clients):
        print(f"index of {count} reports: {index_of(count):.1f} s")


def costs(clients: int, start: float, account: float, seed: int = 1) -> np.ndarray:
    """Seconds of one core for each client: 150 accounts at the median, some with ten thousand."""
    accounts = np.random.default_rng(seed).lognormal(np.log(150), 1.2, clients).clip(5, 100_000)
    return start + account * accounts


def night(work: np.ndarray, workers: int, memory: float) -> dict[str, float]:
    """How long the last report takes to come, in hours, by the order in which they are made."""
    exact = work.sum() / workers / HOUR
    return {
        "workers": workers,
        "memory, GB": workers * memory,
        "work over workers, h": exact,
        "as they come, h": makespan(work, workers),
        "largest first, h": makespan(np.sort(work)[::-1], workers),
        "as they come, 1 in 200 dies, h": makespan(work, workers, dies=1 / 200),
    }


def makespan(work: np.ndarray, workers: int, dies: float = 0.0, seed: int = 2) -> float:
    """Hours until the last report is there; who dies does so half-way, and it is made again."""
    rng = np.random.default_rng(seed)
    again = work[rng.random(len(work)) < dies]
    free = [0.0] * workers
    for seconds in (*work, *again / 2):
        heapq.heappush(free, heapq.heappop(free) + seconds)
    return max(free) / HOUR


def index_of(count: int) -> float:
    """Seconds to write the index of a folder with so many reports, from their records."""
    one = Record(
        place="", state="ok", named="c/engagement.yml", client="C", period="2026Q3",
        currency="EUR", signoff="open", figures=FIGURES, seconds=30.0, memory=440_000_000,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for number in range(count):
            place = f"client-{number}/2026Q3"
            (out / place).mkdir(parents=True)
            (out / place / "manifest.json").touch()
            page = f"{place}/index.html"
            records.write(out, replace(one, place=place, client=f"Client {number}", page=page))
        began = time.perf_counter()
        index.write(out)
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
