"""Nobody is named in a client edition."""

import pandas as pd

from cs_lib.steps.s02_as_is import persons
from tests.steps.s02_as_is.builders import engagement, intake, roster


def test_three_people_at_least_in_a_client_edition() -> None:
    assert persons.least(engagement()) == 1
    assert persons.least(engagement(edition="client")) == 3


def test_numbers_tell_nothing_of_the_order() -> None:
    people = pd.Series(["Ann", "Bob", "Cy", "Ann"])
    found = persons.numbers(people)
    assert found[0] == found[3]
    assert sorted(found.unique()) == ["1", "2", "3"]
    assert persons.numbers(people[::-1]).sort_index().tolist() == found.tolist()


def test_an_internal_edition_leaves_owners_as_they_are() -> None:
    owners = pd.Series(["P1", "Jo Doe", None])
    found = persons.owners(owners, engagement(), intake(roster=roster()))
    assert found.tolist() == owners.tolist()
