"""How are people told? By the code that the client gives; in a client edition by role alone.

Source: the engagement's `edition`. A client edition names nobody, and shows no score, skill, wish
or pay of fewer than three people.
"""

import hashlib

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.tables import TABLES

LEAST = 3
"""The fewest people, or raters, of whom a client edition tells."""
_TEAMS = {
    "raci": ("team",), "handoffs": ("from_team", "to_team"), "roster": ("role_type",),
    "incentives": ("role_type",),
}  # fmt: skip


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


def numbers(people: "pd.Series[str]") -> "pd.Series[str]":
    """A number for each person, in an order that tells nothing of them."""
    mixed = sorted(people.unique(), key=lambda each: hashlib.sha256(str(each).encode()).hexdigest())
    return people.map({each: str(number) for number, each in enumerate(mixed, start=1)})


def owners(values: "pd.Series[str]", engagement: Engagement, intake: Intake) -> "pd.Series[str]":
    """Who answers for what: as given, or in a client edition teams alone.

    Someone on the roster becomes the role, and a word that is no team's and no role's is left out.
    """
    if engagement.edition != "client":
        return values
    people = roster(intake)
    roles = people[people["role_type"] != ""].set_index("person")["role_type"]
    teams = {
        str(name).casefold().replace("_", " ")
        for table, columns in _TEAMS.items()
        if table in intake.tables
        for column in columns
        for name in intake.tables[table][column].dropna()
    }
    known = spaced(values.fillna("")).str.casefold().isin(teams)
    return values.where(known, values.map(roles))
