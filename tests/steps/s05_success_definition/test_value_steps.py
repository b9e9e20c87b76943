"""The ladder of three steps, on a dozen customers of whom each day is known."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s05_success_definition import value_steps as told
from tests.steps.s05_success_definition.builders import DAY, engagement, made

START = pd.Timestamp("2025-01-01")


def case() -> tuple[Any, pd.DataFrame, pd.DataFrame]:
    """Twelve customers from 1 January: ten adopt after one to ten months, two of them perform."""
    names = [f"A{n:02d}" for n in range(12)]
    rows = [(name, "contract", START) for name in names]
    rows += [(names[n], "adoption", START + pd.DateOffset(months=n + 1)) for n in range(10)]
    rows += [(names[n], "performance", START + pd.DateOffset(months=n + 4)) for n in range(2)]
    stages = pd.DataFrame(rows, columns=["customer_id", "stage", "entered"])
    journeys = pd.DataFrame({"account": names, "begun": START, "until": DAY}, index=names)
    accounts = pd.DataFrame({"account": names, "arr": 10.0})
    return SimpleNamespace(tables={"milestones": stages}), journeys, accounts


def test_each_account_is_on_its_furthest_step_and_dwell_is_told_with_those_who_wait() -> None:
    given, journeys, accounts = case()
    frame = told.ladder(told.stages(journeys, given, DAY), accounts)
    rows = frame.set_index("value_step")
    assert rows["accounts"].to_dict() == {
        "not_adopted": 2, "adoption": 8, "performance": 2, "transformation": 0
    }  # fmt: skip
    assert rows["arr"].sum() == 120
    assert rows["customers_entered"].tolist() == [12, 10, 2, 0]
    assert rows["customers_moved"].tolist() == [10, 2, 0, 0]
    # the sixth of twelve adopts after six months; fewer than half perform so far
    assert rows.loc["not_adopted", "dwell_months"] == pytest.approx(6, abs=0.1)
    assert rows["dwell_months"].isna().tolist() == [False, True, True, True]
    shown = made(told.value_ladder, ladder=frame, engagement=engagement())
    assert shown.title.share.value == pytest.approx(2 / 12)
    assert (shown.say[0].accounts.value, shown.say[0].arr.value) == (2, 20)


def test_who_is_not_on_record_is_on_no_step() -> None:
    given, journeys, accounts = case()
    given.tables["milestones"] = given.tables["milestones"].query("customer_id < 'A06'")
    frame = told.ladder(told.stages(journeys, given, DAY), accounts)
    assert frame["accounts"].sum() == 6


def test_without_milestones_it_is_absent() -> None:
    _, journeys, accounts = case()
    frame = told.ladder(told.stages(journeys, SimpleNamespace(tables={}), DAY), accounts)
    assert made(told.value_ladder, ladder=frame, engagement=engagement()) == Absent("milestones")
