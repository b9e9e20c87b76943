"""Days of adoption and performance, lives after and before, and what the order test says."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s05_success_definition import ampm as told
from cs_lib.texts import Share
from tests.models import worlds
from tests.steps.s05_success_definition.builders import DAY, NONE, made


def measures(*rows: tuple[str, str, str, float, str]) -> Any:
    columns = ["customer_id", "indicator", "kind", "actual", "date"]
    frame = pd.DataFrame(list(rows), columns=columns).assign(baseline=0.0, target=10.0)
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[us]")
    return SimpleNamespace(tables={"indicators": frame})


GIVEN = measures(
    ("A", "users", "adoption", 4, "2025-01-31"),
    ("A", "users", "adoption", 10, "2025-02-28"),
    ("A", "plans", "adoption", 12, "2025-04-30"),
    ("A", "users", "adoption", 8, "2025-06-30"),
    ("A", "hours", "performance", 5, "2025-06-30"),
    ("B", "users", "adoption", 3, "2025-06-30"),
    ("B", "users", "adoption", 99, "2026-01-31"),
)


def test_the_last_value_of_each_indicator_counts() -> None:
    frame = told.indicators(told.latest(GIVEN, DAY)).set_index("indicator_named")
    assert frame["attained"].to_dict() == pytest.approx({"plans": 1.2, "users": 0.55, "hours": 0.5})
    assert frame["accounts"].to_dict() == {"plans": 1, "users": 2, "hours": 1}
    assert frame.loc["users", "met_share"] == 0
    shown = made(told.ampm_indicators, measures=frame.reset_index())
    # one of three adoption targets is met, none of one performance target
    assert shown.title.adopted.value == pytest.approx(1 / 3)
    assert shown.title.performed.value == 0


def test_without_milestones_a_stage_is_entered_when_all_targets_were_met() -> None:
    days = told.stage_days(GIVEN, DAY)
    assert days["adoption"].dropna().to_dict() == {"A": pd.Timestamp("2025-04-30")}
    assert "B" in days.index
    assert days["performance"].isna().all()


def test_milestones_come_first_and_whoever_is_on_record_is_followed() -> None:
    stages = pd.DataFrame(
        [("A", "contract", "2025-01-01"), ("A", "adoption", "2025-02-01"),
         ("A", "performance", "2025-05-01"), ("B", "contract", "2025-01-01")],
        columns=["customer_id", "stage", "entered"],
    ).astype({"entered": "datetime64[us]"})  # fmt: skip
    given = SimpleNamespace(tables={"milestones": stages})
    days = told.stage_days(given, DAY)
    journeys = pd.DataFrame(
        {"begun": pd.Timestamp("2025-01-01"), "until": DAY, "segment": "S"}, index=["A", "B", "C"]
    )
    times = told.followed(journeys, days)
    assert times.index.tolist() == ["A", "B"]
    assert times.loc["A", "second"] - times.loc["A", "first"] == pytest.approx(89 / 365.25 * 12)
    assert times.loc["B", ["first", "second"]].isna().all()


def test_lives_before_and_after_adoption() -> None:
    times = pd.DataFrame(
        [(2, 5, 9), (2, NONE, 9), (NONE, 4, 9), (6, 3, 9), (NONE, NONE, 9)],
        columns=["first", "second", "until"],
    )
    after, before = told.after(times), told.before(times)
    assert list(zip(after["duration"], after["ended"], strict=True)) == [(3, True), (7, False)]
    assert list(zip(before["duration"], before["ended"], strict=True)) == [
        (2, False), (2, False), (4, True), (3, True), (9, False)
    ]  # fmt: skip


def said(times: pd.DataFrame) -> Any:
    return made(told.adoption_first, order=told.orders(times), times=times)


def test_a_planted_order_is_told_with_its_lag() -> None:
    times = worlds.company("order", 150, 1)
    shown = said(times)
    assert isinstance(shown.title, told.Follows)
    row = shown.frame.iloc[0]
    assert row["ratio_low"] < row["rate_ratio"] < row["ratio_high"]
    assert row["lag_low"] <= worlds.LAG <= row["lag_high"]
    lag = made(told.performance_lag, times=times)
    assert lag.title.months.value == pytest.approx(row["lag_months"])
    assert set(lag.frame["order_group"]) == {"after", "before"}
    assert lag.frame["performing_share"].between(0, 1).all()


def test_no_order_is_told_where_there_is_none_and_none_where_there_are_too_few() -> None:
    assert said(worlds.company("independent", 150, 1)).title == told.NotShown()
    few = said(worlds.company("order", 6, 1))
    assert isinstance(few.title, told.CannotTell)


def test_no_ratio_is_printed_without_an_end() -> None:
    rng = np.random.default_rng(3)
    first = np.where(rng.random(80) < 0.5, rng.uniform(1, 10, 80), NONE)
    shown = said(worlds.seen(first, first + 4, np.full(80, 20.0)))
    assert shown.title == told.OnlyAfter(shown.title.customers)
    assert isinstance(shown.say[0], told.AtLeast)
    assert np.isfinite(shown.frame.select_dtypes("number").fillna(0)).all(axis=None)


def test_nobody_on_record_is_absent() -> None:
    nobody = worlds.company("order", 3, 1).head(0)
    assert said(nobody) == Absent("milestones")
    assert made(told.performance_lag, times=nobody) == Absent("milestones")


def test_shares_that_read_alike_are_told_once() -> None:
    frame = told.indicators(told.latest(GIVEN, DAY))
    shown = made(told.ampm_indicators, measures=frame.assign(met_share=0.64))
    assert shown.title == told.BothAlike(Share(0.64))
