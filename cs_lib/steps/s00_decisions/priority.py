"""Which gap to a target costs most? Looked at forward, on today's base."""

import pandas as pd

RATES = ("nrr", "grr", "nrr_ex_price")
"""Rates of ARR: a point of them is a point of what there is today."""


def gaps(metrics: pd.DataFrame, arr: float) -> pd.DataFrame:
    """How far is each rate from its target, and what is that worth in a year?

    `metric`, `points` (how many are missing, as a fraction), `money` (of `arr`, today's): the gap
    goes on from today's base, not from last year's opening. The largest first; only rates with a
    target that they miss.
    """
    rates = metrics[metrics["metric"].isin(RATES) & metrics["target"].notna()]
    short = (rates["target"] - rates["now"]).rename("points")
    found = rates[["metric"]].assign(points=short, money=short * arr)
    missed = found[found["points"] > 0]
    return missed.sort_values("money", ascending=False, kind="stable", ignore_index=True)
