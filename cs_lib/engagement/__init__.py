"""The engagement file: one YAML per client and review, read into a frozen `Engagement`.

Unknown keys are refused with the nearest known name, because a misspelt key that is ignored
would run the report on a default nobody chose.
"""

from typing import Any

from cs_lib.engagement.engine import Engine
from cs_lib.engagement.frozen import FrozenDict
from cs_lib.engagement.limits import Alarm, Limits
from cs_lib.engagement.models import Assumptions, Edition, Engagement, Signoff
from cs_lib.engagement.names import FIGURES
from cs_lib.engagement.policies import GRAINS, POLICIES, Alternative, Policies, Policy
from cs_lib.engagement.reading import document, load
from cs_lib.engagement.scalars import CurrencyCode
from cs_lib.engagement.table_source import Lookup, TableSource


def schema() -> dict[str, Any]:
    """What may the engagement file hold? A JSON schema."""
    return Engagement.json_schema()


__all__ = [
    "FIGURES",
    "GRAINS",
    "POLICIES",
    "Alarm",
    "Alternative",
    "Assumptions",
    "CurrencyCode",
    "Edition",
    "Engagement",
    "Engine",
    "FrozenDict",
    "Limits",
    "Lookup",
    "Policies",
    "Policy",
    "Signoff",
    "TableSource",
    "document",
    "load",
    "schema",
]
