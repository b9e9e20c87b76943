"""The stages of the journey, by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s07_value_path import boomerang
from cs_lib.texts import Code, Count, Share
from tests.steps.s07_value_path.builders import books, intake


def shelf():
    live = pd.DataFrame({"account": [f"A{n}" for n in range(20)], "arr": 10.0})
    found = books(turns=pd.DataFrame({"account": [], "leaf": [], "month": []}))
    found.live, found.main = live, SimpleNamespace(grain="customer")
    return found


def milestones(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "stage", "entered"])
    return frame.assign(entered=pd.to_datetime(frame["entered"]))


# all signed a year before the last day; five adopted after three months, five after six
ROWS = milestones(
    *((f"A{n}", "contract", "2024-12-31") for n in range(20)),
    *((f"A{n}", "adoption", "2025-04-01") for n in range(5)),
    *((f"A{n}", "adoption", "2025-07-01") for n in range(5, 10)),
    ("A0", "first_value", "2025-02-01"), ("A1", "performance", "2026-02-01"),
    ("A2", "advocacy", "2025-12-01"), ("A2", "advocacy", "2025-11-01"),
)  # fmt: skip


def test_the_first_day_of_each_stage_counts_and_later_days_are_not_known_yet() -> None:
    found = boomerang.entries(shelf(), intake(milestones=ROWS))
    assert list(found) == ["contract", "adoption", "advocacy"]
    assert found.loc["A2", "advocacy"] == pd.Timestamp("2025-11-01")


def test_half_go_on_within_six_months() -> None:
    entered = boomerang.entries(shelf(), intake(milestones=ROWS))
    found = boomerang.stages(entered, shelf()).set_index("journey_stage")
    signed = found.loc["contract"]
    assert signed[["entered", "accounts", "arr"]].tolist() == [20, 10, 100.0]
    # nobody was lost: the share that went on is 10 of 20, the last of them after 182 days
    assert signed["dwell_months"] == pytest.approx(182 / boomerang.MONTH)
    assert found.loc["adoption", ["entered", "accounts"]].tolist() == [10, 9]
    assert found["arc"].to_dict() == {
        "contract": "demand", "adoption": "turnaround", "advocacy": "boomerang"
    }  # fmt: skip


def test_a_stage_that_was_skipped_is_gone_beyond() -> None:
    entered = boomerang.entries(shelf(), intake(milestones=ROWS))
    assert boomerang.furthest(entered, pd.Timestamp("2025-12-31"))["A2"] == "advocacy"
    early = boomerang.furthest(entered, pd.Timestamp("2024-01-01"))
    assert early.isna().all()


def test_what_is_said_is_of_the_stage_with_the_lowest_share() -> None:
    frame = pd.DataFrame(
        [("turnaround", "adoption", 50, 1, 1.0, 0.9, 0.8, 0.95, 3.0, 10, 0.9),
         ("expand", "performance", 40, 1, 1.0, 0.4, 0.3, 0.5, None, 10, 0.9),
         ("demand", "trial", 40, 1, 1.0, 0.1, 0.0, 0.2, None, 10, 0.9)],
        columns=boomerang.COLUMNS,
    )  # fmt: skip
    told = boomerang.boomerang.make(frame)
    stage = Code("journey_stage", "performance")
    assert told.title == boomerang.Narrowest(stage, Share(0.4))
    assert told.say[0] == boomerang.Limits(Share(0.3), Share(0.5), Count(40))
    empty = boomerang.stages(boomerang.entries(shelf(), intake()), shelf())
    assert boomerang.boomerang.make(empty) == Absent("milestones")
