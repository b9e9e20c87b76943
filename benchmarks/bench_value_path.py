"""How many false alarms has intervention list B? Run: python benchmarks/bench_value_path.py

Draws so many sample companies, none of whose seeds steered a choice, and judges the alarms of step
7 beside the usual rule (use of a quarter a fifth below that of the one before). An alarm is true
where the account fades before a loss that was planted, within six months. Once as the sample is,
which has no season, and once with a season of its own for each group of accounts, and more noise.
"""

import argparse

import numpy as np
import pandas as pd

from cs_lib.models import trend
from cs_lib.sample import history, plan, usage

FIRST_SEED, ACCOUNTS, MONTHS = 6000, 400, 36
SIGNALS = ("active_users", "logins")
SEASONS = {
    0: {7: 0.8, 8: 0.6, 12: 0.7},  # quiet in summer and at the end of the year
    1: {2: 1.25, 3: 1.5, 4: 1.2},  # busy in spring
    2: {8: 0.75},
}
"""By group of accounts, what use is multiplied with in some months."""
NOISE = 0.08


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", type=int, default=20)
    chosen = parser.parse_args()
    rows = [row for seed in range(FIRST_SEED, FIRST_SEED + chosen.seeds) for row in company(seed)]
    sums = pd.DataFrame(rows).groupby(["world", "rule"], sort=False).sum()
    sums["false alarms per true one"] = (sums["alarms"] - sums["true"]) / sums["true"]
    sums["share of losses foretold"] = sums["told"] / sums["losses"]
    print(f"{chosen.seeds} companies of {ACCOUNTS} accounts")
    print(sums.round(2).to_string())


def company(seed: int) -> list[dict[str, object]]:
    """The alarms of one company, by both rules, without and with a season."""
    planned = plan.make(ACCOUNTS, MONTHS, seed)
    lives = [history.live(account, planned) for account in planned.accounts]
    frame = pd.DataFrame(usage.rows(planned, lives), columns=usage.HEADER)
    frame = frame[frame["metric"].isin(SIGNALS)].astype({"value": float})
    names = [life.account.customer_id for life in lives]
    days = sorted(frame["date"].unique())
    levels = [
        part.pivot(index="customer_id", columns="date", values="value")
        .reindex(index=names, columns=days)
        .to_numpy()
        for _, part in frame.groupby("metric")
    ]
    lost = pd.DataFrame(False, index=names, columns=days)
    for life in lives:
        for event in life.events:
            end = planned.calendar.end(planned.calendar.index(event.day)).isoformat()
            if event.kind == "churn" and event.controllable and end in days:
                lost.loc[life.account.customer_id, end] = True
    random = np.random.default_rng(seed)
    group = random.integers(0, len(SEASONS), len(names))
    by_month = np.array([[SEASONS[g].get(int(day[5:7]), 1.0) for day in days] for g in SEASONS])
    season = by_month[group] * np.exp(NOISE * random.normal(size=(len(names), len(days))))
    return [
        row
        for world, factor in (("as the sample is", np.ones_like(season)), ("with season", season))
        for row in judged(world, [each * factor for each in levels], lost.to_numpy())
    ]


def judged(world: str, levels: list[np.ndarray], lost: np.ndarray) -> list[dict[str, object]]:
    """What became of the alarms of each rule."""
    ours = trend.alarms(trend.together([trend.trend(each) for each in levels]))
    usual = np.stack([trend.naive(each) for each in levels]).any(axis=0)
    told = {
        "step 7": trend.judged(ours, lost),
        "quarter against quarter": trend.judged(usual, lost),
    }
    return [
        {"world": world, "rule": rule, "alarms": each.alarms, "true": each.true,
         "told": each.told, "losses": each.losses}
        for rule, each in told.items()
    ]  # fmt: skip


if __name__ == "__main__":
    main()
