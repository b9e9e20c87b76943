"""Months to first value with those who wait, and bills before it."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s05_success_definition import time_to_value as told
from tests.steps.s05_success_definition.builders import DAY, made

START = pd.Timestamp("2025-01-01")
NAMES = [f"A{n:02d}" for n in range(12)]
JOURNEYS = pd.DataFrame(
    {"customer": NAMES, "segment": "S", "billing_period": "quarter", "begun": START, "until": DAY},
    index=NAMES,
)


def given(seen: int = 9, *more: tuple[str, str, str]) -> Any:
    """The first `seen` customers see value on 1 February, March, April and so on."""
    rows = [(NAMES[n], "first_value", START + pd.DateOffset(months=n + 1)) for n in range(seen)]
    rows += [(name, stage, pd.Timestamp(day)) for name, stage, day in more]
    stages = pd.DataFrame(rows, columns=["customer_id", "stage", "entered"])
    return SimpleNamespace(tables={"milestones": stages})


def test_who_began_before_the_first_milestone_on_record_is_not_followed() -> None:
    late = JOURNEYS.assign(begun=START - pd.DateOffset(years=2))
    assert told.lives(late, given(), DAY).empty


def test_the_median_counts_those_who_wait() -> None:
    lives = told.lives(JOURNEYS, given(9, ("Z", "first_value", "2024-01-01")), DAY)
    assert (len(lives), lives["ended"].sum()) == (12, 9)
    row = told.medians(lives).iloc[0]
    # the sixth of twelve sees value on 1 July
    assert row["value_months"] == pytest.approx(5.95, abs=0.05)
    assert row["value_low"] < row["value_months"] < row["value_high"]
    bills = told.bills(lives)
    assert bills[["billing_cycle", "bills_before_value"]].to_numpy().tolist() == [["quarter", 2]]
    shown = made(told.time_to_value_curve, value_lives=lives, value_medians=told.medians(lives))
    assert shown.say[0].waiting.value == 3
    at = shown.frame[shown.frame["segment"].isna()].set_index("months_since")["value_share"]
    assert at[0] == 0
    assert at.is_monotonic_increasing


def test_with_other_stages_only_those_on_record_are_followed() -> None:
    begun = [(name, "contract", "2025-01-01") for name in NAMES[:10]]
    lives = told.lives(JOURNEYS, given(9, *begun), DAY)
    assert len(lives) == 10


def test_value_before_the_start_is_value_at_the_start() -> None:
    early = given(0, ("A00", "first_value", "2024-12-01"), ("A01", "first_value", "2025-03-01"))
    lives = told.lives(JOURNEYS, early, DAY).set_index("customer")
    assert lives.loc["A00", "ended"]
    assert 0 < lives.loc["A00", "duration"] < 0.1


def test_few_customers_have_no_median() -> None:
    lives = told.lives(JOURNEYS.head(4), given(4, ("Z", "first_value", "2024-01-01")), DAY)
    medians = told.medians(lives)
    assert medians["value_months"].isna().all()
    shown = made(told.time_to_value_curve, value_lives=lives, value_medians=medians)
    assert isinstance(shown.title, told.FewKnown)
    assert made(told.billing_cycles, value_bills=told.bills(lives)).title == told.NoMedian()


def test_without_milestones_it_is_absent() -> None:
    lives = told.lives(JOURNEYS, SimpleNamespace(tables={}), DAY)
    known = {"value_lives": lives, "value_medians": told.medians(lives)}
    assert made(told.time_to_value_curve, **known) == Absent("milestones")
    assert made(told.first_value_months, **known) == Absent("milestones")
    assert made(told.billing_cycles, value_bills=told.bills(lives)) == Absent("milestones")
