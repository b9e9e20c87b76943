"""Would the path of ARR have held what came a year later? Run: python benchmarks/bench_outlook.py

Draws so many sample companies, takes the year before the last as the model takes the last, and asks
whether ARR at the end of the last, at constant exchange rates, is inside the 90 % band.
"""

import argparse
import time

import numpy as np
import pandas as pd

from cs_lib.models import arr_path
from cs_lib.models.arr_path import Year
from cs_lib.sample import fx, history, plan
from cs_lib.sample.book import total
from cs_lib.sample.bridge import RATE

FIRST_SEED = 5000
"""Seeds below 5000 were looked at while choices were made; these were not."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=200)
    parser.add_argument("--first", type=int, default=FIRST_SEED)
    parser.add_argument("--accounts", type=int, default=400)
    parser.add_argument("--months", type=int, default=36)
    chosen = parser.parse_args()
    started = time.process_time()
    found = pd.DataFrame(
        [company(chosen.accounts, chosen.months, chosen.first + n) for n in range(chosen.seeds)]
    )
    print(f"{found['held'].mean():.1%} of {len(found)} bands hold ARR a year later")
    print(found.mean().round(3).to_string())
    print(f"{time.process_time() - started:.0f} s of CPU")


def company(accounts: int, months: int, seed: int) -> dict[str, float]:
    """One company's band a year back against what came."""
    planned = plan.make(accounts, months, seed)
    histories = [history.live(account, planned) for account in planned.accounts]
    rates = fx.in_window(planned)
    start, now, end = months - 24, months - 12, months
    arr = np.array(
        [
            [total(h.states[m]) * rates[h.account.currency][now] / RATE / 100
             for m in (start, now, end)]
            for h in histories
        ]
    )  # fmt: skip
    there = arr[:, 0] > 0
    year = Year(arr[there, 0], arr[there, 1], arr[~there, 1][arr[~there, 1] > 0])
    found = arr_path.paths(year, float(arr[:, 1].sum()), 1)
    low, high = (float(edge[1]) for edge in arr_path.limits(found))
    truth = float(arr[:, 2].sum())
    expected = arr[:, 1].sum() * year.nrr + year.came.sum()
    return {
        "held": low <= truth <= high, "too_high": truth < low, "too_low": truth > high,
        "error": expected / truth - 1, "width": (high - low) / truth,
    }  # fmt: skip


if __name__ == "__main__":
    main()
