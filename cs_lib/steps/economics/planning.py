"""What would retention, expansion and upsell cost by rule of thumb, and what do they cost here?

x1, x2 and x4 are a planning rule (S2), not a measurement, and an average is not marginal (M47).
"""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.steps.economics.ratios import headline

LEVERS = {"retention": "CRC", "expansion": "CEC", "upsell": "CUC", "new business": "CAC"}
"""Each lever with the ratio that says what it costs."""
PLANNING: Mapping[str, float] = MappingProxyType(
    {"retention": 1.0, "expansion": 2.0, "upsell": 4.0}
)
"""S2: retention costs 1, expansion twice, upsell four times as much."""
PACIFIC_CREST: Mapping[str, float] = MappingProxyType(
    {"retention": 0.13, "expansion": 0.20, "upsell": 0.27, "new business": 1.13}
)
"""Median cost of a unit of ACV in the Pacific Crest survey of 2016; n is not printed with it."""


def table(engagement: Engagement, ratios: pd.DataFrame) -> pd.DataFrame:
    """The three sets of relative cost side by side; empty without a CRC ratio.

    Columns: `lever`, `planning_multiple`, `planning`, `pacific_multiple`, `pacific`,
    `client_multiple`, `client`, `marginal`. A multiple is of retention in the same set; `planning`
    is the multiple times the client's CRC ratio, `marginal` what the client gives for one more.
    """
    columns = [
        "lever", "planning_multiple", "planning", "pacific_multiple", "pacific",
        "client_multiple", "client", "marginal",
    ]  # fmt: skip
    crc = headline(ratios, "CRC")
    if crc is None:
        return pd.DataFrame(columns=columns)
    rows = []
    marginal: Mapping[str, float] = {
        str(k): v for k, v in engagement.assumptions.marginal_costs.items()
    }
    for lever, ratio in LEVERS.items():
        rule, now = PLANNING.get(lever), headline(ratios, ratio)
        rows.append(
            {
                "lever": lever.capitalize(),
                "planning_multiple": rule,
                "planning": None if rule is None else rule * crc,
                "pacific_multiple": PACIFIC_CREST[lever] / PACIFIC_CREST["retention"],
                "pacific": PACIFIC_CREST[lever],
                "client_multiple": None if now is None or not crc else now / crc,
                "client": now,
                "marginal": marginal.get(lever),
            }
        )
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], float))
