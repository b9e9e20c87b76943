"""The choices of step 8: segment x lever, appraised and ranked, under each set of costs."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.steps.opportunity import worth
from cs_lib.steps.opportunity.levers import (
    BY_NAME,
    COST_SETS,
    MEASURED,
    MULTIPLES,
    RETENTION,
)

SUCCESS = 0.5
"""The probability of success where none is stated: alike for all, so it ranks nothing."""
POINT, ONE_POINT = 0.01, "one point, to compare"
NET, REVENUE = "net", "revenue"
"""What choices are ranked by: what is left of the margin after cost, or revenue alone."""


@dataclass(frozen=True)
class Terms:
    """What holds for all choices: horizon in years, what they are ranked by, cost set, and whether
    no uplift is known at all, so that every choice is shown at one point of uplift.
    """

    years: int
    basis: str
    costs: str
    per_point: bool


def choices(
    uplifts: pd.DataFrame,
    base: pd.DataFrame,
    ratios: pd.DataFrame,
    engagement: Engagement,
) -> pd.DataFrame:
    """The parameters of every choice, one row each.

    `uplifts`: `uplift.uplifts`. `base`: `segment`, `lever`, `addressable` (ARR), `accounts`, and
    if known `room` (most ARR there is to win). `ratios`: `spend.ratios`. Columns: `choice`, those
    of `worth.PARAMETERS`, `room`, `source`, and `measured` (its own cost over the CRC ratio).
    """
    assumed = engagement.assumptions
    lost = uplifts[uplifts["lever"] == RETENTION].set_index("segment")["rate"]
    frame = uplifts.drop(columns=["accounts", "events"])
    frame = frame.merge(base, on=["segment", "lever"]).merge(ratios, on=["segment", "lever"])
    crc = ratios[ratios["lever"] == RETENTION].set_index("segment")["ratio"]
    paid = frame["segment"].map(crc).astype("float64")
    margin = assumed.gross_margin
    return frame.assign(
        choice=frame["lever"].map(lambda name: BY_NAME[name].label) + ", " + frame["segment"],
        probability=frame["lever"]
        .map(lambda name: assumed.probabilities.get(name, SUCCESS))
        .astype("float64"),
        margin=1.0 if margin is None else margin,
        kept=1 - frame["segment"].map(lost).astype("float64"),
        discount_rate=assumed.discount_rate,
        crc_ratio=paid,
        measured=frame["marginal"] / paid.where(paid > 0),
    )


def terms(frame: pd.DataFrame, engagement: Engagement, years: int) -> Terms:
    """What are these choices ranked by, and at which costs? By net only with costs and margin."""
    costs = engagement.assumptions.lever_costs
    paid = multiple(frame, costs) * frame["crc_ratio"]
    complete = engagement.assumptions.gross_margin is not None and len(frame) and paid.notna().all()
    return Terms(years, NET if complete else REVENUE, costs, bool(frame["uplift"].isna().all()))


def multiple(frame: pd.DataFrame, costs: str) -> pd.Series:
    """K of M67 for each choice under one cost set; NaN where it is to be measured and is not."""
    if costs == MEASURED:
        return frame["measured"]
    return frame["lever"].map(MULTIPLES[costs]).astype("float64")


def ranked(frame: pd.DataFrame, known: Terms) -> pd.DataFrame:
    """The choices appraised at the costs in force, best first; those without an uplift last.

    Adds to `worth.appraised`: `score` (what they are ranked by), `rank` (empty without an uplift)
    and `per_point` (the score of one point of uplift). Ties go to the larger addressable ARR.
    """
    at = frame.assign(multiple=multiple(frame, known.costs))
    if known.basis == REVENUE:  # margin and cost together, or neither
        at = at.assign(margin=1.0, crc_ratio=np.nan)
    point = worth.appraised(at.assign(uplift=POINT), known.years)
    if known.per_point:
        at = at.assign(uplift=POINT, source=ONE_POINT)
    found = worth.appraised(at, known.years).assign(per_point=score(point, known))
    found = found.assign(score=score(found, known))
    found = found.sort_values(
        ["score", "addressable"],
        ascending=False,
        na_position="last",
        kind="stable",
        ignore_index=True,
    )
    rank = pd.Series(np.arange(1, len(found) + 1), dtype="Int64")
    return found.assign(rank=rank.where(found["score"].notna()))


def score(appraised: pd.DataFrame, known: Terms) -> pd.Series:
    """What choices are ranked by: `net`, or the value of the revenue alone."""
    return appraised["net" if known.basis == NET else "value"]


def by_cost_set(frame: pd.DataFrame, known: Terms) -> pd.DataFrame:
    """Would other costs change the order? A row per choice, `cost_`, `net_` and `rank_` per set.

    Empty where choices are ranked on revenue alone. With one uplift for all levers 1 / 2 / 4 makes
    retention win by construction; the break-even multiple says how far a cost ratio is from
    killing a lever.
    """
    shown = frame[["choice", "segment", "lever"]].iloc[: None if known.basis == NET else 0]
    for costs in COST_SETS:
        at = ranked(frame, replace(known, costs=costs)).set_index("choice")
        shown = shown.assign(
            **{f"{name}_{costs}": shown["choice"].map(at[name]) for name in ("cost", "net", "rank")}
        )
    return shown
