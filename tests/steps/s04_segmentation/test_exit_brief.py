"""Who should go, what that costs, and how it is told, by hand."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.engagement.fiscal import MonthGrid
from cs_lib.exhibits import Absent
from cs_lib.steps.s04_segmentation import exit_brief, quadrants
from cs_lib.texts import Count, Day, Money, Name, Share
from tests.steps.s04_segmentation.builders import LIVE, SELLABLE, engagement
from tests.steps.s04_segmentation.builders import books as some_books

MINE = SELLABLE.assign(quadrant=quadrants.EXIT)
OLD = pd.to_datetime(["2023-01-01"] * 3)
TIME = pd.DataFrame({"account": ["A"], "hours": [4.0], "cost": [240.0]})


def books(since: pd.DatetimeIndex = OLD) -> Any:
    found = some_books(LIVE.assign(since=since))
    due = pd.DataFrame(
        {"account": ["A", "A", "B"],
         "due": pd.to_datetime(["2026-11-30", "2026-05-31", "2027-01-31"])}
    )  # fmt: skip
    found.before = lambda day, months: dt.date(2024, 12, 31)
    found.main = SimpleNamespace(
        due=lambda opening, until: due, calendar=SimpleNamespace(grid=MonthGrid())
    )
    return found


def intake(**hours: float) -> Any:
    rows = [("2025-06-30", name, "training_hours", value, None) for name, value in hours.items()]
    rows += [("2025-06-30", name, "active_users", 1.0, None) for name in "ABC"]
    columns = ["date", "customer_id", "metric", "value", "entitlement"]
    usage = pd.DataFrame(rows, columns=columns)
    outcomes = pd.DataFrame(
        {"customer_id": ["A", "A"], "outcome": ["plan sooner", "close sooner"],
         "kind": "required_outcome", "date": pd.to_datetime(["2025-09-30", "2025-03-31"])}
    )  # fmt: skip
    tables = {"usage": usage.assign(date=pd.to_datetime(usage["date"])), "outcomes": outcomes}
    return SimpleNamespace(tables=tables)


def signs(outcomes: list[float | None], seats: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"outcomes": outcomes, "seats_used": seats}, index=["A", "B", "C"])


def exits(
    outcomes: list[float | None], seats: list[float], accounts: pd.DataFrame = MINE,
    since: pd.DatetimeIndex = OLD, **hours: float,
) -> pd.DataFrame:  # fmt: skip
    return exit_brief.exits(
        accounts, signs(outcomes, seats), TIME, engagement(), books(since), intake(**hours)
    )


def test_all_three_tests_must_be_met() -> None:
    # of 30 hours of training each account takes 10 on average: A and C take none
    found = exits([40.0, 40.0, 60.0], [30.0, 30.0, 30.0], B=30.0)
    assert found["account"].tolist() == ["A"]
    row = found.iloc[0]
    assert [row[name] for name in exit_brief.TESTS] == [0.4, 0.0, 0.3]
    assert (row["hours"], row["cost_to_serve"], row["aim"]) == (4.0, 240.0, "plan sooner")
    assert row["term_end"] == pd.Timestamp("2026-05-31")


def test_a_test_that_is_not_known_decides_nothing() -> None:
    found = exits([None, 40.0, 40.0], [30.0, 90.0, 90.0], B=30.0)
    assert found[["account", "tests_known", "tests_met"]].to_numpy().tolist() == [["A", 2, 2]]
    shown = exit_brief.exit_brief.make(found, MINE, engagement())
    assert shown.title == exit_brief.Nobody()
    assert shown.say[1] == exit_brief.Unsure(Count(1))


def test_where_nobody_takes_services_taking_none_proves_nothing() -> None:
    found = exits([40.0] * 3, [30.0] * 3)
    assert found["tests_known"].tolist() == [2, 2, 2]


def test_who_wants_to_or_is_new_is_not_let_go() -> None:
    wanting = MINE.assign(quadrant=[quadrants.UNTRAINED, quadrants.EXIT, quadrants.EXIT])
    new = pd.to_datetime(["2023-01-01", "2023-01-01", "2025-12-01"])
    found = exits([40.0] * 3, [30.0] * 3, accounts=wanting, since=new, C=30.0)
    assert found["account"].tolist() == ["B"]


def test_the_clients_own_limits_count() -> None:
    strict = engagement(exit={"usage": 0.2})
    found = exit_brief.exits(
        MINE, signs([40.0] * 3, [30.0, 10.0, 30.0]), TIME, strict, books(), intake(C=30.0)
    )
    assert found["account"].tolist() == ["B"]
    shown = exit_brief.exit_brief.make(found, MINE, strict)
    assert shown.say[0] == exit_brief.Tests(Share(0.5), Share(0.25), Share(0.2))


ALL = exits([40.0] * 3, [30.0, 30.0, 90.0], MINE.assign(notified=[True, False, False]), C=30.0)
"""A, which gave notice on its 100, and B, which did not on its 300."""


def test_planned_churn_is_by_the_quarter_in_which_terms_end() -> None:
    found = exit_brief.planned(ALL, books())
    assert found.to_numpy().tolist() == [["2026Q2", 1, 100.0, 100.0], ["2027Q1", 1, 300.0, 0.0]]
    shown = exit_brief.planned_churn.make(found, MINE, engagement())
    assert shown.title == exit_brief.Planned(Money(400.0, "EUR"), Share(400 / 450))


def test_what_the_forecast_does_not_know_yet_is_said() -> None:
    shown = exit_brief.exit_brief.make(ALL, MINE, engagement())
    assert shown.title == exit_brief.Leaving(Count(2), Money(400.0, "EUR"))
    assert shown.say[1:] == (
        exit_brief.Served(Money(240.0, "EUR")), exit_brief.NotNoticed(Money(300.0, "EUR"))
    )  # fmt: skip


def test_a_letter_says_one_thing_a_paragraph() -> None:
    known, unknown = (exit_brief.letter(row) for _, row in ALL.set_index("account").loc[
        ["A", "B"]].iterrows())  # fmt: skip
    assert known[:3] == (
        exit_brief.Thanks(Name("Alder"), Day(dt.date(2023, 1, 1))),
        exit_brief.Aim(Name("plan sooner"), Share(0.4)),
        exit_brief.Use(Share(0.3)),
    )
    assert exit_brief.Until(Day(dt.date(2026, 5, 31))) in known
    assert exit_brief.AimUnnamed(Share(0.4)) in unknown


def test_each_letter_stands_under_its_account() -> None:
    shown = exit_brief.exit_letters.make(ALL, MINE)
    assert shown.frame["account"].value_counts().to_dict() == {"Birch": 7, "Alder": 7}
    assert shown.title == exit_brief.ToSend(Count(2))


@pytest.mark.parametrize(
    "make",
    [
        lambda none: exit_brief.exit_brief.make(ALL, none, engagement()),
        lambda none: exit_brief.planned_churn.make(ALL.head(0), none, engagement()),
        lambda none: exit_brief.exit_letters.make(ALL, none),
    ],
)
def test_where_no_quadrant_is_known_nobody_is_said_to_stay(make: Any) -> None:
    assert make(MINE.assign(quadrant=None)) == Absent("signs")
