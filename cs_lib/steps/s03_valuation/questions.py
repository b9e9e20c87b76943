"""Which CAC ratio is it? Kellogg's six questions, answered for the client's own choices.

Two CAC ratios can only be compared when all six have the same answer. Source: D. Kellogg.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.segments import whole
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s03_valuation import ratios as by_ratio
from cs_lib.texts import Cell, Count, Money, Sentence

COLUMNS = ("question", "cac_choice", "cac_alternative", "ratio_value", "unit")
EARLIER, SAME_MONTHS = "earlier", "same_months"


class Six(Sentence):
    one: Money
    cost: Annotated[Money, "unit_cost"]


class Lag(Sentence):
    months: Count


@exhibit(
    part=Part.A6,
    shows=Table(c.question, c.cac_choice, c.cac_alternative, c.ratio_value),
    needs=("costs",),
)
def questions(ratios: pd.DataFrame, engagement: Engagement) -> Shown[Six | Lag] | Absent:
    """Which six choices make the ratio of winning customers?"""
    value = by_ratio.headline(ratios, "CAC")
    if value is None:
        return Absent(by_ratio.lacking(ratios, "CAC"))
    at = Cell("valuation.unit_costs", "CAC", "unit_cost")
    say: list[Six | Lag] = [
        Six(Money(1.0, engagement.currency), Money(value, engagement.currency, at=at))
    ]
    if months := engagement.assumptions.acquisition_lag_months:
        say.append(Lag(Count(months)))
    return Shown(table(engagement, ratios), say=tuple(say))


def table(engagement: Engagement, ratios: pd.DataFrame) -> pd.DataFrame:
    """The six questions: `COLUMNS`; `ratio_value` is the ratio by the alternative, in `unit`."""
    chosen, rows = engagement.assumptions, whole(ratios[ratios["ratio"] == "CAC"])
    values = rows.set_index("variant")["value"]
    margin, within = chosen.acquisition_on == "margin", chosen.onboarding_counts_as == "acquire"
    lag = chosen.acquisition_lag_months
    other = by_ratio.lagged(next(each for each in (3, 0) if each != lag))
    onto = by_ratio.ON_REVENUE if margin else by_ratio.ON_MARGIN
    onboarding = by_ratio.ONBOARDING_OUT if within else by_ratio.ONBOARDING_IN
    asked = [
        ("months_or_years", "per_arr", "per_mrr", values[by_ratio.HEADLINE] * 12, "ratio"),
        ("logos_or_money", "money", "per_logo", values.get(by_ratio.PER_LOGO), "money"),
        ("up_or_down", "gross", by_ratio.NET, values.get(by_ratio.NET), "ratio"),
        ("revenue_or_margin", "margin" if margin else "revenue", onto, values.get(onto), "ratio"),
        ("success_cost", "in" if within else "out", onboarding, values.get(onboarding), "ratio"),
        ("lag", EARLIER if lag else SAME_MONTHS, other, values.get(other), "ratio"),
    ]
    return pd.DataFrame(asked, columns=list(COLUMNS)).astype({"ratio_value": float})
