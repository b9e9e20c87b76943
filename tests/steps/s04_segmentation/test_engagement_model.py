"""Touches of three accounts against a plan, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.errors import EngagementError
from cs_lib.exhibits import Absent
from cs_lib.steps.s04_segmentation import engagement_model as model
from cs_lib.texts import Name, Quantity
from tests.steps.s04_segmentation.builders import LIVE, books, engagement

BOOKS = books(LIVE.assign(since=pd.to_datetime(["2023-01-01", "2023-01-01", "2025-07-02"])))
"""A and B were there all year, C for 183 days of it."""


def given(experience: list[str | None], *contacts: tuple[str, str, str | None, str | None]) -> Any:
    rows = pd.DataFrame(list(contacts), columns=["date", "customer_id", "channel", "direction"])
    people = pd.DataFrame({"customer_id": ["A", "B", "C"], "appropriate_experience": experience})
    tables = {"activities": rows.assign(date=pd.to_datetime(rows["date"])), "customers": people}
    return SimpleNamespace(tables=tables)


INTAKE = given(
    ["high", "high", "low"],
    ("2025-02-01", "A", "call", "vendor_to_customer"),
    ("2025-03-01", "A", "call", "customer_to_vendor"),
    ("2025-03-02", "B", "email", "vendor_to_customer"),
    ("2025-09-01", "C", "email", None),
    ("2025-09-02", "C", "email", "customer_to_customer"),
    ("2024-12-31", "A", "call", "vendor_to_customer"),
    ("2025-05-05", "X", "call", "vendor_to_customer"),
)
"""The last two are of another year, and of nobody who pays."""


def test_touches_are_per_account_and_year() -> None:
    found = model.grid(BOOKS, INTAKE, engagement()).set_index(["experience", "channel"])
    assert found["touches"].to_dict() == {
        ("high", "call"): 2, ("high", "email"): 1, ("low", "email"): 2
    }  # fmt: skip
    assert found["touches_a_year"].tolist() == pytest.approx([1.0, 0.5, 2 / (183 / 365.25)])
    assert found["planned_a_year"].isna().all()


def test_the_plan_stands_beside_with_channels_nobody_used() -> None:
    plan = engagement(touches={"high": {"call": 4, "visit": 1}})
    found = model.grid(BOOKS, INTAKE, plan).set_index(["experience", "channel"])
    assert found["touch_gap"].dropna().to_dict() == {
        ("high", "call"): -3.0, ("high", "email"): 0.5, ("high", "visit"): -1.0
    }  # fmt: skip
    shown = model.touch_grid.make(found.reset_index())
    assert shown.title == model.Behind(Name("call"), Name("high"), Quantity(1.0), Quantity(4.0))


def test_a_plan_for_nobody_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(EngagementError, match=r"'hihg'.*high"):
        model.grid(BOOKS, INTAKE, engagement(touches={"hihg": {"call": 4}}))


def test_without_experiences_the_segment_stands_for_them() -> None:
    assert model.experiences(BOOKS, given([None, None, None])).to_dict() == {
        "A": "S", "B": "S", "C": "T"
    }  # fmt: skip


def test_directions_are_shares_of_contacts() -> None:
    found = model.directions(BOOKS, INTAKE).set_index("experience")
    assert found.loc["high", ["from_us", "from_customer"]].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert found.loc["low", ["between_customers", "direction_unknown"]].tolist() == [0.5, 0.5]
    shown = model.touch_directions.make(found.reset_index())
    # of four contacts whose direction is known, two are ours and one is among customers
    assert shown.title.share.value == pytest.approx(0.5)
    assert shown.say[1].share.value == pytest.approx(0.25)


def test_unknown_directions_alone_are_absent() -> None:
    none = model.directions(BOOKS, given(["high"] * 3, ("2025-02-01", "A", "call", None)))
    assert model.touch_directions.make(none) == Absent("activities")


def test_a_plan_that_is_met_is_said() -> None:
    found = model.grid(BOOKS, INTAKE, engagement(touches={"high": {"call": 1}}))
    assert model.touch_grid.make(found).title == model.Ahead()
