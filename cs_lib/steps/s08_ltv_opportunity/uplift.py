"""How much can a lever gain in a segment? Stated, or the lead of the accounts that use most.

The lead is believed as data and prior together say: an effect that was not found is a wide prior
and not an absence. It is one for all segments that a lever serves. What an account uses was not
drawn by lot, so the lead holds whatever drives both use and renewal, such as the customer's skill.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.engagement.levers import ALL, EVERY
from cs_lib.errors import EngagementError, nearest
from cs_lib.models.rate_ratio import log_ratio
from cs_lib.steps.s08_ltv_opportunity.adoption import HIGHEST
from cs_lib.steps.s08_ltv_opportunity.levers import LEVERS, RETENTION

STATED, OBSERVED, PRIOR = "stated", "observed", "prior"
PRIOR_LEAD, PRIOR_DEVIATION = 0.5, 0.5
"""The logarithm of how far the best quarter of accounts is ahead of the others, before the data:
90 % of such leads make losses 0.3 to 1.4 times the others', and growth 0.7 to 3.8 times."""
TELLING = 0.5**0.5
"""A lead is measured where its deviation is at most this share of the prior's: where the data
weigh as much as the prior."""
LEADS = ["lever", "mean", "deviation", "inside", "accounts", "decisions", "source"]
COLUMNS = ["segment", "lever", "rate", "weight", "stated", "uplift_source", "events"]


def leads(observed: pd.DataFrame, best: "pd.Series[Any]", known: pd.DataFrame) -> pd.DataFrame:
    """How far are the accounts that use most ahead of the others, by lever? Columns: `LEADS`.

    `mean` and `deviation` of the logarithm of the rate ratio; `inside` the share of observations
    that were of the highest quarter, `accounts` those in it, `decisions` the observations. `best`:
    `adoption.best_users`; `known`: `decisions.decisions`. Accounts under notice are left out, since
    they use less because they leave, and of retention those without a decision in the quarter,
    which could not have left. Adjusted for segment, size and tenure.
    """
    rows = []
    for lever in LEVERS:
        prior = (lever.sign * PRIOR_LEAD, PRIOR_DEVIATION)
        asked = best.notna() & ~known["noticed"]
        asked &= known["decides"] | (lever.name != RETENTION)
        part = observed[asked]
        found = (
            log_ratio(
                part[lever.name], best[asked].astype(bool), part["segment"],
                known.loc[asked, ["size", "tenure"]], part["account"], prior,
            )
            if len(part)
            else None
        )  # fmt: skip
        if found is None:
            rows.append((lever.name, *prior, 1 - HIGHEST, 0, 0, PRIOR))
            continue
        source = OBSERVED if found.deviation <= TELLING * PRIOR_DEVIATION else PRIOR
        rows.append(
            (lever.name, found.mean, found.deviation, found.inside, found.clusters, len(part),
             source)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=LEADS)


def lead(lever: str, log: np.ndarray, inside: float) -> np.ndarray:
    """The share of its rate that a segment gains where all do as the best users do, at least 0.

    `log`: the logarithm of the best users' rate over the others'; `inside`: their share. With q
    inside and a ratio r the mean is q r + 1 - q of the others', so the best are at r / (q r + 1 -
    q) of it. A loss falls by at most all of itself.
    """
    ratio = np.exp(log)
    ahead = ratio / (inside * ratio + 1 - inside) - 1
    return np.asarray(np.maximum(-ahead if lever == RETENTION else ahead, 0.0))


def uplifts(rates: pd.DataFrame, found: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """What the uplift of every segment and lever rests on. Columns: `COLUMNS`.

    `rates`: `observed.yearly`; `found`: `leads`. What the engagement states (`stated`, ARR a year)
    goes before the lead. Raises EngagementError for a stated segment that the data do not have, or
    that may be meant for two things.
    """
    assumed = engagement.assumptions
    check(engagement, rates["segment"])
    source = dict(zip(found["lever"], found["source"], strict=True))
    rows = []
    for row in rates.to_dict("records"):
        told = by_segment(assumed.uplifts.get(row["lever"], {}), str(row["segment"]))
        rows.append(
            (row["segment"], row["lever"], row["rate"], row["weight"],
             np.nan if told is None else told,
             source[row["lever"]] if told is None else STATED, row["events"])
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).astype({"stated": "float64"})


def by_segment(said: Mapping[str, float], segment: str) -> float | None:
    """What is said of a segment: its own, else what is said of all."""
    return said.get(segment, said.get(ALL, said.get(EVERY)))


def check(engagement: Engagement, segments: pd.Series) -> None:
    """Raises EngagementError for an uplift of a segment that is not there, or of two meanings.

    "all" means every segment that is not named. Where a segment of the client bears that name,
    nobody can tell which of the two is meant, so each segment has to be named.
    """
    names = sorted(set(map(str, segments)))
    problems = []
    for lever, stated in engagement.assumptions.uplifts.items():
        at = f"assumptions.uplifts.{lever}"
        problems += [
            f"{at}: there is no segment '{segment}' in the data; {nearest(segment, [ALL, *names])}"
            for segment in stated
            if segment not in (ALL, EVERY, *names)
        ]
        if ALL in stated and ALL in names and not set(names) <= set(stated):
            problems.append(
                f"{at}: '{ALL}' means every segment that is not named, and the data have a segment "
                f"of that name; name each of {', '.join(names)}, with a share of its own"
            )
    if problems:
        raise EngagementError(f"the engagement file in {engagement.folder}", problems)
