"""Five people, four accounts, 1,000 of ARR."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s02_as_is import people
from cs_lib.texts import Count, Name, Quantity
from tests.steps.s02_as_is.builders import books, engagement, intake, roster

GIVEN = intake(roster=roster())


def staffed(edition: str = "internal") -> pd.DataFrame:
    return people.staffed(books(), engagement(edition=edition), GIVEN)


def test_a_role_looks_after_the_segment_that_it_serves_or_all() -> None:
    found = staffed().set_index(["role", "serves"])
    large = found.loc[("csm", "Large")]
    assert large.tolist() == pytest.approx([2, 1.5, 135, 2 / 1.5, 700 / 1.5, 135 / 700])
    support = staffed().set_index("role").loc["support"]
    assert pd.isna(support["serves"])
    assert support["accounts_per_fte"] == 4


def test_a_client_edition_tells_no_pay_of_two_people() -> None:
    assert staffed("client")["people_cost"].isna().all()


def test_the_fullest_post_is_of_the_table() -> None:
    shown: Any = people.people.make(staffed(), GIVEN, books(), engagement())
    assert shown.title == people.Team(Count(5), Count(4))
    assert shown.say[0] == people.Posts(Quantity(4.5))
    # 300 of cost for 1,000 of ARR
    assert shown.say[1].cents.value == pytest.approx(0.3)
    assert shown.say[2] == people.Fullest(Name("csm"), Name("Small"), Quantity(2))
