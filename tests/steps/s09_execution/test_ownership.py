"""What need not be done, and the hours that frees, by hand."""

import pandas as pd

from cs_lib.steps.s09_execution import ownership
from tests.steps.s09_execution import builders as b

PROCESSES = pd.DataFrame(
    {
        "process": ["slides", "kick-off"], "rating": ["bad", "good"], "owner": ["CS", "CS"],
        "evidence": ["no decision", "diary"], "hours": [10.0, 20.0],
    }
)  # fmt: skip


def test_bad_processes_tools_and_the_choice_each_have_a_fate() -> None:
    found = ownership.board(b.intake(options=b.OPTIONS, processes=PROCESSES))
    assert found[["fate", "task", "hours"]].to_numpy().tolist() == [
        ["stop", "slides", 120.0], ["automate", "self service", 300.0], ["own", "sprint", 100.0],
    ]  # fmt: skip


def test_hours_freed_leave_out_what_is_done() -> None:
    tasks = ownership.board(b.intake(options=b.OPTIONS, processes=PROCESSES))
    found = ownership.stop_delegate_automate.make(tasks)
    assert found.title.hours.value == 420
    assert [type(each).__name__ for each in found.say] == ["Most", "Needed"]
