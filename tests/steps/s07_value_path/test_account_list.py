"""The one list by account, by hand."""

import pandas as pd

from cs_lib.engagement import Limits
from cs_lib.steps.s07_value_path import account_list, levels, next_steps
from cs_lib.texts import Count, Money
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s07_value_path.builders import (
    ACCOUNTS,
    DAY,
    ENDS,
    LEVELS,
    books,
    intake,
    measured,
)

PLACED = levels.positions(LEVELS, measured(A={"logins": 5}), ACCOUNTS["account"])
PLANNED = next_steps.plan(
    ACCOUNTS,
    PLACED.assign(arr=ACCOUNTS["arr"]),
    ENDS,
    pd.Index([]),
    pd.Index([]),
    DAY,
    intake(),
    Limits(),
)
TEAMS = pd.DataFrame({"account": list("ABCDE"), "decider_known": [1, 0, 0, 0, 0]})
LIST = account_list.listed(PLANNED, TEAMS, pd.DataFrame({"contact": ["K1"]}))


def test_every_account_is_there_once_the_largest_first() -> None:
    assert LIST["account"].tolist() == ["D", "B", "A", "C", "E"]
    assert LIST.set_index("account")["decision_maker"].to_dict() == {
        "A": "yes", "B": "no", "C": "no", "D": "no", "E": "no"
    }  # fmt: skip


def test_who_leaves_has_no_potential_and_nothing_to_sell() -> None:
    rows = LIST.set_index("account")
    assert rows["potential"].dropna().to_dict() == {"A": 150.0, "C": 550.0}
    assert rows.loc[["D", "E"], "step_kind"].tolist() == ["notice", "exit"]


def test_without_contacts_nobody_is_said_to_be_unknown() -> None:
    none = account_list.listed(PLANNED, TEAMS, pd.DataFrame())
    assert none["decision_maker"].isna().all()


def test_the_list_adds_up_to_arr() -> None:
    assert account_list.closes(LIST, books()).holds
    assert not account_list.closes(LIST.head(2), books()).holds


def test_what_is_said_of_it() -> None:
    told = account_list.account_list.make(LIST, LEVELS, engagement())
    assert told.title == account_list.Everybody(Count(5), Money(1370.0, "EUR"))
    assert told.say == (account_list.NotSold(Count(2)),)
    assert told.frame["account"].tolist()[0] == "Dogwood"
    assert account_list.account_list.make(LIST.head(0), LEVELS, engagement()).frame is None
