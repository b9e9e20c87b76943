"""Value attained, agreed and charged, by hand on three accounts."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s10_effectiveness import acknowledged

BOOKS = SimpleNamespace(
    as_of=dt.date(2025, 12, 31),
    live=pd.DataFrame(
        {"account": ["A", "B", "C"], "segment": ["S", "T", "T"], "arr": [50.0, 90.0, 10.0]}
    ),
    engagement=SimpleNamespace(policies=SimpleNamespace(grain="customer")),
)  # fmt: skip
DAYS = pd.to_datetime(["2025-03-01", "2025-09-01", "2025-09-01", "2026-02-01"])
OUTCOMES = pd.DataFrame(
    {
        "customer_id": ["A", "A", "B", "B"], "outcome": ["x", "x", "y", "y"], "date": DAYS,
        "benefit": [500.0, 100.0, 100.0, 900.0], "evidence": ["log", "log", "log", "log"],
        "acknowledged_on": [None, pd.Timestamp("2025-10-01"), None, None],
    }
)  # fmt: skip


def test_the_latest_word_on_each_outcome_counts() -> None:
    # A: 100, confirmed; B: 100, not confirmed, and what is dated later is not known yet
    found = acknowledged.value(BOOKS, SimpleNamespace(tables={"outcomes": OUTCOMES}))
    whole = found.iloc[0]
    assert (whole["accounts"], whole["value_attained"], whole["value_agreed"]) == (2, 200.0, 100.0)
    assert (whole["agreed_share"], whole["captured_share"]) == (0.5, pytest.approx(0.7))
    assert found.iloc[2][["segment", "captured_share"]].tolist() == ["T", 0.9]


def test_a_price_above_half_of_the_value_is_named() -> None:
    found = acknowledged.value(BOOKS, SimpleNamespace(tables={"outcomes": OUTCOMES}))
    engagement = SimpleNamespace(currency="EUR")
    shown = acknowledged.price_to_value.make(found, engagement)
    assert [type(each).__name__ for each in shown.say] == ["Gap", "Captured", "Dear", "Room"]
    assert shown.say[2].segment.value == "T"
