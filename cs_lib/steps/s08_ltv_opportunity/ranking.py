"""The choices of step 8: segment x lever, appraised and ranked, under each set of costs."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.steps.s08_ltv_opportunity import worth
from cs_lib.steps.s08_ltv_opportunity.levers import COST_SETS, MEASURED, MULTIPLES, RETENTION

SUCCESS = 0.5
"""The probability of success where none is stated: alike for all, so it ranks nothing."""
POINT, ONE_POINT = 0.01, "one_point"
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
    if known `room` (most ARR there is to win). `ratios`: `spend.ratios`. Columns: those of
    `uplifts`, of `base`, of `worth.PARAMETERS`, and `measured` (its own cost over the CRC ratio).
    """
    assumed = engagement.assumptions
    lost = uplifts[uplifts["lever"] == RETENTION].set_index("segment")["rate"]
    frame = uplifts.drop(columns=["accounts", "events"])
    frame = frame.merge(base, on=["segment", "lever"]).merge(ratios, on=["segment", "lever"])
    crc = ratios[ratios["lever"] == RETENTION].set_index("segment")["ratio"]
    paid = frame["segment"].map(crc).astype("float64")
    margin = assumed.gross_margin
    return frame.assign(
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

    Adds to `worth.appraised`: `opportunity` (what they are ranked by), `rank` (empty without an
    uplift) and `point_value` (what one point of uplift is worth). Ties go to the larger ARR.
    """
    at = frame.assign(multiple=multiple(frame, known.costs))
    if known.basis == REVENUE:  # margin and cost together, or neither
        at = at.assign(margin=1.0, crc_ratio=np.nan)
    point = worth.appraised(at.assign(uplift=POINT), known.years)
    if known.per_point:
        at = at.assign(uplift=POINT, uplift_source=ONE_POINT)
    found = worth.appraised(at, known.years).assign(point_value=opportunity(point, known))
    found = found.assign(opportunity=opportunity(found, known))
    found = found.sort_values(
        ["opportunity", "addressable"],
        ascending=False,
        na_position="last",
        kind="stable",
        ignore_index=True,
    )
    rank = pd.Series(np.arange(1, len(found) + 1), dtype="Int64")
    return found.assign(rank=rank.where(found["opportunity"].notna()))


def opportunity(appraised: pd.DataFrame, known: Terms) -> pd.Series:
    """What choices are ranked by: `net`, or the value of the revenue alone."""
    return appraised["net" if known.basis == NET else "value"]


def by_cost_set(frame: pd.DataFrame, known: Terms) -> pd.DataFrame:
    """Would other costs change the order? Segment, lever, `breakeven`, `net_` and `rank_` a set.

    In the order of the first set; empty where choices are ranked on revenue alone. With one uplift
    for all levers 1 / 2 / 4 makes retention win by construction; the break-even multiple says how
    far a cost ratio is from killing a lever.
    """
    keys = ["segment", "lever"]
    if known.basis != NET:
        return pd.DataFrame(
            columns=[*keys, *(f"{n}_{c}" for c in COST_SETS for n in ("net", "rank"))]
        )
    under = [ranked(frame, replace(known, costs=costs)).set_index(keys) for costs in COST_SETS]
    shown = under[0][["breakeven"]]
    for costs, found in zip(COST_SETS, under, strict=True):
        shown = shown.join(found[["net", "rank"]].add_suffix(f"_{costs}"))
    return shown.reset_index()
