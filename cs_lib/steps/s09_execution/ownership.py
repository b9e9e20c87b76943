"""What need not be done, what can others or a tool do, and who is needed? (9.01)

Source: S2. What the options say was decided counts; a process that the teams themselves call bad
is proposed to be stopped or mended.
"""

from typing import Any

import pandas as pd

from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s09_execution.options import readable
from cs_lib.texts import Code, Count, Extreme, Sentence

MONTHS = 12
FATES = ("stop", "delegate", "automate", "own")
COLUMNS = ["fate", "task", "task_source", "hours", "owner", "why"]
_BY_STATE = {"stopped": "stop", "delegated": "delegate", "chosen": "own"}


def board(intake: Intake) -> pd.DataFrame:
    """One row a task (`COLUMNS`), the fates in order, the most hours first.

    `hours` are a year's. Options that were stopped, delegated or chosen, tools that would do the
    work (parked ones, too), and processes rated bad.
    """
    rows: list[tuple[object, ...]] = []
    for each in _records(intake, "options"):
        tool = each["type"] == "tool" and each["state"] in ("chosen", "parked", "delegated")
        fate = "automate" if tool else _BY_STATE.get(str(each["state"]))
        if fate:
            task = readable(each["option"])
            rows.append((fate, task, "options", each["hours"], None, each["reason"]))
    for each in _records(intake, "processes"):
        if each["rating"] == "bad":
            hours = each["hours"] * MONTHS
            rows.append(
                ("stop", each["process"], "processes", hours, each["owner"], each["evidence"])
            )
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"hours": "float64"})
    order = frame["fate"].map({fate: at for at, fate in enumerate(FATES)})
    ranked = frame.assign(order=order).sort_values(
        ["order", "hours"], ascending=[True, False], kind="stable"
    )
    return ranked[COLUMNS].reset_index(drop=True)


def _records(intake: Intake, table: str) -> list[dict[Any, Any]]:
    found = intake.tables.get(table)
    return [] if found is None else found.to_dict("records")


class Freed(Sentence):
    hours: Count


class NothingFreed(Sentence): ...


class Most(Sentence):
    fate: Code
    hours: Count
    tasks: Count
    extremes = (Extreme("execution.stop_delegate_automate.hours", "hours", by="fate"),)


class Needed(Sentence):
    hours: Count


@exhibit(
    part=Part.A4,
    shows=Table(c.task, c.hours, c.task_owner, c.why, c.task_source, group=c.fate),
    needs=("options",),
)
def stop_delegate_automate(
    tasks: pd.DataFrame,
) -> Shown[Freed | NothingFreed | Most | Needed] | Absent:
    """What can you stop, delegate or automate, and how many hours does that free?"""
    if tasks.empty:
        return Absent("options")
    by_fate = tasks.groupby("fate")["hours"].agg(["sum", "size"])
    freed = by_fate.drop(index="own", errors="ignore")
    own = float(by_fate["sum"].get("own", 0.0))
    say: list[Most | Needed] = []
    if freed["sum"].sum() > 0:
        top = str(freed["sum"].idxmax())
        hours, count = Count(round(freed["sum"][top])), Count(int(freed["size"][top]))
        say.append(Most(Code("fate", top), hours, count))
    say += [Needed(Count(round(own)))] if own else []
    total = round(float(freed["sum"].sum()))
    frame = tasks.assign(task_owner=tasks["owner"])
    return Shown(frame, title=Freed(Count(total)) if total else NothingFreed(), say=tuple(say))
