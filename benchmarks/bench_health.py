"""Does the health score beat a simple rule? Run: python benchmarks/bench_health.py

Draws so many sample companies, none of whose seeds steered a choice, scores their accounts on past
quarter ends from the files alone, as step 9 does, and holds the scores against the losses that came
90 to 180 days later. Beside it four rules that need no score. Printed are the AUC, how often its
90 % limits hold the AUC of all other companies together, the calibration slope, the lift of the
worst tenth; and the ARR that a month's calls find of what is about to leave, called in the order of
the call list, of ARR and of the score.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import sample_companies

from cs_lib.books.books import Books
from cs_lib.engagement.health import Health
from cs_lib.intake import Intake
from cs_lib.models.discrimination import auc
from cs_lib.models.health import validity
from cs_lib.models.health.calls import ranked
from cs_lib.steps.s09_execution import health_score, health_signals

FIRST_SEED = 7100
NEEDED = ("contracts", "customers", "fx", *health_signals.DATED)
FROM, MONTHS = 90, 36
"""Losses count from so many days on; terms beyond so many months count as without end."""
RULES = ("days since last use", "last NPS", "next renewal", "random")
ORDERS = ("call list", "largest ARR", "worst score", "random")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=40)
    parser.add_argument("--first", type=int, default=FIRST_SEED)
    chosen = parser.parse_args()
    started, parts = time.process_time(), []
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        with tempfile.TemporaryDirectory() as folder:
            parts.append(company(Path(folder), seed))
    found = pd.concat(parts, ignore_index=True)
    validities(found)
    calls(found)
    print(f"{chosen.seeds} companies in {time.process_time() - started:.0f} s of CPU")


def company(folder: Path, seed: int) -> pd.DataFrame:
    """One row an account and past day: what the score and each rule said, and what came.

    `declared` and `fitted` are chances of leaving; of the rules more is worse.
    """
    books, given = sample_companies.opened(folder, seed, NEEDED)
    panel = health_score.panel(books, given)
    said = {
        "declared": health_score.by_other_days(panel.rows, terms=False),
        "with_terms": health_score.by_other_days(panel.rows),
    }
    fitted = health_score.fitted_before(panel.rows, panel.signals)
    if fitted is not None:
        said["fitted"] = fitted
    rows = panel.rows.assign(seed=seed, arr=np.exp(panel.rows["size"]), **said)
    draws = np.random.default_rng(seed)
    return pd.concat(
        naive(part, books, given, int(origin), draws) for origin, part in rows.groupby("origin")
    )


def naive(
    rows: pd.DataFrame, books: Books, given: Intake, month: int, draws: np.random.Generator
) -> pd.DataFrame:
    """What the rules say on a day, from what was dated until then; unknown is the middle of all."""
    calendar = books.main.calendar
    day, far = calendar.date(month), calendar.grid.end(calendar.first_month + month + MONTHS)
    known = health_signals.seen(books, given, pd.Timestamp(day))
    usage, answers = known.tables["usage"], known.tables["surveys"]
    used = usage[usage["value"] > 0].groupby("account")["dated"].max()
    nps = answers[answers["instrument"].astype("str").str.lower() == "nps"]
    last = nps.sort_values("dated", kind="stable").groupby("account")["score"].last()
    due = books.main.due(day, far)
    ends = due.assign(wait=(pd.to_datetime(due["due"]) - known.day).dt.days)
    renewal = ends[ends["wait"] >= FROM].groupby("account")["wait"].min()
    account = rows["account"]
    says = {
        "days since last use": (known.day - account.map(used)).dt.days,
        "last NPS": -account.map(last).astype(float),
        "next renewal": -account.map(renewal).fillna(31 * MONTHS).astype(float),
        "random": pd.Series(draws.random(len(rows)), index=rows.index),
    }
    return rows.assign(**{name: each.fillna(each.median()) for name, each in says.items()})


def validities(found: pd.DataFrame) -> None:
    """Prints how the score and the rules did, company by company and on average."""
    rows = []
    for name in ("declared", "with_terms", "fitted", *RULES):
        if name not in found:
            continue
        rated = found[found[name].notna()]
        each = pd.DataFrame(
            [judged(part, name) for _, part in rated.groupby("seed") if part["left"].any()]
        )
        others = (each["auc"].sum() - each["auc"]) / (len(each) - 1)
        held = each["low"].le(others) & others.le(each["high"])
        error = each["auc"].std() / np.sqrt(len(each))
        rows.append(
            {
                "": name, "companies": len(each), "losses": int(rated["left"].sum()),
                "AUC": each["auc"].mean(), "+-": 1.96 * error, "limits hold": held.mean(),
                "slope": each["slope"].median(), "lift": each["lift"].mean(),
            }
        )  # fmt: skip
    print(pd.DataFrame(rows).set_index("").round(3).to_string(na_rep=""))


def judged(rows: pd.DataFrame, name: str) -> dict[str, float]:
    """One company: AUC with its 90 % limits, calibration slope of a chance, lift of the worst."""
    risk, left = rows[name].to_numpy(float), rows["left"].to_numpy(bool)
    if name in RULES:
        area, low, high = auc(risk, left)
        # ties are broken by lot, not by the order of the accounts
        tied = risk + 1e-6 * np.random.default_rng(0).random(len(risk))
        size = max(1, round(validity.WORST * len(risk)))
        lift = left[np.argsort(-tied)[:size]].mean() / left.mean()
        return {"auc": area, "low": low, "high": high, "slope": np.nan, "lift": float(lift)}
    got = validity.validity(risk, left)
    return {
        "auc": got.auc, "low": got.auc_low, "high": got.auc_high, "slope": got.slope,
        "lift": got.lift,
    }  # fmt: skip


def calls(found: pd.DataFrame) -> None:
    """Prints the share of ARR about to leave that a month's calls find, by who is called first."""
    setup, shares = Health(), []
    for _, rows in found.groupby(["seed", "origin"]):
        lost = float(rows.loc[rows["left"], "arr"].sum())
        if not lost:
            continue
        likely = rows.assign(risk=rows["with_terms"], callable=True)
        orders = {
            "call list": ranked(likely, "arr", setup.calls, setup.saved),
            "largest ARR": rows.nlargest(setup.calls, "arr"),
            "worst score": rows.nsmallest(setup.calls, "health"),
            "random": rows.nlargest(setup.calls, "random"),
        }
        hit = {name: float((part["arr"] * part["left"]).sum()) for name, part in orders.items()}
        shares.append({"seed": rows["seed"].iloc[0], "lost": lost, **hit})
    frame = pd.DataFrame(shares)
    by_seed = frame.groupby("seed")[[*ORDERS, "lost"]].sum()
    print(f"\n{setup.calls} calls a quarter end, {len(frame)} quarter ends with a loss:")
    for name in ORDERS:
        share = by_seed[name].sum() / by_seed["lost"].sum()
        less = by_seed["call list"] - by_seed[name]
        saved = setup.saved * by_seed[name].sum() / len(frame)
        print(
            f"{name}: {share:.1%} of the ARR about to leave, of which calls save {saved:,.0f} each "
            f"time; the list finds more in {int((less > 0).sum())} companies, less in "
            f"{int((less < 0).sum())}"
        )


if __name__ == "__main__":
    main()
