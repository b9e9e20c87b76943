"""Hours on the wrong customers and what they cost, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import opportunity_cost as cost
from cs_lib.steps.s04_segmentation import quadrants
from cs_lib.texts import Count, Share
from tests.steps.s04_segmentation.builders import books, engagement


def given(roster: tuple[str, ...] = ("fte", "cost")) -> Any:
    contacts = pd.DataFrame(
        [("2025-03-01", "A", "P1", 600.0), ("2025-04-01", "A", "P9", 60.0),
         ("2024-12-31", "A", "P1", 999.0), ("2025-05-01", "B", "P2", None)],
        columns=["date", "customer_id", "person", "minutes"],
    )  # fmt: skip
    people = pd.DataFrame(
        {"person": ["P1", "P2"], "fte": [1.0, 0.5], "cost": [102_000.0, 34_000.0]}
    )
    tables = {
        "activities": contacts.assign(date=pd.to_datetime(contacts["date"])), "roster": people
    }  # fmt: skip
    return SimpleNamespace(tables=tables, provided={"roster": frozenset(roster)})


def test_an_hour_costs_the_loaded_cost_over_the_hours_of_the_post() -> None:
    # 102,000 / 1,700 and 34,000 / 850
    assert cost.hourly(given()).to_dict() == {"P1": 60.0, "P2": 40.0}


def test_who_is_not_on_the_roster_costs_its_mean() -> None:
    found = cost.spent(books(), given())
    # ten hours at 60 and one at the mean of 60 and 40; a contact without minutes costs none
    assert found.to_dict("records") == [{"account": "A", "hours": 11.0, "cost": 650.0}]


def test_without_costs_hours_have_no_price() -> None:
    found = cost.spent(books(), given(roster=("fte",)))
    assert found["hours"].tolist() == [11.0]
    assert found["cost"].isna().all()


ACCOUNTS = pd.DataFrame(
    {
        "account": ["A", "B", "C", "D", "E"], "arr": 10.0,
        "quadrant": [*quadrants.ORDER, None],
    }
)  # fmt: skip
TIME = pd.DataFrame(
    {"account": ["A", "B", "C", "D", "E"], "hours": [20.0, 30.0, 35.0, 15.0, 50.0],
     "cost": [1000.0, 1500.0, 1400.0, 900.0, 1.0]}
)  # fmt: skip


def test_hours_beyond_what_is_prescribed_are_counted_at_their_cost() -> None:
    found = cost.wrong_hours(ACCOUNTS, TIME, engagement()).set_index("quadrant")
    # of 100 hours the unmotivated should get 15 and have 35 at 40; the exits 10 and 15 at 60
    assert found["hours_beyond"].tolist() == pytest.approx([0, 0, 20, 5])
    assert found["cost_beyond"].tolist() == pytest.approx([0, 0, 800, 300])


def test_the_engagements_shares_go_before_ours() -> None:
    own = engagement(time_shares={"unmotivated": 0.35, "need_to_exit": 0.15})
    found = cost.wrong_hours(ACCOUNTS, TIME, own)
    assert found["hours_beyond"].sum() == 0
    shown = cost.opportunity_cost.make(found, own)
    assert shown.title == cost.Within()
    assert shown.say == (cost.OfTime(Share(0.5), Share(0.5)),)


def test_money_is_said_where_it_is_known() -> None:
    found = cost.wrong_hours(ACCOUNTS, TIME, engagement())
    shown = cost.opportunity_cost.make(found, engagement())
    assert (shown.title.hours, shown.title.cost.value) == (Count(25), pytest.approx(1100))
    free = cost.wrong_hours(ACCOUNTS, TIME.assign(cost=float("nan")), engagement())
    assert cost.opportunity_cost.make(free, engagement()).title == cost.Hours(Count(25))


def test_no_time_logged_is_no_finding() -> None:
    assert cost.wrong_hours(ACCOUNTS, TIME.head(0), engagement()).empty
