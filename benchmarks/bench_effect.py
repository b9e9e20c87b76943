"""Is the planted play found, and the placebo not? Run: python benchmarks/bench_effect.py

Draws so many sample companies, none of whose seeds steered a choice, and lets step 10 judge their
two plays from the files alone, as a client's: the adoption sprint, which leaves 0.45 of the losses
and raises use by 15 %, and the quarterly review, which does nothing. With --lives losses alone are
judged, by the same rules from the lives as they were lived, which needs no files and no ledger.
"""

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd
import sample_companies

from cs_lib.models.effect.losses import losses
from cs_lib.sample import history, plan
from cs_lib.steps.s10_effectiveness import comparability, trials

FIRST_SEED = 9000
NEEDED = ("contracts", "customers", "fx", "activities", "usage", "options", "decision", "tests")
PLANTED = {"adoption-sprint": (0.45, 0.15), "quarterly-review": (1.0, 0.0)}
"""Ratio of losses, and change of use, by play."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=100)
    parser.add_argument("--lives", action="store_true", help="losses alone, without files")
    parser.add_argument("--first", type=int, default=FIRST_SEED)
    chosen = parser.parse_args()
    started, parts = time.perf_counter(), []
    if chosen.lives:
        seeds = range(chosen.first, chosen.first + chosen.seeds)
        lives_report(pd.concat(lives(seed) for seed in seeds))
        print(f"{chosen.seeds} companies in {time.perf_counter() - started:.0f} s")
        return
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        with tempfile.TemporaryDirectory() as folder:
            parts.append(company(Path(folder), seed))
    report(pd.concat(parts))
    print(f"{chosen.seeds} companies in {time.perf_counter() - started:.0f} s")


def company(folder: Path, seed: int) -> pd.DataFrame:
    """One row a play: what step 10 says of it, and what was planted."""
    books, given = sample_companies.opened(folder, seed, NEEDED)
    watched = trials.watched(books, given)
    judged = trials.trials(watched, books, given)
    study = comparability.studies(watched, books, given)
    use = study.drop_duplicates("option").set_index("option")
    planted = judged["play"].map(PLANTED)
    found = judged.join(use[["use_effect_low", "use_effect_high", "before_chance"]], on="option")
    return found.assign(
        seed=seed,
        true_ratio=planted.map(lambda pair: pair[0]),
        true_use=planted.map(lambda p: p[1]),
    )


def lives(seed: int) -> pd.DataFrame:
    """One row a play: the exact test on the lives of one company."""
    planned = plan.make(400, 36, seed)
    known = [history.live(account, planned) for account in planned.accounts]
    until, rows = planned.calendar.months - 3, []
    for play in planned.plays:
        opening, spells = play.month - 1, []
        for each in known:
            first = each.treated_from
            if not each.states[opening] or (first is not None and first <= opening):
                continue
            own = each.account.play == play.name and first is not None
            entry = first if own else play.month
            end = until if own or first is None else min(first, until)
            gone = next((m for m in range(opening + 1, until + 1) if not each.states[m]), until + 1)
            if gone <= entry or end <= entry:
                continue
            lost = gone <= end
            spells.append((own, lost, (gone if lost else end) - entry, each.account.segment.name))
        frame = pd.DataFrame(spells, columns=["treated", "lost", "months", "segment"])
        rows.append((play.name, PLANTED[play.name][0], losses(frame, ["segment"])))
    return pd.DataFrame(
        [(name, truth, f.ratio, f.ratio_low, f.ratio_high, f.difference.low, f.difference.high)
         for name, truth, f in rows],
        columns=["play", "true_ratio", "ratio", "ratio_low", "ratio_high", "low", "high"],
    )  # fmt: skip


def lives_report(found: pd.DataFrame) -> None:
    held = found["true_ratio"].between(found["ratio_low"], found["ratio_high"])
    seen = (found["ratio_low"] > 1) | (found["ratio_high"] < 1)
    points = (found["low"] > 0) | (found["high"] < 0)
    shown = pd.DataFrame({"limits hold the ratio": held, "an effect is found": seen,
                          "found in points": points})  # fmt: skip
    print(shown.groupby(found["play"]).agg(["sum", "size"]).T.to_string())
    print(found.groupby("play")["ratio"].describe().round(2).to_string())


def report(found: pd.DataFrame) -> None:
    """Prints how often the limits hold what was planted, and how often an effect is found."""
    ratio, use = found["true_ratio"], found["true_use"]
    shown = pd.DataFrame(
        {
            "play": found["play"],
            "limits hold the ratio": (found["ratio_low"] <= ratio) & (ratio <= found["ratio_high"]),
            "an effect is found": (found["ratio_low"] > 1) | (found["ratio_high"] < 1),
            "limits hold the use": (found["use_effect_low"] <= use)
            & (use <= found["use_effect_high"]),
            "a change of use is found": (found["use_effect_low"] > 0)
            | (found["use_effect_high"] < 0),
            "use moved before": found["before_chance"] < 0.05,
            "E-value of the limit above 1": found["e_value_limit"] > 1,
        }
    )
    print(shown.groupby("play").sum().T.to_string())
    print(found.groupby("play")[["ratio", "treated", "compared"]].median().round(2).to_string())
    print(found.groupby("play").size().to_string())


if __name__ == "__main__":
    main()
