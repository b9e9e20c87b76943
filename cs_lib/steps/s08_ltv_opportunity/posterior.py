"""One joint simulation of what is not known: rates, leads and probabilities, and what follows.

What is common is drawn once: a lever's effect and its probability for all segments that it serves,
a segment's loss rate for all levers in it. ARR is the ledger's, and drawn not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.lives import Floats
from cs_lib.steps.s08_ltv_opportunity import worth
from cs_lib.steps.s08_ltv_opportunity.levers import LEVERS, RETENTION
from cs_lib.steps.s08_ltv_opportunity.uplift import lead

SIMULATIONS = 4000
AS_IF_TRIED = 8.0
"""A probability of success is believed as if it had been seen in so many programmes (beta)."""
_HALF_TO_DOUBLE = float(np.log(2) / 1.645)
"""A stated uplift is half to twice what was said, in 90 % of simulations (log-normal): half of the
variance is wrong for all segments alike, half for each alone."""
MOST_LOST = 0.95
"""A year's loss at most, whatever was drawn."""
LEAD, UPLIFT, PROBABILITY, LOST, RATE = "lead", "uplift", "probability", "lost", "rate"
Unknown = tuple[str, str | None, str | None]
"""What is not known: the kind, its lever and its segment."""


@dataclass(frozen=True)
class Drawn:
    """A row a simulation, a column a choice: in the order of the choices they were drawn for.

    `uplift`: share of addressable ARR a year; `gain`: ARR, by the probability; `annuity`: what EUR
    1 a year is worth; `value`: before cost, `cost` NaN where it is not known. `rate`: of the lever
    a year, `chance`: of success. `unknowns`: what was drawn of each.
    """

    uplift: Floats
    gain: Floats
    annuity: Floats
    value: Floats
    cost: Floats
    rate: Floats
    chance: Floats
    unknowns: Mapping[Unknown, Floats]


def draw(
    choices: pd.DataFrame, leads: pd.DataFrame, years: int, seed: int = 0, count: int = SIMULATIONS
) -> Drawn:
    """Simulates `choices` (`ranking.choices`) by `leads` (`uplift.leads`)."""
    random = np.random.default_rng(seed)
    unknowns = _drawn(choices, leads.set_index("lever"), random, count)
    rows = choices.to_dict("records")
    kept = _columns(1 - unknowns[LOST, None, str(row["segment"])] for row in rows)
    rate = _columns(_rate(row["lever"], row["segment"], unknowns) for row in rows)
    chance = _columns(unknowns[PROBABILITY, row["lever"], None] for row in rows)
    told = _columns(_stated(row, unknowns, count) for row in rows)
    gains = _columns(unknowns[LEAD, row["lever"], None] for row in rows) * rate
    uplift = np.where(np.isnan(told), gains, told)
    # nobody keeps more than is lost, whoever says so
    losing = choices["lever"].eq(RETENTION).to_numpy()
    uplift = np.where(losing, np.minimum(uplift, rate), uplift)
    given = {name: choices[name].to_numpy(dtype=float) for name in
             ("addressable", "room", "margin", "marginal_cost", "programme_cost")}  # fmt: skip
    gain = worth.gained(given["addressable"], uplift, chance, given["room"])
    discount = float(choices["discount_rate"].iloc[0]) if len(choices) else 0.0
    each = worth.annuity(kept, years, discount)
    marginal, programme = given["marginal_cost"], given["programme_cost"]
    unknown = np.isnan(marginal) & np.isnan(programme)
    cost = gain * np.nan_to_num(marginal) + np.nan_to_num(programme)
    return Drawn(
        uplift, gain, each, gain * given["margin"] * each, np.where(unknown, np.nan, cost), rate,
        chance, unknowns,
    )  # fmt: skip


def _drawn(
    choices: pd.DataFrame, leads: pd.DataFrame, random: np.random.Generator, count: int
) -> dict[Unknown, Floats]:
    """Every unknown once, in an order that does not hang on which choices are asked for."""
    found: dict[Unknown, Floats] = {}
    for lever in LEVERS:
        normal, factor = random.standard_normal((2, count))
        mine = choices[choices["lever"] == lever.name]
        p = float(mine["probability"].iloc[0]) if len(mine) else 0.5
        found[PROBABILITY, lever.name, None] = _chance(p, random, count)
        mean, deviation, inside = (
            float(leads[name].loc[lever.name]) for name in ("mean", "deviation", "inside")
        )
        found[LEAD, lever.name, None] = lead(lever.name, mean + deviation * normal, inside)
        if mine["stated"].notna().any():
            spread = _HALF_TO_DOUBLE * 0.5**0.5
            found[UPLIFT, lever.name, None] = np.exp(spread * factor - spread**2 / 2)
    for row in choices.sort_values(["segment", "lever"]).to_dict("records"):
        lost = row["lever"] == RETENTION
        name = (
            (LOST, None, str(row["segment"])) if lost else (RATE, row["lever"], str(row["segment"]))
        )
        weight = float(row["weight"])
        drawn = random.gamma(weight, float(row["rate"]) / weight, count)
        found[name] = np.minimum(drawn, MOST_LOST) if lost else drawn
        if pd.notna(row["stated"]):
            spread = _HALF_TO_DOUBLE * 0.5**0.5
            own = np.exp(spread * random.standard_normal(count) - spread**2 / 2)
            found[UPLIFT, row["lever"], str(row["segment"])] = own
    return found


def _chance(p: float, random: np.random.Generator, count: int) -> Floats:
    if not 0 < p < 1:
        return np.full(count, p)
    return random.beta(p * AS_IF_TRIED, (1 - p) * AS_IF_TRIED, count)


def _rate(lever: str, segment: object, unknowns: Mapping[Unknown, Floats]) -> Floats:
    own = (LOST, None, str(segment)) if lever == RETENTION else (RATE, lever, str(segment))
    return unknowns[own]


def _stated(row: Mapping[object, object], unknowns: Mapping[Unknown, Floats], count: int) -> Floats:
    said = float(str(row["stated"]))
    if np.isnan(said):
        return np.full(count, np.nan)
    lever, segment = str(row["lever"]), str(row["segment"])
    return said * unknowns[UPLIFT, lever, None] * unknowns[UPLIFT, lever, segment]


def _columns(each: object) -> Floats:
    return np.column_stack(list(each))  # type: ignore[call-overload]
