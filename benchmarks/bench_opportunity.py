"""Is step 8's first choice the right one? Run: python benchmarks/bench_opportunity.py

Generates companies of four kinds (retention, expansion or upsell best; two nearly tied), asks step
8's model for its first choice, and holds it against the truth: the regret (value lost by following
it, as a share of the best), how often it is the best, and whether the share claimed for it is kept.
Beside it three rules of thumb. The first companies of each kind go through intake, ledger and books
as files, too. `--tuning` draws the companies by which choices were made; they are not the test.
"""

import argparse
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import opportunity_companies as companies
import pandas as pd

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.engagement import Engagement
from cs_lib.steps.s08_ltv_opportunity import observed, uplift
from cs_lib.steps.s08_ltv_opportunity.levers import RETENTION
from cs_lib.steps.s08_ltv_opportunity.step import appraise

TEST, TUNING = 500_000, 1_000
"""First seeds."""
MODEL = "step 8"
BANDS = (0.0, 0.4, 0.55, 0.7, 0.85, 1.0)
"""Of the share claimed."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("companies", nargs="?", type=int, default=400)
    parser.add_argument("--through-files", type=int, default=2, help="of each kind")
    parser.add_argument("--tuning", action="store_true")
    chosen = parser.parse_args()
    started, first = time.perf_counter(), TUNING if chosen.tuning else TEST
    each = chosen.companies // len(companies.KINDS)
    rows: list[dict[str, object]] = []
    same = []
    for kind in companies.KINDS:
        for number in range(each):
            made = companies.company(kind, first + number)
            found = modelled(made)
            rows += judged(made, found)
            if number < chosen.through_files:
                same.append(through_files(made, found))
    report(pd.DataFrame(rows))
    if same:
        print(f"\nThrough intake, ledger and books: {sum(same)} of {len(same)} the same ranking")
    spent = time.perf_counter() - started, time.process_time()
    print(f"{each * len(companies.KINDS)} companies in {spent[0]:.0f} s, {spent[1]:.0f} s of CPU")


def modelled(made: companies.Company) -> pd.DataFrame:
    """Step 8's ranking from the model's own inputs."""
    said = Engagement.model_validate(
        {"client": "Company", "currency": "EUR", "as_of": companies.AS_OF,
         "tables": {"contracts": "contracts.csv"},
         "assumptions": {"gross_margin": companies.MARGIN, "uplifts": made.stated}}
    )  # fmt: skip
    leads = uplift.leads(made.seen, made.best, made.known)
    found = appraise(made.seen, leads, made.base, said, companies.PRODUCTS)[2]
    assert found is not None
    return found.ranked


def through_files(made: companies.Company, found: pd.DataFrame) -> bool:
    """Do the files give the same ranking as the model's inputs, to a hundredth of a share?"""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        engagement = engagements.load(companies.write(made, Path(folder)))
        wanted = [each for each in workbook.steps() if each.number in (3, 4, 8)]
        step = workbook.compute(engagement, wanted).results["ltv_opportunity"]
    keys = ["segment", "lever"]
    both = found[[*keys, "opportunity"]].merge(
        step.workings.ranked[[*keys, "opportunity"]], on=keys, suffixes=("", "_files")
    )
    close = np.isclose(both["opportunity"], both["opportunity_files"], rtol=0.01)
    return len(both) == len(found) and bool(close.all())


def judged(made: companies.Company, found: pd.DataFrame) -> list[dict[str, object]]:
    """What following each rule would bring, against the best."""
    top = found.iloc[0]
    picks = {MODEL: (top["segment"], top["lever"])} | rules(made)
    value = made.truth.set_index(["segment", "lever"])["value"]
    return [
        {"kind": made.kind, "rule": name, "regret": 1 - value[pick] / value.max(),
         "right": value[pick] == value.max(),
         "claimed": top["first_share"] if name == MODEL else np.nan}
        for name, pick in picks.items()
    ]  # fmt: skip


def rules(made: companies.Company) -> dict[str, tuple[str, str]]:
    """Three rules of thumb, all of them retention: where most customers are, where most churn is,
    where most ARR is."""
    mine = made.base[made.base["lever"] == RETENTION].set_index("segment")
    rates = observed.yearly(made.seen)
    churn = rates[rates["lever"] == RETENTION].set_index("segment")["own"]
    return {
        "largest segment's retention": (str(mine["accounts"].idxmax()), RETENTION),
        "highest churn": (str(churn.reindex(mine.index).idxmax()), RETENTION),
        "most ARR": (str(mine["addressable"].idxmax()), RETENTION),
    }


def report(found: pd.DataFrame) -> None:
    """Regret and hits by rule and kind, then the claim against what came of it."""
    print((found.pivot_table(index="rule", columns="kind", values="regret", margins=True,
                             margins_name="all") * 100).round(1).to_string())  # fmt: skip
    print("\nShare right, per cent")
    print((found.pivot_table(index="rule", columns="kind", values="right", margins=True,
                             margins_name="all") * 100).round(1).to_string())  # fmt: skip
    mine = found[found["rule"] == MODEL]
    band = pd.cut(mine["claimed"], BANDS, include_lowest=True)
    told = mine.groupby(band, observed=True).agg(
        companies=("right", "size"), claimed=("claimed", "mean"), right=("right", "mean")
    )
    gap = (told["claimed"] - told["right"]).abs()
    error = float(np.average(gap, weights=told["companies"]))
    print("\nShare claimed for the first choice, and how often it was the best")
    print(told.round(3).to_string())
    print(f"calibration error {100 * error:.1f} points")
    regret = found.groupby("rule")["regret"].mean()
    best = regret.drop(MODEL).min()
    print(f"mean regret {regret[MODEL]:.1%}, best rule of thumb {best:.1%}")


if __name__ == "__main__":
    main()
