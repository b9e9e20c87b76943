"""How robust is the first choice? Simulations, a tornado, and what would put another one first."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.models.ranking import simulate
from cs_lib.steps.s08_ltv_opportunity import worth
from cs_lib.steps.s08_ltv_opportunity.choice import Choice, headed
from cs_lib.steps.s08_ltv_opportunity.levels import Level, levels
from cs_lib.steps.s08_ltv_opportunity.ranking import NET, Terms
from cs_lib.texts import Code, Sentence, Share

Range = tuple[float, float]
SIMULATIONS = 2000
SPREADS: dict[str, Range] = {
    "addressable": (0.9, 1.1),
    "uplift": (0.5, 1.5),
    "probability": (0.6, 1.4),
    "margin": (0.9, 1.1),
    "kept": (0.97, 1.03),
    "discount_rate": (0.7, 1.3),
    "crc_ratio": (0.7, 1.3),
    "multiple": (0.5, 2.0),
}
"""Within which multiples of today's value each assumption is drawn: stated, and printed so."""
COMMON = ("margin", "discount_rate", "crc_ratio")
"""What is wrong for all choices alike, when it is wrong."""
LIMITS = dict.fromkeys(("uplift", "probability", "margin", "kept", "discount_rate"), (0.0, 1.0))
_OF_NET = ("crc_ratio", "multiple", "margin")
SWINGS = ["parameter", "low", "high", "opportunity_at_low", "opportunity_at_high", "opportunity"]
FLIPS = [
    "parameter", "now", "flips_at", "lever", "segment", "flip_share", "range_low", "range_high",
]  # fmt: skip


@dataclass(frozen=True)
class Robustness:
    """What the simulations say of the ranked choices.

    `choices`: `opportunity_low`, `opportunity_high` (90 % of simulations), `first_share` (share in
    which it comes first), by place. `swings`: SWINGS, the widest first. `flips`: FLIPS, the
    likeliest first: where one assumption, moved alone, puts `lever` in `segment` first (both are
    missing where it never does), and in which share of simulations it passes that point.
    """

    choices: pd.DataFrame
    swings: pd.DataFrame
    flips: pd.DataFrame


def robustness(ranked: pd.DataFrame, known: Terms) -> Robustness | None:
    """Would another choice come first? See `models.ranking`.

    None where nothing is ranked, or where no uplift is known: one point of each is a yardstick,
    and how robust that is says nothing.
    """
    choices = ranked[ranked["rank"].notna()].reset_index(drop=True)
    if choices.empty or known.per_point:
        return None
    used = [name for name in SPREADS if known.basis == NET or name not in _OF_NET]
    spread = {name: SPREADS[name] for name in used} | _uplift_of(choices)
    places = choices.index.astype(str)
    score = worth.net if known.basis == NET else worth.value
    found = simulate(
        choices[[*worth.PARAMETERS, "room"]].assign(choice=places),
        lambda frame: score(frame, known.years), spread, SIMULATIONS,
        common=[name for name in COMMON if name in used],
        limits={name: ends for name, ends in LIMITS.items() if name in used},
    )  # fmt: skip
    simulated = {
        "opportunity_low": found.low, "opportunity_high": found.high,
        "first_share": found.share_top,
    }  # fmt: skip
    swings = found.tornado.assign(opportunity=float(found.values[found.top]))
    return Robustness(
        pd.DataFrame({name: each.loc[places].to_numpy() for name, each in simulated.items()}),
        swings.rename(
            columns={"value_low": "opportunity_at_low", "value_high": "opportunity_at_high"}
        ),
        _flips(found.flip_points, spread, choices),
    )


def _uplift_of(choices: pd.DataFrame) -> dict[str, Range]:
    """The first choice's own interval where it is wider than the stated one."""
    top = choices.iloc[0]
    if pd.isna(top["uplift_low"]) or not top["uplift"] > 0:
        return {}
    least, most = SPREADS["uplift"]
    low, high = top["uplift_low"] / top["uplift"], top["uplift_high"] / top["uplift"]
    return {"uplift": (min(least, low), max(most, high))}


def _flips(points: pd.DataFrame, spread: Mapping[str, Range], ranked: pd.DataFrame) -> pd.DataFrame:
    """Flip points, the likeliest first: by the way to the flip over the way to the range's end."""
    rows, reach = [], []
    for row in points.to_dict("records"):
        low, high = spread[row["parameter"]]
        segment, lever, share, way = None, None, np.nan, np.nan
        if row["to"]:
            segment, lever = ranked.loc[int(row["to"]), ["segment", "lever"]]
            factor = row["flips_at"] / row["now"]
            share = beyond(factor, low, high)
            room = (high if factor > 1 else low) - 1
            way = (factor - 1) / room if room else np.inf
        rows.append(
            (row["parameter"], row["now"], row["flips_at"], lever, segment, share, low, high)
        )
        reach.append(way)
    order = pd.Series(reach, dtype=float).sort_values(kind="stable", na_position="last").index
    return pd.DataFrame(rows, columns=FLIPS).loc[order].reset_index(drop=True)


def beyond(factor: float, low: float, high: float) -> float:
    """How often does a triangular draw from `low` over 1 to `high` pass `factor`, seen from 1?"""
    end = low if factor < 1 else high
    if (factor - end) * (1 - end) <= 0:
        return 0.0
    return (factor - end) ** 2 / ((high - low) * abs(1 - end))


class Soonest(Sentence):
    parameter: Code


class Passes(Sentence):
    share: Share
    parameter: Code


@exhibit(
    part=Part.A6,
    shows=Table(
        c.parameter, c.level_now, c.level_flip, c.successor, c.flip_share, c.range_low, c.range_high
    ),
)
def flips(
    flip_points: pd.DataFrame, engagement: Engagement
) -> Shown[Soonest | Passes | Choice | Level] | Absent:
    """Which assumption would change the first choice, and how likely is that? (M68)"""
    if flip_points.empty:
        return Absent("uplifts")
    frame = flip_points.assign(
        level_now=levels(flip_points, "now", engagement.currency),
        level_flip=levels(flip_points, "flips_at", engagement.currency),
        successor=headed(flip_points)["choice"].where(flip_points["lever"].notna(), None),
    )
    share, by = flip_points["flip_share"].iloc[0], Code("parameter", frame["parameter"].iloc[0])
    if pd.isna(share):
        return Shown(frame)
    return Shown(frame, title=Soonest(by), say=(Passes(Share(share), by),))
