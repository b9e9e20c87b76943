"""Work against wishes, by hand."""

from typing import Any

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s02_as_is import activity, seats
from cs_lib.texts import Count
from tests.steps.s02_as_is.builders import activities, books, engagement, intake, roster

LOG = activities(
    ("2025-02-01", "A", "P1", "renewal", None, 60),
    ("2025-02-01", "A", "P1", "nurturing", None, 59),
    ("2025-02-01", "B", "P2", "escalation", None, 60),
    ("2025-02-01", "C", "P3", "renewal", None, 9),
    ("2025-02-01", "C", "T1", "renewal", None, 9),
)  # fmt: skip
GIVEN = intake(roster=roster(), activities=LOG)


def seated(edition: str = "internal") -> pd.DataFrame:
    return seats.seated(activity.logged(books(), GIVEN), engagement(edition=edition), GIVEN)


def test_the_seat_is_the_driver_with_most_hours() -> None:
    found = seated().set_index("person")
    # S1 logged nothing, T1 has no wish
    assert found["seat"].to_dict() == {
        "P1": "first_choice", "P2": "not_listed", "P3": "listed"
    }  # fmt: skip
    assert found["preference"].tolist()[::2] == [1, 2]


def test_roles_are_counted() -> None:
    shown: Any = seats.seats_by_role.make(seated(), engagement())
    assert shown.title == seats.Wrong(Count(1), Count(3))
    assert shown.frame.iloc[0].tolist() == ["csm", 3, 1, 1, 1]


def test_a_client_edition_names_nobody() -> None:
    client = engagement(edition="client")
    found = seated("client")
    assert found["person"].isna().all()
    assert seats.seat_list.make(found, client).title == seats.Unnamed()
    assert seats.seat_list.make(found, client).frame is None


def test_without_wishes_or_hours_there_is_nothing() -> None:
    assert seats.seats_by_role.make(seated().iloc[:0], engagement()) == Absent("passion")
