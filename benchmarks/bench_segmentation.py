"""Are planted quadrants and potentials found again? Run: python benchmarks/bench_segmentation.py

Draws so many sample companies, none of whose seeds steered a choice, and holds step 4 against each
company's `truth.json`: potential beside the segment's third quartile and ARR itself, and quadrants
beside chance. With --size, one company is repeated until it has so many accounts, and step 4's
time and memory are measured.
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import pandas as pd

from cs_lib import engagement as engagements
from cs_lib import intake, sample
from cs_lib.books.books import Books, open_books
from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.steps import s03_valuation, s04_segmentation
from cs_lib.steps.s04_segmentation import indices, potential, quadrants

FIRST_SEED = 5000
ID_COLUMNS = ("customer_id", "parent_id", "line_id", "ticket_id", "contact_id", "acknowledged_by")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=20)
    parser.add_argument("--size", type=int, default=0, help="accounts of one large company")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.size:
            large(Path(folder), chosen.size)
            return
        rows = [company(Path(folder) / str(n), FIRST_SEED + n) for n in range(chosen.seeds)]
    found = pd.DataFrame(rows)
    print(found.agg(["mean", "min", "max"]).T.round(3).to_string())


def opened(folder: Path) -> tuple[Engagement, Intake, Books]:
    engagement = engagements.load(folder / "engagement.yml")
    given = intake.load(engagement)
    return engagement, given, open_books(engagement, given)


def company(folder: Path, seed: int) -> dict[str, float]:
    """How near to the truth is step 4 in one company?"""
    sample.write(folder, seed=seed)
    engagement, given, books = opened(folder)
    known = potential.today(books, given)
    found = potential.potentials(known, potential.estimates(known)).set_index("account")
    truth = pd.DataFrame(json.loads((folder / "truth.json").read_text())["accounts"])
    truth = truth.set_index("customer_id").reindex(found.index)
    arr, real = found["arr"], truth["potential"]
    rough = arr.groupby(found["segment"]).transform(lambda each: each.quantile(0.75))
    signs = indices.measured(indices.data(pd.Series(found.index), books, given))
    scores = indices.indices(signs, indices.weighed(signs, {})).set_index("account")
    placed = quadrants.quadrants(scores, engagement.segmentation)
    key = truth["quadrant"].str.lower().str.replace(" ", "_")
    right, firm = placed["quadrant"] == key, ~placed["borderline"]

    def ranked(one: pd.Series, other: pd.Series) -> float:
        return float(one.corr(other, "spearman"))

    return {
        "potential: rank correlation with the truth": ranked(found["potential"], real),
        "  the segment's third quartile": ranked(rough, real),
        "  ARR": ranked(arr, real),
        "gap: rank correlation with the truth": ranked(found["gap"], real - arr),
        "  the segment's third quartile ": ranked((rough - arr).clip(lower=0), real - arr),
        "  ARR ": ranked(arr, real - arr),
        "median potential over the truth": float((found["potential"] / real).median()),
        "90 % ranges that hold the truth": float(
            real.between(found["potential_low"], found["potential_high"]).mean()
        ),
        "skill: rank correlation with the truth": ranked(scores["skill"], truth["skill"]),
        "will: rank correlation with the truth": ranked(scores["will"], truth["will"]),
        "quadrants that agree": float(right.mean()),
        "  outside the borderline band": float(right[firm].mean()),
        "  by chance": float((key.value_counts(normalize=True) ** 2).sum()),
    }


def large(folder: Path, size: int) -> None:
    """The time and memory of step 4 on a company of about `size` accounts."""
    sample.write(folder)
    repeat(folder, max(1, round(size / 400)))
    engagement, given, books = opened(folder)
    before = s03_valuation.run(engagement, given, books)
    started = time.perf_counter()
    found = s04_segmentation.run(engagement, given, books, before)
    took = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    n = len(found.workings.accounts)
    print(f"{n:,} accounts: step 4 in {took:.1f} s; {memory:.2f} GB for the whole process")


def repeat(folder: Path, times: int) -> None:
    """Write every table of the sample `times` over, each copy with names of its own."""
    for file in (folder / "data").glob("*.csv"):
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
        ids = [name for name in ID_COLUMNS if name in table]
        if "customer_id" not in ids:
            continue
        copies = [
            table.assign(**{n: table[n].where(table[n] == "", table[n] + f"-{k}") for n in ids})
            for k in range(times)
        ]
        pd.concat(copies, ignore_index=True).to_csv(file, index=False)


if __name__ == "__main__":
    main()
