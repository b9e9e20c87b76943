"""The choices of step 8: segment x lever, each with what it is expected to be worth (M67)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.models.decision import NINETY, Decision, decide
from cs_lib.steps.s08_ltv_opportunity.levers import RETENTION
from cs_lib.steps.s08_ltv_opportunity.posterior import Drawn
from cs_lib.steps.s08_ltv_opportunity.uplift import PRIOR, by_segment

SUCCESS = 0.5
"""The probability of success where none is stated: alike for all, so it ranks nothing."""
NET, MARGIN, REVENUE = "net", "margin", "revenue"
"""What choices are ranked by: margin less cost, margin before cost, or revenue alone."""

RANKED = [
    "uplift", "uplift_low", "uplift_high", "d_arr", "annuity", "lever_cost", "net", "opportunity",
    "opportunity_low", "opportunity_high", "first_share", "kept", "rank",
]  # fmt: skip
"""What `appraised` adds to a choice."""


@dataclass(frozen=True)
class Terms:
    """What holds for all choices: horizon in years, what they are ranked by, and whether no uplift
    was measured or stated, so that priors alone rank.
    """

    years: int
    basis: str
    unmeasured: bool


@dataclass(frozen=True)
class Appraised:
    """The choices in the order of their value, what was decided, and what was drawn of each."""

    ranked: pd.DataFrame
    decision: Decision
    drawn: Drawn
    values: np.ndarray


def choices(uplifts: pd.DataFrame, base: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """The parameters of every choice, one row each.

    `uplifts`: `uplift.uplifts`. `base`: `segment`, `lever`, `addressable` (ARR), `accounts`, and
    if known `room` (most ARR there is to win). Adds `probability`, `margin` (1 where none is
    given), `discount_rate`, `marginal_cost` (of EUR 1 of ARR won) and `programme_cost` (of the
    whole horizon), NaN where the engagement does not give them: no average of the past is a cost.
    """
    assumed = engagement.assumptions
    frame = uplifts.merge(base, on=["segment", "lever"])
    programme = [
        by_segment(engagement.programme_costs.get(lever, {}), str(segment))
        for segment, lever in zip(frame["segment"], frame["lever"], strict=True)
    ]
    lever = frame["lever"]
    return frame.assign(
        probability=lever.map(lambda name: assumed.probabilities.get(name, SUCCESS)).astype(float),
        margin=1.0 if assumed.gross_margin is None else assumed.gross_margin,
        discount_rate=assumed.discount_rate,
        marginal_cost=lever.map(dict(assumed.marginal_costs)).astype(float),
        programme_cost=pd.Series(programme, index=frame.index, dtype=float),
    )


def terms(frame: pd.DataFrame, engagement: Engagement, years: int) -> Terms:
    """What are these choices ranked by? Net only where the margin and every cost are known."""
    paid = frame[["marginal_cost", "programme_cost"]].notna().any(axis=1)
    margin = engagement.assumptions.gross_margin is not None
    basis = REVENUE if not margin else NET if len(frame) and paid.all() else MARGIN
    return Terms(years, basis, bool(frame["uplift_source"].eq(PRIOR).all()))


def appraised(frame: pd.DataFrame, drawn: Drawn, known: Terms) -> Appraised | None:
    """The choices by what they are expected to be worth, best first; None without any.

    Adds `opportunity` (mean over simulations) with `opportunity_low` and `_high` (90 %),
    `first_share`, `rank`, `uplift` with its interval, `kept`, `annuity`, `d_arr`, `lever_cost`,
    and `net`, which is the value less its cost where that is known. Ties go to the larger ARR.
    """
    if frame.empty:
        return None
    values = drawn.value - drawn.cost if known.basis == NET else drawn.value
    decision = decide(values)
    low, high = np.quantile(drawn.uplift, NINETY, axis=0)
    cost = drawn.cost.mean(axis=0)
    found = frame.assign(
        uplift=drawn.uplift.mean(axis=0), uplift_low=low, uplift_high=high,
        d_arr=drawn.gain.mean(axis=0), annuity=drawn.annuity.mean(axis=0),
        lever_cost=cost, net=drawn.value.mean(axis=0) - cost,
        opportunity=decision.expected, opportunity_low=decision.low,
        opportunity_high=decision.high, first_share=decision.first,
    )  # fmt: skip
    lost = found[found["lever"] == RETENTION].set_index("segment")["rate"]
    found = found.assign(kept=1 - found["segment"].map(lost).astype(float))
    order = found.sort_values(
        ["opportunity", "addressable"], ascending=False, kind="stable"
    ).index.to_numpy()
    found = found.loc[order].reset_index(drop=True)
    found = found.assign(rank=pd.Series(np.arange(1, len(found) + 1), dtype="Int64"))
    return Appraised(found, _ordered(decision, order), _placed(drawn, order), values[:, order])


def _ordered(decision: Decision, order: np.ndarray) -> Decision:
    return Decision(
        decision.expected[order], decision.low[order], decision.high[order],
        decision.first[order], 0, decision.perfect,
    )  # fmt: skip


def _placed(drawn: Drawn, order: np.ndarray) -> Drawn:
    uplift, gain, annuity, value, cost, rate, chance = (
        array[:, order]
        for array in (drawn.uplift, drawn.gain, drawn.annuity, drawn.value, drawn.cost,
                      drawn.rate, drawn.chance)
    )  # fmt: skip
    return Drawn(uplift, gain, annuity, value, cost, rate, chance, drawn.unknowns)
