"""What matters most? Gaps to targets and the findings of all steps, ranked by money.

Looked at forward, on today's base: what is decided now is decided for today's customers.
"""

from collections.abc import Iterable

import pandas as pd

from cs_lib.exhibits import Result
from cs_lib.exhibits.findings import Finding

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


def findings(results: Iterable[Result]) -> tuple[Finding, ...]:
    """What all steps hand up."""
    return tuple(each for result in results for each in result.findings)


def ranked(found: Iterable[Finding], loss_rate: float) -> list[Finding]:
    """What went wrong or needs deciding, the most at stake first (`Finding.at_stake`).

    An amount that was counted comes before one that is only touched: what touches every account
    would otherwise always be first. Of equal stakes the surer one comes first. What went well is
    not among them.
    """
    wrong = [each for each in found if not each.good]
    return sorted(
        wrong,
        key=lambda each: (
            each.money is None, -each.at_stake(loss_rate), each.grade, each.what,
        ),
    )  # fmt: skip


def one_a_topic(found: Iterable[Finding]) -> list[Finding]:
    """The first finding of each topic: one decision settles a topic."""
    seen: dict[str, Finding] = {}
    for each in found:
        seen.setdefault(each.topic, each)
    return list(seen.values())


def went_well(found: Iterable[Finding]) -> list[Finding]:
    """What went well, the most money first; what was not put in money comes last."""
    good = [each for each in found if each.good]
    return sorted(good, key=lambda each: -(each.money or 0.0))
