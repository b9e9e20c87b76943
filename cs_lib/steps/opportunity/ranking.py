"""The choices of step 8: segment x lever, appraised and ranked, under each set of costs."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.steps.opportunity import worth
from cs_lib.steps.opportunity.levers import (
    BY_NAME,
    COST_SETS,
    LEVERS,
    MEASURED,
    MULTIPLES,
    RETENTION,
)

SUCCESS = 0.5
"""The probability that a lever succeeds where none is stated: alike for all, so it ranks nothing."""
POINT = 0.01
BASES = {
    "net": "net of cost",
    "value": "before cost",
    "revenue": "on revenue alone",
}
"""What choices can be ranked by: net needs margin and cost, value margin, revenue neither."""


@dataclass(frozen=True)
class Terms:
    """What holds for all choices: the horizon in years, what they are ranked by and the cost set."""

    years: int
    basis: str
    costs: str
    per_point: bool
    """No uplift is known at all, so every choice is shown at one point of uplift."""


def choices(
    uplifts: pd.DataFrame,
    base: pd.DataFrame,
    ratios: pd.DataFrame,
    engagement: Engagement,
) -> pd.DataFrame:
    """The parameters of every choice, one row each.

    `uplifts`: `uplift.uplifts`. `base`: `segment`, `lever`, `addressable` (ARR), `accounts`, and
    if known `room` (most ARR there is to win). `ratios`: `segment`, `lever`, `ratio` (cost per unit
    of ARR; NaN where not measured), as `costs.ratios` gives them. Columns: `choice`, those of
    `worth.PARAMETERS`, `room`, `source`, and `measured` (the lever's own ratio over the CRC ratio).
    """
    assumed = engagement.assumptions
    lost = uplifts[uplifts["lever"] == RETENTION].set_index("segment")["rate"]
    frame = uplifts.drop(columns=["accounts", "events"]).merge(base, on=["segment", "lever"], how="left")
    cost = ratios.set_index(["segment", "lever"])["ratio"]
    crc = frame["segment"].map(cost.xs(RETENTION, level="lever")).astype("float64")
    own = pd.Series([cost.get((s, name)) for s, name in zip(frame["segment"], frame["lever"], strict=True)])
    margin = assumed.gross_margin
    return frame.assign(
        choice=[f"{BY_NAME[name].label}, {s}" for s, name in zip(frame["segment"], frame["lever"], strict=True)],
        probability=frame["lever"].map(lambda name: assumed.probabilities.get(name, SUCCESS)),
        margin=1.0 if margin is None else margin,
        kept=1 - frame["segment"].map(lost),
        discount_rate=assumed.discount_rate,
        crc_ratio=crc,
        measured=own.astype("float64") / crc,
    )


def terms(frame: pd.DataFrame, engagement: Engagement, years: int) -> Terms:
    """What can these choices be ranked by, and at which costs? See `BASES`."""
    costs = engagement.assumptions.lever_costs
    known = multiple(frame, costs) * frame["crc_ratio"]
    if engagement.assumptions.gross_margin is None:
        basis = "revenue"
    else:
        basis = "net" if len(frame) and known.notna().all() else "value"
    return Terms(years, basis, costs, bool(frame["uplift"].isna().all()))


def multiple(frame: pd.DataFrame, costs: str) -> pd.Series:
    """k of M67 for each choice under one cost set; NaN where it is to be measured and is not."""
    if costs == MEASURED:
        return frame["measured"]
    return frame["lever"].map(MULTIPLES[costs]).astype("float64")


def ranked(frame: pd.DataFrame, known: Terms) -> pd.DataFrame:
    """The choices appraised at the costs in force, best first; those without an uplift last.

    Adds to `worth.appraised`: `score` (what they are ranked by), `rank` (empty without an uplift)
    and `per_point` (the score of one point of uplift). Ties go to the larger addressable ARR.
    """
    at = frame.assign(multiple=multiple(frame, known.costs))
    point = worth.appraised(at.assign(uplift=POINT), known.years)
    if known.per_point:
        at = at.assign(uplift=POINT)
    found = worth.appraised(at, known.years).assign(per_point=score(point, known))
    found = found.assign(score=score(found, known))
    found = found.sort_values(
        ["score", "addressable"], ascending=False, na_position="last", kind="stable", ignore_index=True
    )
    rank = pd.Series(np.arange(1, len(found) + 1), dtype="Int64")
    return found.assign(rank=rank.where(found["score"].notna()))


def score(appraised: pd.DataFrame, known: Terms) -> pd.Series:
    """What choices are ranked by: `net`, or `value` where cost (or margin and cost) are missing."""
    return appraised["net" if known.basis == "net" else "value"]


def by_cost_set(frame: pd.DataFrame, known: Terms) -> pd.DataFrame:
    """Would other costs change the order? A row per choice, `cost_`, `net_` and `rank_` per set.

    With one uplift for all levers 1 / 2 / 4 makes retention win by construction; the break-even
    multiple beside it says how far a cost ratio alone is from killing a lever.
    """
    shown = frame[["choice", "segment", "lever"]]
    for costs in COST_SETS:
        at = ranked(frame, Terms(known.years, "net", costs, known.per_point)).set_index("choice")
        shown = shown.assign(
            **{f"{name}_{costs}": shown["choice"].map(at[name]) for name in ("cost", "net", "rank")}
        )
    return shown


def order() -> list[str]:
    """The levers in the order of every page."""
    return [lever.name for lever in LEVERS]
