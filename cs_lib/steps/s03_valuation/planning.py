"""What would retention, expansion and upsell cost by rule of thumb, and what do they cost here?

x1, x2 and x4 are a planning rule (S2), not a measurement, and an average is not marginal (M47).
"""

import math
from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import Annotated, Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s03_valuation import ratios as by_ratio
from cs_lib.steps.s03_valuation.ratios import headline
from cs_lib.texts import Cell, Code, Money, Sentence, Times

LEVERS = {
    "retain": ("retention", "CRC"),
    "expand": ("expansion", "CEC"),
    "upsell": ("upsell", "CUC"),
    "acquire": ("new business", "CAC"),
}
"""Each motion with its lever's name in the engagement, and the ratio that says what it costs."""
PLANNING: Mapping[str, float] = MappingProxyType({"retain": 1.0, "expand": 2.0, "upsell": 4.0})
"""S2: retention costs 1, expansion twice, upsell four times as much."""
PACIFIC_CREST: Mapping[str, float] = MappingProxyType(
    {"retain": 0.13, "expand": 0.20, "upsell": 0.27, "acquire": 1.13}
)
"""Median cost of 1 of ACV in the Pacific Crest survey of 2016 (n = 336)."""
COLUMNS = (
    "motion", "rule", "rule_cost", "measured_multiple", "unit_cost", "pacific_multiple",
    "marginal_cost",
)  # fmt: skip


class Furthest(Sentence):
    motion: Code
    measured: Annotated[Times, "measured_multiple"]
    rule: Times


class Other(Furthest):
    """Another motion beside its rule."""


class Others(Sentence):
    motions: tuple[Other, ...]


class Average(Sentence):
    one: Money


class InForce(Sentence):
    chosen: Code


Says = Furthest | Others | Average | InForce


@exhibit(
    part=Part.A6,
    shows=Table(
        c.motion, c.rule, c.rule_cost, c.measured_multiple, c.unit_cost, c.pacific_multiple,
        c.marginal_cost,
    ),
    needs=("costs",),
)  # fmt: skip
def planning(ratios: pd.DataFrame, engagement: Engagement) -> Shown[Says] | Absent:
    """What would each motion cost by rule of thumb, and what does it cost here?"""
    rows = table(engagement, ratios)
    if rows.empty:
        return Absent(by_ratio.lacking(ratios, "CRC"))
    measured = rows[rows["motion"] != "retain"].dropna(subset=["rule"])
    measured = measured[measured["measured_multiple"] > 0]
    said = [_beside(row) for row in measured.to_dict("records")]
    ordered = sorted(said, key=lambda each: -abs(math.log(each.measured.value / each.rule.value)))
    title = Furthest(**vars(ordered[0])) if ordered else None
    say: list[Says] = [Others(tuple(ordered[1:]))] if ordered[1:] else []
    say.append(Average(Money(1.0, engagement.currency)))
    note = InForce(Code("lever_costs", engagement.assumptions.lever_costs))
    return Shown(rows, title=title, say=tuple(say), note=(note,))


def _beside(row: Mapping[Hashable, Any]) -> Other:
    at = Cell("valuation.planning", str(row["motion"]), "measured_multiple")
    measured, rule = float(row["measured_multiple"]), float(row["rule"])
    return Other(Code("motion", str(row["motion"])), Times(measured, at=at), Times(rule))


def table(engagement: Engagement, ratios: pd.DataFrame) -> pd.DataFrame:
    """The sets of relative cost side by side (`COLUMNS`); empty without a CRC ratio.

    A multiple is of retention in the same set; `rule_cost` is the rule times the company's CRC
    ratio, `marginal_cost` what the engagement gives for one more.
    """
    crc = headline(ratios, "CRC")
    if not crc:
        return pd.DataFrame(columns=list(COLUMNS))
    stated = {str(name): cost for name, cost in engagement.assumptions.marginal_costs.items()}
    rows = []
    for motion, (lever, ratio) in LEVERS.items():
        rule, now = PLANNING.get(motion), headline(ratios, ratio)
        rows.append(
            {
                "motion": motion,
                "rule": rule,
                "rule_cost": None if rule is None else rule * crc,
                "measured_multiple": None if now is None else now / crc,
                "unit_cost": now,
                "pacific_multiple": PACIFIC_CREST[motion] / PACIFIC_CREST["retain"],
                "marginal_cost": stated.get(lever),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[1:], float))
