"""Is an order claimed where there is one, and only there? Run: python -m benchmarks.bench_order

Draws companies whose truth is known (`tests/models/worlds.py`) and asks the order test of step 5:
how often it claims that adoption comes first, how often the plain rate ratio would, how often the
ratio's 90 % limits hold 1, and whether the limits of the lag hold the planted one.
"""

import argparse

import numpy as np
import pandas as pd

from cs_lib.models.event_order import FIRST, UNTOLD, order
from cs_lib.models.survival import kaplan_meier, median
from cs_lib.steps.s05_success_definition.ampm import after
from tests.models import worlds

WORLDS = ("independent", "slower", "ageing", "ability", "uneven", "order")
SIZES = (25, 60, 150, 400)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=400)
    seeds = parser.parse_args().seeds
    rows = [judged(world, n, seeds) for world in WORLDS for n in SIZES]
    print(pd.DataFrame(rows).round(3).to_string(index=False))


def judged(world: str, accounts: int, seeds: int) -> dict[str, object]:
    """One kind of company, so many times."""
    companies = [worlds.company(world, accounts, seed) for seed in range(seeds)]
    found = [order(times) for times in companies]
    told = [each for each in found if each.verdict != UNTOLD]
    return {
        "world": world,
        "accounts": accounts,
        "claimed": np.mean([each.verdict == FIRST for each in found]),
        "cannot be told": np.mean([each.verdict == UNTOLD for each in found]),
        "plain ratio above 1": np.mean([each.ratio.low > 1 for each in told]),
        "limits hold 1": np.mean([each.ratio.low <= 1 <= each.ratio.high for each in told]),
        "lag held": np.mean([lag_held(times) for times in companies])
        if world == "order"
        else np.nan,
    }


def lag_held(times: pd.DataFrame) -> bool:
    """Do the 90 % limits of the median lag hold the planted one? Open limits hold what is above.

    Those who perform by something else than the product have lags of their own, and blur it.
    """
    lives = after(times)
    if len(lives) < 10:
        return True
    _, low, high = median(kaplan_meier(lives, 0.9))
    return bool(not low > worlds.LAG and not high < worlds.LAG)


if __name__ == "__main__":
    main()
