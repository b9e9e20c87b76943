"""From today's cost ratios to the targets: which way, year by year (3.08)?"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.metrics import BY_SLUG
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.ratios import HEADLINE

AIMED = {"CAC": "cac_ratio", "CRC": "crc_ratio", "CEC": "cec_ratio", "CUC": "cuc_ratio"}


def table(engagement: Engagement, ratios: pd.DataFrame) -> pd.DataFrame:
    """A straight way from each ratio to its target, over `assumptions.path_years`.

    Columns: `ratio`, `year` ("Now", "Year 1", ...), `value`, `saved` (what the lower ratio frees
    in that year at today's base; negative where the target is above today). Only ratios that are
    known and have a target; empty without any.
    """
    years, rows = engagement.assumptions.path_years, []
    heads = ratios[(ratios["variant"] == HEADLINE) & (ratios["segment"] == EVERYONE)]
    for row in heads.to_dict("records"):
        slug = AIMED[row["ratio"]]
        target = engagement.targets.get(slug)
        if target is None or pd.isna(row["value"]):
            continue
        for year in range(years + 1):
            value = row["value"] + (target - row["value"]) * year / years
            name = f"Year {year}" if year else "Now"
            saved = (row["value"] - value) * row["base"]
            rows.append((BY_SLUG[slug].name, name, value, saved))
    return pd.DataFrame(rows, columns=["ratio", "year", "value", "saved"])
