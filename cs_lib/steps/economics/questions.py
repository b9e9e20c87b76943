"""Which CAC ratio is it? Kellogg's six questions, answered for the client's own choices.

Two CAC ratios can only be compared when all six have the same answer. Source: D. Kellogg.
"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.numbers import MISSING, count, money_short, number
from cs_lib.steps.economics import ratios
from cs_lib.steps.economics.bases import EVERYONE

COLUMNS = ["question", "answer", "headline", "otherwise", "value"]


def table(engagement: Engagement, found: pd.DataFrame) -> pd.DataFrame:
    """The six questions. Columns: `question`, `answer`, `headline`, `otherwise`, `value`.

    `headline` is the ratio as answered, `value` what it would be `otherwise`; both as text.
    """
    if found.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = found[(found["ratio"] == "CAC") & (found["segment"] == EVERYONE)]
    values = rows.set_index("variant")["value"]
    now = values[ratios.HEADLINE]
    asked = [
        ("Months or years?", "years: cost per unit of ARR", "per unit of MRR", number(now * 12)),
        ("Customers or money?", "money", *_logo(values, engagement)),
        ("Up or down?", "new ARR only, what was lost is not taken off", *_say(values, ratios.NET)),
        _margin(engagement, values),
        _onboarding(engagement, values),
        _lag(engagement, values),
    ]
    made = [
        (question, answer, number(now), other, value) for question, answer, other, value in asked
    ]
    return pd.DataFrame(made, columns=COLUMNS)


def _say(values: "pd.Series[float]", variant: str) -> tuple[str, str]:
    return variant, number(values.get(variant))


def _logo(values: "pd.Series[float]", engagement: Engagement) -> tuple[str, str]:
    return ratios.PER_LOGO, money_short(values[ratios.PER_LOGO], engagement.currency)


def _margin(engagement: Engagement, values: "pd.Series[float]") -> tuple[str, str, str, str]:
    question, chosen = "Revenue or margin?", engagement.assumptions
    if chosen.acquisition_on == "margin":
        return question, "gross margin on new ARR", *_say(values, ratios.ON_REVENUE)
    if chosen.gross_margin is None:
        return question, "revenue", "on gross margin: the margin is not given", MISSING
    return question, "revenue", *_say(values, ratios.ON_MARGIN)


def _onboarding(engagement: Engagement, values: "pd.Series[float]") -> tuple[str, str, str, str]:
    question = "Customer-success cost in or out?"
    if engagement.assumptions.onboarding_counts_as == "acquire":
        return question, "on-boarding is in, the rest is out", *_say(values, ratios.ONBOARDING_OUT)
    return question, "out: it retains", *_say(values, ratios.ONBOARDING_IN)


def _lag(engagement: Engagement, values: "pd.Series[float]") -> tuple[str, str, str, str]:
    months = engagement.assumptions.acquisition_lag_months
    answer = f"cost {count(months, 'month')} before" if months else "none: cost of the same months"
    other = next(each for each in (3, 0) if each != months)
    return "Which period lag?", answer, *_say(values, ratios.lagged(other))
