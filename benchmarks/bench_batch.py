"""What does a batch cost? Workers against each other, a client of a batch against a lone run.

    python benchmarks/bench_batch.py [--clients 6] [--accounts 45] [--months 20] [--rounds 1]

Generated companies, one after the other in each way: `tensteps run` on one of them, a batch with
one worker, a batch with two, and the same batch again with nothing to make. Times are medians over
rounds; processor time is that of all processes together.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_lib import sample

TENSTEPS = (sys.executable, "-m", "cs_lib")


@dataclass(frozen=True)
class Cost:
    seconds: float
    processor: float


def cost(*command: object) -> Cost:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([*TENSTEPS, *map(str, command)], capture_output=True, text=True)
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(done.stderr)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(took, used)


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(each.seconds for each in costs),
        statistics.median(each.processor for each in costs),
    )


def companies(folder: Path, many: int, accounts: int, months: int) -> Path:
    for seed in range(many):
        file = sample.write(folder / f"c{seed}", accounts=accounts, months=months, seed=seed + 1)
        text = file.read_text(encoding="utf-8")
        line = next(each for each in text.splitlines() if each.startswith("client:"))
        file.write_text(text.replace(line, f"client: Company {seed}"), encoding="utf-8")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--accounts", type=int, default=45)
    parser.add_argument("--months", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        folder = companies(Path(kept, "in"), asked.clients, asked.accounts, asked.months)
        ways: dict[str, list[Cost]] = {"lone": [], "one": [], "two": [], "again": []}
        for number in range(asked.rounds):
            out = Path(kept, f"out-{number}")
            ways["lone"].append(cost("run", folder / "c0" / "engagement.yml", "--out", out / "l"))
            ways["one"].append(cost("batch", folder, "--out", out / "1", "--workers", 1))
            ways["two"].append(cost("batch", folder, "--out", out / "2", "--workers", 2))
            ways["again"].append(cost("batch", folder, "--out", out / "2"))
        told = json.loads((out / "2" / "index.json").read_text(encoding="utf-8"))["reports"]
    say({name: median(costs) for name, costs in ways.items()}, asked.clients, told)


def say(found: dict[str, Cost], clients: int, reports: list[dict[str, float]]) -> None:
    lone, one, two, again = (found[name] for name in ("lone", "one", "two", "again"))
    load = os.getloadavg()[0]
    print(f"{clients} clients, {os.cpu_count()} cores, load at the end {load:.1f}")
    for name, each in found.items():
        print(f"{name:6} {each.seconds:7.1f} s {each.processor:7.1f} s of processor time")
    print(f"two workers against one: {one.seconds / two.seconds:.2f} times as fast")
    print(
        f"a client of the batch against a lone run: {two.seconds / clients / lone.seconds:.0%} of "
        f"the time, {two.processor / clients / lone.processor:.0%} of the processor time"
    )
    print(f"an unchanged client: {again.seconds / clients:.3f} s")
    peaks = [each["memory"] / 2**20 for each in reports]
    print(f"memory of one report with its kernels at its peak: {max(peaks):.0f} MB")


if __name__ == "__main__":
    main()
