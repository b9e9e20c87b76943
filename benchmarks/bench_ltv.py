"""Do the limits of LTV-3 hold the truth as often as they say? Run: python benchmarks/bench_ltv.py

Draws so many sample companies, takes their lives as they were lived (a test holds them equal to
the ledger's), and asks for each segment whether the 90 % limits hold the truth: the company's own
(`truth.json`), and that of all companies drawn, which is what one client is a sample of.
"""

import argparse
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cs_lib.models.staying import Staying, staying
from cs_lib.sample import life, plan, truth_ltv
from cs_lib.sample.segments import SEGMENTS

FIRST_SEED = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=200)
    parser.add_argument("--accounts", type=int, default=400)
    parser.add_argument("--months", type=int, default=36)
    chosen = parser.parse_args()
    started = time.perf_counter()
    found = pd.concat(
        company(chosen.accounts, chosen.months, FIRST_SEED + n) for n in range(chosen.seeds)
    )
    report(found)
    print(f"{chosen.seeds} companies in {time.perf_counter() - started:.0f} s")


def company(accounts: int, months: int, seed: int) -> pd.DataFrame:
    """One row a segment: the months estimated, their limits, and the true ones of this company."""
    planned = plan.make(accounts, months, seed)
    histories = [life.live(account, planned) for account in planned.accounts]
    stays = list(truth_ltv.stays(planned, histories))
    everyone = lives(stays)
    rows = []
    for segment in SEGMENTS:
        own = [stay for stay in stays if stay.account.segment is segment]
        made = staying(lives(own), pooled=everyone)
        curve = truth_ltv.survival(own)
        rows.append(row(seed, segment.name, own, made, curve))
    return pd.DataFrame(rows)


def lives(stays: Sequence[truth_ltv.Stay]) -> pd.DataFrame:
    """The stays as the models take them."""
    return pd.DataFrame(
        [(s.account.customer_id, s.duration, s.ended, s.entry) for s in stays],
        columns=["customer", "duration", "ended", "entry"],
    )


def row(
    seed: int, segment: str, own: Sequence[truth_ltv.Stay], made: Staying, curve: list[float]
) -> dict[str, object]:
    chances = np.zeros(truth_ltv.HORIZON + 1)
    for stay in own:
        for tenure, hazard in stay.chances:
            if tenure <= truth_ltv.HORIZON:
                chances[tenure] += hazard
    there = [sum(s.entry < t <= s.duration for s in own) for t in range(len(chances))]
    return {
        "seed": seed, "segment": segment, "losses": sum(s.ended for s in own),
        "months": made.months, "low": made.low, "high": made.high, "basis": made.basis,
        "truth": truth_ltv.discounted(curve), "chances": chances, "there": np.array(there),
    }  # fmt: skip


def report(found: pd.DataFrame) -> None:
    """Prints the share of limits that hold the truth, by segment and by method."""
    pooled = found.groupby("segment")[["chances", "there"]].sum()
    everywhere = {
        name: truth_ltv.discounted(
            np.cumprod(1 - each["chances"] / np.maximum(each["there"], 1)).tolist()
        )
        for name, each in pooled.iterrows()
    }
    truths = {
        "the company's own": found["truth"],
        "all companies'": found["segment"].map(everywhere),
    }
    for of, truth in truths.items():
        held = (found["low"] <= truth) & (truth <= found["high"])
        shown = pd.DataFrame(
            {
                "held": held, "too high": truth < found["low"], "too low": truth > found["high"],
                "width": (found["high"] - found["low"]) / truth,
                "error": found["months"] / truth - 1, "losses": found["losses"],
            }
        )  # fmt: skip
        print(f"\nAgainst {of} truth: {held.mean():.1%} of {len(held)} limits hold it")
        print(shown.groupby(found["segment"]).mean().round(3).to_string())
        print(shown.groupby(found["basis"])["held"].agg(["mean", "size"]).round(3).to_string())


if __name__ == "__main__":
    main()
