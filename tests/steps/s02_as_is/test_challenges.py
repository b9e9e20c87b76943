"""Borda's count by hand: three, two and one points."""

from typing import Any

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s02_as_is import challenges
from cs_lib.texts import Count, Name
from tests.steps.s02_as_is.builders import engagement, intake, roster, table

ROWS = table(
    "challenges",
    ("P1", 1, "time"), ("P1", 2, "tools"), ("P1", 3, "goals"), ("P2", 1, "goals"),
    ("P2", 2, "time"), ("P3", 1, "goals"), ("S1", 1, "tools"), ("S1", 2, "time"),
    columns="person rank challenge",
)  # fmt: skip


def votes(edition: str = "internal") -> pd.DataFrame:
    given = intake(challenges=ROWS, roster=roster())
    return challenges.counted(engagement(edition=edition), given)


def test_points_are_added_and_ties_go_to_more_first_places() -> None:
    found = challenges.ranked(votes()).set_index("challenge")
    # goals 1 + 3 + 3, time 3 + 2 + 2, tools 2 + 3
    assert found["borda_points"].to_dict() == {"goals": 7, "time": 7, "tools": 5}
    assert found["first_places"].tolist() == [2, 1, 1]


def test_each_role_has_its_own_first() -> None:
    found = challenges.by_role(votes()).set_index("role")
    # three managers could give nine points; goals got seven
    assert found.loc["csm", ["people", "challenge", "place_in_all"]].tolist() == [3, "goals", 1]
    assert found.loc["csm", "points_share"] == 7 / 9
    assert found.loc["support", ["challenge", "place_in_all"]].tolist() == ["tools", 3]


def test_the_greatest_is_named() -> None:
    shown: Any = challenges.challenges.make(votes(), engagement())
    assert shown.title == challenges.Greatest(Count(3), Count(4))
    assert shown.say == (challenges.Named(Name("goals")), challenges.Next(Name("time")))


def test_a_client_edition_has_no_person_and_no_role_of_one() -> None:
    client = engagement(edition="client")
    told = votes("client")
    assert set(told["voter"]) == {"1", "2", "3", "4"}
    shown: Any = challenges.challenges_by_role.make(told, client)
    assert shown.frame["role"].tolist() == ["csm"]
    assert shown.say[-1] == challenges.FewLeftOut()
    two = told[told["voter"].isin(["1", "2"])]
    assert challenges.challenges.make(two, client) == Absent("challenges")
