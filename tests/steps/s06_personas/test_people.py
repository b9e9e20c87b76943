"""Who decides, who backs you, who has gone: read from the words of a client's own sheet."""

import pandas as pd
import pytest

from cs_lib.steps.s06_personas import people
from tests.steps.s06_personas.builders import books, contacts


@pytest.mark.parametrize(
    ("persona", "part", "decides", "sponsors"),
    [
        ("economic buyer", "decides", True, True),
        ("Head of IT", "Decision Maker", True, True),
        ("Finance", "Budget holder", True, True),
        ("executive sponsor", "sponsors", False, True),
        ("champion", "recommends", False, False),
        # where the part is told, the persona does not decide
        ("economic buyer", "uses", False, True),
        ("Economic Decision Maker", None, True, True),
        ("owner-manager", None, False, True),
        (None, "approves", True, True),
    ],
)
def test_a_part_in_the_decision_is_told_from_the_words(
    persona: str | None, part: str | None, decides: bool, sponsors: bool
) -> None:
    row = people.people(books(), contacts(("A", persona, part))).iloc[0]
    assert (row["decides"], row["sponsors"]) == (decides, sponsors)


def test_who_left_by_the_last_day_has_gone_and_nobody_is_known_from_the_future() -> None:
    found = people.people(
        books(),
        contacts(
            ("A", "champion", "uses", "2025-10-01", "2025-11-01"),
            ("A", "champion", "uses", "2026-01-05", "2026-02-01"),
        ),
    )
    assert found["gone"].tolist() == [True, False]
    assert found["left_on"].tolist() == [pd.Timestamp("2025-11-01"), pd.NaT]
    assert found["last_contact"].tolist() == [pd.Timestamp("2025-10-01"), pd.NaT]
    assert people.current(found)["contact"].tolist() == ["K1"]


def test_names_are_not_read() -> None:
    found = people.people(books(), contacts(("A", "champion", "uses")))
    assert list(found) == people.COLUMNS
    assert "Somebody" not in found.to_string()


def test_nobody_belongs_to_one_product() -> None:
    assert people.people(books(grain="product"), contacts(("A", "champion", "uses"))).empty
