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
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd

from cs_lib import engagement as engagements
from cs_lib import intake, sample
from cs_lib.books.books import Books, open_books
from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.steps import s03_valuation, s04_segmentation
from cs_lib.steps.s04_segmentation import accounts as by_account
from cs_lib.steps.s04_segmentation import bad_fit, ceiling, indices, potential, quadrants

FIRST_SEED = 5000
PAYING = 320
"""Accounts of the sample that pay on the last day."""
T = TypeVar("T")
ID_COLUMNS = ("customer_id", "parent_id", "line_id", "ticket_id", "contact_id", "acknowledged_by")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=20)
    parser.add_argument("--size", type=int, default=0, help="paying accounts of one large company")
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
        **sold_wrong(
            folder,
            engagement,
            given,
            books,
            (signs, indices.indices(signs, indices.weighed(signs, {}))),
        ),
    }


def sold_wrong(
    folder: Path, engagement: Engagement, given: Intake, books: Books,
    known: tuple[pd.DataFrame, pd.DataFrame],
) -> dict[str, float]:  # fmt: skip
    """How well are planted bad fits and dead ends told, beside naive rules?"""
    planted = json.loads((folder / "truth.json").read_text())["success"]
    told = bad_fit.sold(books, given)
    profile = bad_fit.profile(told).set_index("sale_attribute")
    hazard = pd.DataFrame(planted["fit"]["use_case"]).T["yearly_hazard"]
    lift = profile.loc[["use_case"]].set_index("attribute_value")["lift"]
    # the naive rule: which share of each use case's customers has left, whatever their tenure
    left = told.lives.groupby(told.traits["use_case"])["ended"].mean()
    pots = potential.potentials(now := potential.today(books, given), potential.estimates(now))
    check = bad_fit.checked(told, books)
    fit = bad_fit.fit(told, check, books, given)
    each = by_account.accounts(pots, *known, fit, engagement, books, given)
    ends = ceiling.dead_ends(each, books, given)
    flagged = set(ends.loc[ends["dead_end"].notna(), "account"])
    alone = set(ends.loc[ends["active_contacts"] == 1, "account"])
    real = set(planted["dead_ends"]) & set(ends["account"])
    verdicts = profile.loc[["acquired_via"], "fit_verdict"]
    return {
        "bad fit: rank correlation of use cases' lift with the truth": float(
            lift.corr(hazard.reindex(lift.index), "spearman")
        ),
        "  share lost": float(left.corr(hazard.reindex(left.index), "spearman")),
        "  the worst use case is the planted one": float(lift.idxmax() == hazard.idxmax()),
        "  a source without effect called good or bad": float((verdicts != bad_fit.OPEN).any()),
        "dead ends found": len(flagged & real) / len(real) if real else float("nan"),
        "  found ones that are real": len(flagged & real) / len(flagged) if flagged else 1.0,
        "  one contact alone: found": len(alone & real) / len(real) if real else float("nan"),
        "  one contact alone: real": len(alone & real) / len(alone) if alone else float("nan"),
    }


def large(folder: Path, size: int) -> None:
    """The time and memory of step 4 on a company of about `size` accounts."""
    sample.write(folder)
    repeat(folder, max(1, round(size / PAYING)))
    engagement, given, books = timed("reading and ledger", lambda: opened(folder))
    before = timed("step 3", lambda: s03_valuation.run(engagement, given, books))
    found = timed("step 4", lambda: s04_segmentation.run(engagement, given, books, before))
    print(f"{len(found.workings.accounts):,} accounts that pay")


def timed(name: str, make: Callable[[], T]) -> T:
    """What `make` returns; prints its time, and the most memory that the process has had."""
    wall, processor = time.perf_counter(), time.process_time()
    found = make()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{name}: {wall:.1f} s, of the processor {processor:.1f} s; {memory:.2f} GB so far")
    return found


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
