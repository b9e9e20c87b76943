"""A board of five processes, by hand."""

from typing import Any

import pandas as pd

from cs_lib.steps.s02_as_is import processes
from cs_lib.texts import Code, Count, Money
from tests.steps.s02_as_is.builders import engagement, intake, table

BY_STAGE = pd.DataFrame(
    {"stage": ["contract", "adoption"], "accounts": [2, 3], "arr": [300.0, 700.0]}
)
ROWS = table(
    "processes",
    ("kick-off", "good", "contract", "sales", "diary"), ("goals", "bad", "contract", "P1", None),
    ("sprint", "gap", "adoption", None, None), ("score", "bad", "adoption", "Jo Doe", "log"),
    ("other", "good", None, None, "seen"),
    columns="process rating stage owner evidence",
)  # fmt: skip


def listed() -> pd.DataFrame:
    return processes.listed(BY_STAGE, intake(processes=ROWS))


def test_gaps_come_first_and_then_by_arr() -> None:
    assert listed()["process"].tolist() == ["sprint", "score", "goals", "kick-off", "other"]


def test_the_board_has_a_row_a_stage() -> None:
    found = processes.boarded(listed(), BY_STAGE).set_index("stage")
    assert found.loc["contract", ["good", "bad"]].tolist() == ["kick-off", "goals"]
    assert found.loc["adoption", "gap"] == "sprint"


def test_arr_is_counted_once_a_stage() -> None:
    shown: Any = processes.board.make(listed(), BY_STAGE, engagement())
    assert shown.title == processes.Touch(Money(1000, "EUR"))
    assert shown.say[0].stage == Code("stage", "adoption")
    assert shown.say[0].weak == Count(2)
    assert shown.say[1] == processes.Unplaced(Count(1))


def test_without_stages_the_board_counts_processes() -> None:
    unknown = BY_STAGE.assign(arr=float("nan"))
    rows = listed().assign(arr=float("nan"))
    shown: Any = processes.board.make(rows, unknown, engagement())
    assert shown.title == processes.Weak(Count(3), Count(5))


def test_who_owns_nothing_is_counted() -> None:
    shown: Any = processes.process_list.make(listed())
    assert shown.title == processes.Unowned(Count(3), Count(1))
    assert shown.say[1] == processes.Evidence(Count(2))


def test_a_board_without_faults_is_said() -> None:
    good = listed()[listed()["rating"] == "good"]
    assert processes.board.make(good, BY_STAGE, engagement()).title == processes.AllGood(Count(2))
    assert processes.process_list.make(good).title == processes.NoneWeak()
