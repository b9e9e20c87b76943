"""What is assumed, not measured? Every assumption in force, with where it comes from."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.numbers import MISSING

DECIDES: Mapping[str, str] = MappingProxyType(
    {
        "gross_margin": "what is left of a unit of ARR after the cost of delivering it",
        "discount_rate": "what a year of waiting takes off later money",
        "horizon_months": "how far ahead a customer's value is counted",
        "complete_since": "from which day customers who left are in the data, too",
        "multiple": "value of the company for one unit of ARR",
        "acquisition_lag_months": "how long acquisition cost goes before the ARR it wins",
        "acquisition_on": "whether CAC is held against new ARR or its margin",
        "onboarding_counts_as": "whether on-boarding retains or acquires",
        "expansion_includes_price": "whether price rises are expansion won",
        "segment_key": "by what cost without a segment is shared out",
        "csm_share_of_crc": "which part of retention cost pays managers",
        "path_years": "how long the way to the target ratios takes",
        "lever_costs": "which set of relative costs ranks the levers",
        "marginal_costs": "what one more unit of ARR costs, by lever",
        "uplifts": "what a lever can add, where history is not to say it",
        "probabilities": "how likely a lever reaches its uplift",
        "budget": "a year's spend to be shared out",
        "responses": "how value answers to spend, where history is not to say it",
        "minimum_service": "the part of today's spend that every cell keeps",
    }
)


def table(engagement: Engagement) -> pd.DataFrame:
    """Columns: `assumption`, `value` (as text), `source`, `decides`; those the client set first."""
    given = engagement.assumptions.model_fields_set
    rows = [
        (name, _value(value), _source(name in given, value), DECIDES[name])
        for name, value in engagement.assumptions.model_dump().items()
    ]
    ordered = sorted(rows, key=lambda row: row[0] not in given)
    return pd.DataFrame(ordered, columns=["assumption", "value", "source", "decides"])


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        within = (
            f"{key} ({_value(each)})" if isinstance(each, Mapping) else f"{key} {_value(each)}"
            for key, each in value.items()
        )
        return ", ".join(within) or MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return MISSING if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _source(given: bool, value: object) -> str:
    if given:
        return "stated by the client"
    return "not given" if value is None or value == {} else "default of this kit"
