"""Where an account is on the path, by hand."""

import datetime as dt

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s07_value_path import levels
from cs_lib.texts import Count, Name, Share
from tests.steps.s07_value_path.builders import ACCOUNTS, LEVELS, books, intake, measured

KNOWN = measured(
    A={"logins": 5, "live": 0.6, "outcome": 1.0},
    B={"logins": 5, "live": 0.4, "outcome": 1.0},
    C={"logins": 0, "live": 0.9},
    D={"logins": 5, "outcome": 1.0},
)
PLACED = levels.positions(LEVELS, KNOWN, ACCOUNTS["account"]).assign(arr=ACCOUNTS["arr"])


def test_an_account_is_on_the_highest_level_up_to_which_all_holds() -> None:
    found = PLACED.set_index("account")
    assert found["level"].dropna().to_dict() == {"A": 3, "B": 1, "C": 0}
    # D lacks a measure on the way, E has none at all
    assert found["unmet"].dropna().to_dict() == {"B": 2, "C": 1, "D": 2, "E": 1}
    assert found["measured"].to_dict() == {
        "A": True, "B": True, "C": True, "D": False, "E": False
    }  # fmt: skip
    assert found.loc["B", ["criterion", "value", "threshold"]].tolist() == [
        "half is live",
        0.4,
        0.5,
    ]


def test_the_last_value_of_twelve_months_counts_and_people_of_a_day_add_up() -> None:
    usage = pd.DataFrame(
        [("2025-11-30", "A", "logins", 9), ("2025-12-31", "A", "logins", 2),
         ("2025-12-31", "A", "logins", 3), ("2024-12-31", "B", "logins", 7),
         ("2026-01-31", "A", "logins", 99)],
        columns=["date", "customer_id", "metric", "value"],
    )  # fmt: skip
    usage = usage.assign(date=pd.to_datetime(usage["date"]))
    found = levels.measures(books(), intake(usage=usage), dt.date(2025, 12, 31))
    assert found.to_dict() == {("A", "logins"): 5}


def test_accounts_and_arr_of_each_level() -> None:
    arr = ACCOUNTS.set_index("account")["arr"]
    found = levels.by_level(LEVELS, PLACED, arr, pd.DataFrame(), books())
    assert found["accounts"].tolist() == [1, 1, 0, 1, 2]
    assert found["arr"].tolist() == [50.0, 300.0, 0.0, 100.0, 920.0]
    assert found["share_of_arr"].sum() == 1
    assert levels.waiting(PLACED) == ("lives", 300.0, 1.0)


def test_the_chart_names_levels_with_their_accounts() -> None:
    arr = ACCOUNTS.set_index("account")["arr"]
    on = levels.by_level(LEVELS, PLACED, arr, pd.DataFrame(), books())
    told = levels.value_path.make(on, PLACED)
    assert told.title == levels.AtTop(Count(1), Share(100 / 1370))
    assert told.say == (levels.Unmeasured(Count(2), Share(920 / 1370)),)
    labels = told.frame["level_label"].tolist()
    assert labels[0] == levels.LabelBelow(Count(1))
    assert labels[1] == levels.LabelOf(Count(1), Name("starts"), Count(1))
    assert labels[-1] == levels.LabelUnknown(Count(2))


def test_without_measures_there_is_no_path() -> None:
    nothing = levels.positions(LEVELS, pd.Series(dtype=float), ACCOUNTS["account"])
    assert levels.value_path.make(pd.DataFrame(), nothing) == Absent("usage")
    assert levels.positions(LEVELS.head(0), KNOWN, ACCOUNTS["account"])["level"].isna().all()


def test_levels_without_a_metric_are_no_levels() -> None:
    given = LEVELS.assign(metric=["logins", None, "outcome"])
    assert levels.path(intake(value_levels=given))["level"].tolist() == [1, 3]


def test_who_moved_since_a_year_ago() -> None:
    before = PLACED.assign(level=[1.0, 2.0, 0.0, 1.0, None])
    assert levels.moved(PLACED, before) == (1, 1)
    assert levels.moved(PLACED, PLACED.head(0)) is None


def test_levels_that_kept_the_same_in_print_are_told_once() -> None:
    arr = ACCOUNTS.set_index("account")["arr"]
    on = levels.by_level(LEVELS, PLACED, arr, pd.DataFrame(), books())
    even = levels.value_path.make(on.assign(grr=0.99), PLACED).say[0]
    assert type(even).__name__ == "KeptAlike"
    rising = levels.value_path.make(on.assign(grr=[0.5, 0.6, 0.7, 0.8, 0.9]), PLACED).say[0]
    assert type(rising).__name__ == "Kept"
