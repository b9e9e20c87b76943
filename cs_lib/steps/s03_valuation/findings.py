"""What does step 3 hand up to the first page? The cost ratio whose miss costs most a year."""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits.findings import Finding
from cs_lib.steps.s03_valuation.page import grade_of
from cs_lib.steps.s03_valuation.unit_costs import company


def found(engagement: Engagement, ratios: pd.DataFrame, costs: pd.DataFrame) -> tuple[Finding, ...]:
    """The ratio furthest above its target, in money a year; nothing where none is above."""
    above = [each for each in company(engagement, ratios).values() if each.over > 0]
    if not above:
        return ()
    worst = max(above, key=lambda each: each.over)
    assert worst.target is not None
    return (
        Finding(
            "cost_over_target", "spend", "valuation.ratio_variants", grade_of(costs), "allocated",
            money=worst.over, about=worst.name, waiting=worst.over / 4,
            facts={"value": worst.value, "target": worst.target},
        ),
    )  # fmt: skip
