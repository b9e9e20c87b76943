"""Of how few people may an edition tell, and who is on the roster?"""

from cs_lib.steps.s02_as_is import persons
from tests.steps.s02_as_is.builders import engagement, intake, roster


def test_three_people_at_least_in_a_client_edition() -> None:
    assert persons.least(engagement()) == 1
    assert persons.least(engagement(edition="client")) == 3
    assert persons.least(engagement(edition="client", name_people=True)) == 3


def test_everybody_on_the_roster_has_a_role_and_a_post() -> None:
    found = persons.roster(
        intake(roster=roster([("P1", "account_manager", None, 90.0, None, None, "grr", 1, 1)]))
    )
    assert found[["role_type", "fte"]].values.tolist() == [["account manager", 1.0]]
    assert persons.roster(intake()).empty
