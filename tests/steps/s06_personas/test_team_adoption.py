"""Where is one person of a team far behind the others, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s06_personas import team_adoption
from cs_lib.steps.s06_personas.people import COLUMNS
from cs_lib.texts import Count
from tests.steps.s06_personas.builders import ACCOUNTS, books

NOBODY = pd.DataFrame(columns=COLUMNS)


def used(**teams: tuple[float, ...]) -> Any:
    rows = [
        ("2025-12-31", who, "actions", value, f"{who}{n}")
        for who, values in teams.items()
        for n, value in enumerate(values)
    ]
    frame = pd.DataFrame(rows, columns=["date", "customer_id", "metric", "value", "user_id"])
    old = frame.assign(date="2025-06-30", value=9999.0)
    all_rows = pd.concat([frame, old], ignore_index=True)
    return SimpleNamespace(tables={"usage": all_rows.assign(date=pd.to_datetime(all_rows["date"]))})


def teams(**used_by: tuple[float, ...]) -> pd.DataFrame:
    found = team_adoption.teams(NOBODY, ACCOUNTS, books(), used(**used_by))
    return found.set_index("account")


def test_below_a_fifth_of_the_median_is_a_weak_link_and_below_half_is_behind() -> None:
    found = teams(A=(100, 100, 19), B=(100, 100, 20, 40))
    assert found["weak_link"].to_dict() == {"A": True, "B": False}
    # the median of B is 70: 20 lies below half, 40 does not
    assert found["below_half"].to_dict() == {"A": pytest.approx(1 / 3), "B": 0.25}
    assert found.loc["A", "weakest_share"] == pytest.approx(0.19)
    # of 100, 100 and 19 the mean is 73 and the standard deviation the root of 2187
    assert found.loc["A", "use_spread"] == pytest.approx(2187**0.5 / 73)


def test_two_people_are_no_team_and_old_use_does_not_count() -> None:
    assert set(teams(A=(100, 1), B=(5, 5, 5)).index) == {"B"}


def test_the_weakest_is_told_by_persona_where_the_user_is_a_contact() -> None:
    known = pd.DataFrame([["A", "A2", "power user", *[None] * 7]], columns=COLUMNS)
    found = team_adoption.teams(known, ACCOUNTS, books(), used(A=(100, 100, 1)))
    assert found["weakest_persona"].tolist() == ["power user"]


def test_what_is_said_of_them() -> None:
    told = team_adoption.team_adoption.make(teams(A=(100, 100, 1), B=(5, 5, 5)).reset_index())
    assert told.title == team_adoption.Weak(Count(1), Count(2))
    assert told.frame["account"].tolist() == ["Alder"]
    even = team_adoption.team_adoption.make(teams(B=(5, 5, 5)).reset_index())
    assert (even.frame, even.title) == (None, team_adoption.NoneWeak(Count(1)))
    assert team_adoption.team_adoption.make(teams().reset_index()) == Absent("usage")
