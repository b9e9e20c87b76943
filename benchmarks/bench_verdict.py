"""Does the verdict name the story that was planted? Run: python -m benchmarks.bench_verdict

Companies of 120 to 180 customers whose year has one story: one large account left; many left a
little; a price rise hid a loss of volume; the bad quarter is about to leave the twelve months; or
nothing is wrong but the client counts otherwise. Each goes through intake, books and steps 1 and 0,
as a client's files do. Prices rise a little in every usual year. Printed: how often the first
page's claim is the story, and every miss. Beside it a rule that always names the largest gap to
target.
"""

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.exhibits import shown_page
from cs_lib.texts import plain

AS_OF = pd.Timestamp("2026-06-30")
WINDOW = pd.Timestamp("2025-07-01")
QUARTER = pd.Timestamp("2025-10-01")
PRICE = 1_000.0
USUAL = 1.02
"""What prices rise by in a usual year: a rise alone is not the story."""
CLAIMS = {
    "one account": {"OneAccount", "OneAccountAll", "FellOneAccount", "FellOneAccountAll"},
    "slow leak": {"ManyAccounts", "FellManyAccounts"},
    "price rise": {"PriceAlone", "PriceCovers", "PriceReaches", "PriceShort"},
    "weak quarter": {"WeakQuarter", "WeakQuarterFell"},
    "definition": {"StatedRate", "StatedArr"},
}
"""The story, and the claims that name it."""


@dataclass(frozen=True)
class Renewal:
    """What happens at the end of a term: the chance to leave, and what seats and price become."""

    leaves: float
    seats: float = 1.0
    price: float = 1.0


Rule = Callable[[pd.Timestamp], Renewal]


def healthy(day: pd.Timestamp) -> Renewal:
    """The company without a story: 3 % leave a year, the others add 8 % of seats."""
    return Renewal(0.03, 1.08, USUAL)


def leaking(day: pd.Timestamp) -> Renewal:
    """In the last year 14 % leave, at any time, and growth is as before."""
    return Renewal(0.14 if day >= WINDOW else 0.03, 1.05, USUAL)


def dearer(day: pd.Timestamp) -> Renewal:
    """In the last year prices rise by 12 %, and customers drop 6 % of their seats."""
    return Renewal(0.03, 0.94, 1.12) if day >= WINDOW else Renewal(0.03, 1.05, USUAL)


def one_bad_quarter(day: pd.Timestamp) -> Renewal:
    """Of what renewed in the first quarter of the window 55 % left; hardly anybody since."""
    return Renewal(0.55 if WINDOW <= day < QUARTER else 0.02, 1.08, USUAL)


RULES: dict[str, Rule] = {
    "one account": healthy,
    "slow leak": leaking,
    "price rise": dearer,
    "weak quarter": one_bad_quarter,
    "definition": healthy,
}


def company(story: str, seed: int, folder: Path) -> Path:
    """The files of one company with this story; returns the engagement file."""
    rng = np.random.default_rng([seed, list(RULES).index(story)])
    rows = [
        row for number in range(int(rng.integers(120, 181))) for row in life(story, number, rng)
    ]
    large = story == "one account"
    total = sum(row[5] for row in rows if row[3] is not None and row[3] > WINDOW >= row[2])
    if large:
        left = pd.Timestamp("2025-11-01") + pd.DateOffset(months=int(rng.integers(0, 6)))
        seats = int(total * rng.uniform(0.08, 0.14))
        rows.append(("L-whale", "Whale", left - pd.DateOffset(years=2), left, PRICE, seats))
    signed = []
    if story == "definition":
        start = AS_OF + pd.Timedelta(days=20)
        signed = [("L-signed", "Signed", start, start + pd.DateOffset(years=1), PRICE,
                   int(total * rng.uniform(0.04, 0.08)))]  # fmt: skip
    frame = pd.DataFrame(
        rows + signed, columns=["line_id", "customer_id", "start", "end", "list_price", "qty"]
    )
    frame.assign(product_id="P", discount=0, billing_period="year").to_csv(
        folder / "contracts.csv", index=False, date_format="%Y-%m-%d"
    )
    stated = ""
    if signed:
        live = frame[(frame["start"] <= AS_OF) & (frame["end"] > AS_OF)]
        arr = float((live["qty"] * live["list_price"]).sum()) + signed[0][4] * signed[0][5]
        stated = f"stated: {{arr: {arr:.0f}}}\n"
    target = {"price rise": 1.0, "definition": 1.0}.get(story, 1.03)
    file = folder / "engagement.yml"
    file.write_text(
        "client: Planted\nas_of: 2026-06-30\ncurrency: EUR\n"
        f"tables: {{contracts: contracts.csv}}\ntargets: {{nrr: {target}}}\n{stated}",
        encoding="utf-8",
    )
    return file


Line = tuple[str, str, pd.Timestamp, pd.Timestamp, float, int]


def life(story: str, number: int, rng: np.random.Generator) -> list[Line]:
    """The yearly terms of one customer, from its start to the last day or until it leaves."""
    start = pd.Timestamp("2023-01-01") + pd.DateOffset(months=int(rng.integers(0, 40)))
    seats, price, lines = float(rng.lognormal(3.0, 0.45)) + 2, PRICE, list[Line]()
    while start <= AS_OF:
        end = start + pd.DateOffset(years=1)
        lines.append((f"L{number}-{len(lines)}", f"C{number}", start, end, price, round(seats)))
        found = RULES[story](end)
        if rng.random() < found.leaves:
            break
        seats *= found.seats * float(rng.lognormal(0, 0.04))
        price, start = price * found.price, end
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=10)
    parser.add_argument("--first", type=int, default=1_000)
    chosen = parser.parse_args()
    rows, misses = [], list[str]()
    for story, wanted in CLAIMS.items():
        right = naive = 0
        for seed in range(chosen.first, chosen.first + chosen.seeds):
            said, words, gap = verdict_on(story, seed)
            right += said in wanted
            naive += gap and story == "slow leak"
            if said not in wanted:
                misses.append(f"{story}, seed {seed}: {said}: {words}")
        rows.append({"story": story, "named": right, "largest gap only": naive, "of": chosen.seeds})
    print(pd.DataFrame(rows).to_string(index=False))
    print("\n".join(misses) or "no miss")


def verdict_on(story: str, seed: int) -> tuple[str, str, bool]:
    """The claim's class, its words, and whether a target is missed at all."""
    with tempfile.TemporaryDirectory() as folder:
        file = company(story, seed, Path(folder))
        run = workbook.compute(engagements.load(file), workbook.with_needs([1]))
    decisions = run.results["decisions"]
    claim = decisions.verdict.claim
    words = plain(shown_page(decisions.verdict).claim)
    return type(claim).__name__, words, bool(len(decisions.workings.gaps))


if __name__ == "__main__":
    main()
