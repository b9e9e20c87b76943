"""Whose steps are late, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s06_personas import action_plan
from cs_lib.texts import Code, Count, Money, Quantity, Share
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s06_personas.builders import LIVE, books


def plans(*rows: tuple[str, str, str, str | None]) -> Any:
    frame = pd.DataFrame(rows, columns=["customer_id", "side", "due", "done"])
    days = frame[["due", "done"]].apply(pd.to_datetime)
    frame = frame.assign(**days, step="do it", shared_on=pd.NaT)
    return SimpleNamespace(tables={"plans": frame})


DUE = action_plan.steps(
    books(),
    plans(
        ("A", "us", "2025-12-01", "2025-12-01"),
        ("A", "us", "2025-11-01", "2025-12-01"),
        ("A", "us", "2025-12-21", None),
        ("A", "customer", "2025-12-11", None),
        # done after the last day, so not yet
        ("B", "customer", "2025-12-01", "2026-01-15"),
        ("B", "us", "2026-02-01", None),
        ("Z", "us", "2025-12-01", None),
    ),
)


def test_only_what_is_due_can_be_late() -> None:
    assert DUE["account"].tolist() == ["A", "A", "A", "A", "B"]
    assert DUE["overdue_days"].dropna().tolist() == [10.0, 20.0, 30.0]


def test_each_side_keeps_its_part() -> None:
    found = action_plan.sides(DUE, LIVE).set_index("plan_side")
    ours = found.loc["us", ["steps_due", "on_time", "done_late", "steps_overdue", "days_late"]]
    assert ours.tolist() == [3, 1 / 3, 1 / 3, 1, 10.0]
    assert found.loc["customer", ["steps_overdue", "days_late", "accounts", "arr"]].tolist() \
        == [2, 25.0, 2, 400.0]  # fmt: skip


def test_whose_steps_are_late_by_account() -> None:
    assert action_plan.late_side(DUE).to_dict() == {"A": "both", "B": "customer"}


def test_the_side_with_the_larger_share_is_told_first() -> None:
    told = action_plan.action_plan.make(action_plan.sides(DUE, LIVE), engagement())
    assert told.title == action_plan.Late(Code("plan_side", "customer"), Share(1.0))
    assert told.say == (
        action_plan.Touches(Count(2), Money(400.0, "EUR")),
        action_plan.Other(Code("plan_side", "us"), Share(1 / 3), Quantity(10.0)),
    )
    none = action_plan.sides(DUE.head(0), LIVE)
    assert action_plan.action_plan.make(none, engagement()) == Absent("plans")
    kept = action_plan.sides(DUE.head(2), LIVE)
    assert action_plan.action_plan.make(kept, engagement()).title == action_plan.Kept()
