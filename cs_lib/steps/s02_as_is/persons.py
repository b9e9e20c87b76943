"""Who is on the roster, and of how few people may this edition tell?

Source: the engagement's `edition`. A client edition shows no score, skill, wish or pay of fewer
than three people, whether or not it may name them.
"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.tables import TABLES

LEAST = 3
"""The fewest people, or raters, of whom a client edition tells."""


def least(engagement: Engagement) -> int:
    """How many people must stand behind what is shown?"""
    return LEAST if engagement.edition == "client" else 1


def roster(intake: Intake) -> pd.DataFrame:
    """The roster with a role for everybody and one full post where none is given; else no rows."""
    rows = intake.tables.get("roster", pd.DataFrame(columns=list(TABLES["roster"].column_names)))
    return rows.assign(role_type=spaced(rows["role_type"]).fillna(""), fte=rows["fte"].fillna(1.0))


def spaced(names: "pd.Series[str]") -> "pd.Series[str]":
    """Roles and metrics as people write them: a system's `account_manager` is two words."""
    return names.str.replace("_", " ")
