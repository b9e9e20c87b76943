"""How you stand with sponsors, by hand."""

import pandas as pd

from cs_lib.steps.s06_personas import sponsors
from cs_lib.steps.s06_personas.people import people
from cs_lib.texts import Count, Day, Money, Name, Share
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s06_personas.builders import ACCOUNTS, books, contacts


def states(*rows: tuple[object, ...]) -> pd.DataFrame:
    found = sponsors.states(people(books(), contacts(*rows)), ACCOUNTS, books(), 90)
    return found.set_index("account")


def test_ninety_days_without_a_contact_are_cold() -> None:
    found = states(
        ("A", "chief", "decides", "2025-10-02"),
        ("B", "chief", "decides", "2025-10-01"),
        ("B", "user", "uses", "2025-12-30"),
    )
    assert found["sponsor_days"].to_dict()["A"] == 90
    assert found["sponsor_state"].to_dict() == {
        "A": sponsors.FRESH, "B": sponsors.NOT_MET, "C": sponsors.UNKNOWN
    }  # fmt: skip


def test_a_sponsor_who_left_within_the_year_was_replaced_or_not() -> None:
    found = states(
        ("A", "chief", "decides", "2025-05-01", "2025-06-01"),
        ("B", "chief", "decides", "2025-05-01", "2025-06-01"),
        ("B", "chief", "decides", "2025-12-01"),
        ("C", "chief", "decides", "2024-05-01", "2024-06-01"),
    )
    assert found["sponsor_state"].to_dict() == {
        "A": sponsors.LEFT, "B": sponsors.REPLACED, "C": sponsors.UNKNOWN
    }  # fmt: skip


def test_a_contact_without_a_day_was_not_met() -> None:
    assert states(("A", "chief", "decides"))["sponsor_state"]["A"] == sponsors.NOT_MET


def test_the_list_has_those_whose_sponsor_left_first() -> None:
    found = states(
        ("A", "chief", "decides", "2025-05-01", "2025-06-01"),
        ("B", "chief", "decides", "2025-01-01"),
    ).reset_index()
    compared = pd.DataFrame([("lost", 40, 0.5, 0.1), ("kept", 60, 0.2, 0.1)],
                            columns=sponsors.COMPARED)  # fmt: skip
    told = sponsors.sponsor_risk.make(found, compared, found, engagement())
    assert told.title == sponsors.AtRisk(Money(400.0, "EUR"), Count(2))
    assert told.frame["account"].tolist() == ["Alder", "Birch"]
    assert told.say == (
        sponsors.Gone(Count(1), Money(100.0, "EUR")),
        sponsors.First(Name("Alder"), Day(pd.Timestamp("2025-06-01"))),
        sponsors.Foretold(Share(0.5), Count(40), Share(0.2), Count(60)),
    )


def test_a_difference_that_may_be_chance_is_not_told() -> None:
    found = states(("A", "chief", "decides", "2025-05-01", "2025-06-01")).reset_index()
    compared = pd.DataFrame([("lost", 30, 0.3, -0.1), ("kept", 60, 0.2, -0.1)],
                            columns=sponsors.COMPARED)  # fmt: skip
    told = sponsors.sponsor_risk.make(found, compared, found, engagement())
    assert not [each for each in told.say if isinstance(each, sponsors.Foretold)]
