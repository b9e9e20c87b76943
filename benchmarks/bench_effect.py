"""Is the planted play found, and the placebo not? Run: python benchmarks/bench_effect.py

Draws so many sample companies, none of whose seeds steered a choice, and lets step 10 judge their
two plays from the files alone, as a client's: the adoption sprint, which leaves 0.45 of the losses
and raises use by 15 %, and the quarterly review, which does nothing.
"""

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake, sample
from cs_lib.books.books import open_books
from cs_lib.steps.s10_effectiveness import comparability, trials

FIRST_SEED = 9000
NEEDED = ("contracts", "customers", "fx", "activities", "usage", "options", "decision", "tests")
PLANTED = {"adoption-sprint": (0.45, 0.15), "quarterly-review": (1.0, 0.0)}
"""Ratio of losses, and change of use, by play."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=100)
    parser.add_argument("--first", type=int, default=FIRST_SEED)
    chosen = parser.parse_args()
    started, parts = time.perf_counter(), []
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        with tempfile.TemporaryDirectory() as folder:
            parts.append(company(Path(folder), seed))
    report(pd.concat(parts))
    print(f"{chosen.seeds} companies in {time.perf_counter() - started:.0f} s")


def company(folder: Path, seed: int) -> pd.DataFrame:
    """One row a play: what step 10 says of it, and what was planted."""
    file = sample.write(folder, seed=seed)
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["tables"] = {name: content["tables"][name] for name in NEEDED}
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    engagement = engagements.load(file)
    given = intake.load(engagement)
    books = open_books(engagement, given)
    judged = trials.trials(books, given)
    study = comparability.studies(trials.tests_of(books, given), books, given)
    use = study.drop_duplicates("option").set_index("option")
    planted = judged["play"].map(PLANTED)
    found = judged.join(use[["use_effect_low", "use_effect_high", "before_chance"]], on="option")
    return found.assign(
        seed=seed,
        true_ratio=planted.map(lambda pair: pair[0]),
        true_use=planted.map(lambda p: p[1]),
    )


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
