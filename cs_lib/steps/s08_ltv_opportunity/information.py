"""What is not known, what would it be worth to know it, and what would a test of it take? (M68)"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.models.decision import Known, accounts_needed, known
from cs_lib.models.lives import Floats
from cs_lib.steps.s08_ltv_opportunity import worth
from cs_lib.steps.s08_ltv_opportunity.choice import Choice, headed
from cs_lib.steps.s08_ltv_opportunity.levels import Level, levels
from cs_lib.steps.s08_ltv_opportunity.levers import LEVERS, RETENTION
from cs_lib.steps.s08_ltv_opportunity.posterior import (
    LEAD,
    LOST,
    PROBABILITY,
    RATE,
    UPLIFT,
    Unknown,
)
from cs_lib.steps.s08_ltv_opportunity.ranking import NET, Appraised, Terms
from cs_lib.texts import Code, Money, Sentence, Share

EFFECT = "effect"
"""What a programme of a lever truly gains: its lead, or what was stated, times its success."""
SWINGS = ["parameter", "low", "high", "opportunity_at_low", "opportunity_at_high", "opportunity"]
COLUMNS = [
    "parameter", "lever", "segment", "now", "low", "high", "worth_knowing", "flips_at",
    "to_lever", "to_segment", "flip_share",
]  # fmt: skip
ASSUMED = {"margin": 0.1, "discount_rate": 0.3}
"""Within which share of today's the client's own assumptions are moved in the tornado."""
HALF_A_EURO = 0.5
"""Below which an amount reads as nothing."""


@dataclass(frozen=True)
class Trial:
    """A year's test of a lever in a segment: so many accounts with a programme, as many without.

    `each` is None where no number of accounts would tell the effect; `there`: accounts that the
    segment has; `years` until so many are tested; `delay`: the margin forgone meanwhile.
    """

    lever: str
    segment: str | None
    each: int | None
    there: int
    delay: float


def unknowns(found: Appraised) -> pd.DataFrame:
    """What is not known, the most worth knowing first. Columns: `COLUMNS`.

    `parameter`: effect (of a lever, in points a year in its best choice), lost (share of ARR that a
    segment loses a year) or rate (that it expands or buys). `worth_knowing`: money, the most that
    any measurement of it may cost. `flips_at`: where another choice (`to_lever`, `to_segment`)
    becomes the better one on average, passed in `flip_share` of simulations.
    """
    drawn, scale = _measurable(found)
    rows = [
        (kind, lever or RETENTION, segment, *_row(each, scale[kind, lever, segment], found.ranked))
        for (kind, lever, segment), each in _knowing(found.values, drawn).items()
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values(
        ["worth_knowing", "flip_share"], ascending=False, kind="stable", ignore_index=True
    )


def _knowing(values: Floats, drawn: Mapping[Unknown, Floats]) -> dict[Unknown, Known]:
    names = {"|".join(map(str, name)): name for name in drawn}
    found = known(values, {text: drawn[name] for text, name in names.items()})
    return {names[text]: each for text, each in found.items()}


def _measurable(found: Appraised) -> tuple[dict[Unknown, Floats], dict[Unknown, float]]:
    """What a test or a longer history could show, and by what it is multiplied to be read."""
    drawn: dict[Unknown, Floats] = {}
    scale: dict[Unknown, float] = {}
    for lever in LEVERS:
        rows = found.ranked[found.ranked["lever"] == lever.name]
        if rows.empty:
            continue
        row = rows.iloc[0]
        kind, by = (UPLIFT, row["stated"]) if pd.notna(row["stated"]) else (LEAD, row["rate"])
        name: Unknown = (EFFECT, lever.name, str(row["segment"]))
        chance = found.drawn.unknowns[PROBABILITY, lever.name, None]
        drawn[name] = found.drawn.unknowns[kind, lever.name, None] * chance
        scale[name] = float(by)
    for own, each in found.drawn.unknowns.items():
        if own[0] in (LOST, RATE):
            drawn[own], scale[own] = each, 1.0
    return drawn, scale


def _row(each: Known, scale: float, ranked: pd.DataFrame) -> tuple[object, ...]:
    lever, segment, at, share = None, None, np.nan, np.nan
    if each.to is not None and each.flips_at is not None and each.beyond is not None:
        lever, segment = ranked.loc[each.to, ["lever", "segment"]]
        at, share = each.flips_at * scale, each.beyond
    ends = (each.mean * scale, each.low * scale, each.high * scale)
    return (*ends, each.worth, at, lever, segment, share)


def swings(found: Appraised, known_: Terms) -> pd.DataFrame:
    """What the first choice is worth at both ends of what it hangs on, the widest first: `SWINGS`.

    Of what was drawn: the average at the ends of its 90 %; of the client's own assumptions: at
    `ASSUMED` shares below and above, the rest as it is.
    """
    top, drawn = found.ranked.iloc[0], found.drawn
    mean = float(top["opportunity"])
    lever, segment = str(top["lever"]), str(top["segment"])
    told = pd.notna(top["stated"])
    own: list[tuple[Unknown, str, float]] = [
        ((UPLIFT if told else LEAD, lever, None), UPLIFT, float(top["stated" if told else "rate"])),
        ((PROBABILITY, lever, None), PROBABILITY, 1.0),
        ((LOST, None, segment), LOST, 1.0),
    ]
    if lever != RETENTION and not told:
        own.append(((RATE, lever, segment), RATE, 1.0))
    each = _knowing(found.values, {name: drawn.unknowns[name] for name, _, _ in own})
    rows: list[tuple[object, ...]] = [
        (label, each[name].low * by, each[name].high * by, each[name].at_low, each[name].at_high,
         mean)
        for name, label, by in own
    ]  # fmt: skip
    rows += [_assumed(name, found, known_, mean) for name in ASSUMED]
    frame = pd.DataFrame(rows, columns=SWINGS)
    width = (frame["opportunity_at_high"] - frame["opportunity_at_low"]).abs()
    return frame.loc[width.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def _assumed(name: str, found: Appraised, known_: Terms, mean: float) -> tuple[object, ...]:
    top, drawn = found.ranked.iloc[0], found.drawn
    now, spread = float(top[name]), ASSUMED[name]
    ends = [max(0.0, now * (1 + side * spread)) for side in (-1, 1)]
    ends = [min(1.0, end) for end in ends]
    at = []
    for end in ends:
        rate = end if name == "discount_rate" else float(top["discount_rate"])
        margin = end if name == "margin" else float(top["margin"])
        kept = 1 - drawn.unknowns[LOST, None, str(top["segment"])]
        value = drawn.gain[:, 0] * margin * worth.annuity(kept, known_.years, rate)
        at.append(float((value - (drawn.cost[:, 0] if known_.basis == NET else 0.0)).mean()))
    return (name, *ends, *at, mean)


def trial(found: Appraised, frequency: pd.DataFrame) -> Trial | None:
    """The test that would separate the first choice from the others best; None where none would.

    It is of the lever whose effect is most worth knowing, in its best segment. `frequency`:
    `segment`, `lever`, `a_year`: how often an account has such an event in a year. The delay is
    the first year's margin of the first choice, of the accounts that are not treated meanwhile.
    """
    told = unknowns(found)
    told = told[(told["parameter"] == EFFECT) & (told["worth_knowing"] > 0)]
    if told.empty:
        return None
    lever, segment = told.iloc[0][["lever", "segment"]]
    rows, top = found.ranked, found.ranked.iloc[0]
    row = rows[(rows["lever"] == lever) & (rows["segment"] == segment)].iloc[0]
    often = frequency[(frequency["lever"] == lever) & (frequency["segment"] == segment)]
    change = row["uplift"] * row["probability"] / row["rate"] if row["rate"] > 0 else 0.0
    ratio = 1 - change if lever == RETENTION else 1 + change
    each = accounts_needed(float(often["a_year"].iloc[0]), ratio) if len(often) else None
    there = int(row["accounts"])
    same = lever == top["lever"] and segment == top["segment"]
    treated = min(1.0, (each or 0) / there) if same and there else 0.0
    delay = float(top["d_arr"] * top["margin"] * (1 - treated))
    return Trial(lever, segment, each, there, delay)


class MostWorth(Sentence):
    parameter: Code
    worth: Money


class Worthless(Sentence): ...


class Flips(Sentence):
    parameter: Code
    share: Share


@exhibit(
    part=Part.A6,
    shows=Table(
        c.parameter, c.choice, c.level_now, c.level_low, c.level_high, c.worth_knowing,
        c.level_flip, c.successor, c.flip_share,
    ),
)  # fmt: skip
def information(
    not_known: pd.DataFrame, engagement: Engagement
) -> Shown[MostWorth | Worthless | Flips | Choice | Level] | Absent:
    """What would it be worth to know before choosing, and what would change the choice? (M68)"""
    if not_known.empty:
        return Absent("quarter")
    successors = not_known[["to_lever", "to_segment"]].set_axis(["lever", "segment"], axis=1)
    flips = not_known["to_lever"].notna()
    next_ = headed(successors[flips])["choice"].reindex(not_known.index).astype(object)
    frame = headed(not_known).assign(
        level_now=levels(not_known, "now"), level_low=levels(not_known, "low"),
        level_high=levels(not_known, "high"), level_flip=levels(not_known, "flips_at"),
        successor=next_.where(flips, None),
    )  # fmt: skip
    first = not_known.iloc[0]
    code = Code("parameter", first["parameter"])
    if first["worth_knowing"] < HALF_A_EURO:
        return Shown(frame, title=Worthless())
    said = (Flips(code, Share(first["flip_share"])),) if pd.notna(first["flip_share"]) else ()
    worth_knowing = Money(first["worth_knowing"], engagement.currency)
    return Shown(frame, title=MostWorth(code, worth_knowing), say=said)
