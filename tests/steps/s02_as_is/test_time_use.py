"""Three kinds of time, by hand."""

from typing import Any

import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s02_as_is import activity, time_use
from cs_lib.texts import Scope
from tests.steps.s02_as_is.builders import activities, books, intake

LOG = activities(
    ("2025-02-01", "A", "P1", "escalation", "customer_to_vendor", 60),
    ("2025-02-01", "A", "P1", "renewal", "customer_to_vendor", 60),
    ("2025-02-01", "A", "P1", "renewal", "vendor_to_customer", 120),
    ("2025-02-01", "C", "P3", "nurturing", None, 240),
)  # fmt: skip


def test_escalation_is_defence_whoever_started_it() -> None:
    rows = time_use.split(activity.logged(books(), intake(activities=LOG)))
    assert rows["segment"].tolist()[:2] == ["Large", "Small"]
    assert rows.iloc[0, 1:].tolist() == [4, 0.25, 0.25, 0.5]
    assert rows.iloc[2, 1:].tolist() == [8, 0.125, 0.125, 0.75]
    shown: Any = time_use.time_use.make(rows)
    assert shown.title.share.value == pytest.approx(0.75)
    assert shown.say[1].segment == Scope("Large")


def test_without_hours_it_is_absent() -> None:
    none = time_use.split(activity.logged(books(), intake()))
    assert time_use.time_use.make(none) == Absent("activities")
