"""What works, what does not and what is missing, by stage of the journey, with the ARR touched?

Source: "The Ten Steps to Customer Success", step 2: processes good, bad and gaps (2.01).
"""

from typing import Annotated

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s02_as_is.stages import BEFORE, JOURNEY
from cs_lib.tables.boards import RATINGS
from cs_lib.texts import Cell, Code, Count, Extreme, Money, Name, Sentence

WEAK = ("gap", "bad")
COLUMNS = ["rating", "process", "stage", "driver", "owner", "evidence", "hours_month", "arr"]
BOARD = ["stage", "accounts", "arr", *RATINGS]


def listed(by_stage: pd.DataFrame, intake: Intake) -> pd.DataFrame:
    """Every process with the ARR that its stage touches (`COLUMNS`), gaps first, by ARR."""
    if "processes" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS)
    rows = intake.tables["processes"]
    rows = rows.assign(
        arr=rows["stage"].map(by_stage.set_index("stage")["arr"]),
        hours_month=rows["hours"],
        place=rows["rating"].map({"gap": 0, "bad": 1, "good": 2}),
    )
    ordered = rows.sort_values(["place", "arr"], ascending=[True, False], kind="stable")
    return ordered[COLUMNS].reset_index(drop=True)


def boarded(processes: pd.DataFrame, by_stage: pd.DataFrame) -> pd.DataFrame:
    """One row a stage that has any process (`BOARD`); those of a class in one cell."""
    rows = []
    for stage in JOURNEY:
        there = processes[processes["stage"] == stage]
        if len(there):
            named = (there.loc[there["rating"] == each, "process"] for each in RATINGS)
            rows.append((stage, *("; ".join(sorted(names)) or None for names in named)))
    frame = pd.DataFrame(rows, columns=["stage", *RATINGS])
    return frame.merge(by_stage, on="stage", how="left")[BOARD]


class Touch(Sentence):
    arr: Annotated[Money, "arr"]


class Weak(Sentence):
    weak: Count
    processes: Count


class AllGood(Sentence):
    processes: Count


class Unplaced(Sentence):
    processes: Count


class Widest(Sentence):
    stage: Code
    weak: Count
    arr: Annotated[Money, "arr"]
    extremes = (Extreme("as_is.board.arr", "stage"),)


@exhibit(shows=Table(c.stage, c.arr, c.good, c.bad, c.gap_named), needs=("processes",))
def board(
    processes: pd.DataFrame, by_stage: pd.DataFrame, engagement: Engagement
) -> Shown[Touch | Weak | AllGood | Unplaced | Widest] | Absent:
    """What works, what does not and what is missing, by stage?"""
    frame = boarded(processes, by_stage).rename(columns={"gap": "gap_named"})
    weak = processes[processes["rating"].isin(WEAK)]
    by_weak = weak.groupby("stage").size().rename("weak").reset_index()
    # before the sale, stages touch accounts that stand at another one today
    sold = by_stage[~by_stage["stage"].isin(BEFORE)]
    touched = by_weak.merge(sold, on="stage").dropna(subset=["arr"])
    say: list[Touch | Weak | AllGood | Unplaced | Widest] = []
    unplaced = int(processes["stage"].isna().sum())
    if unplaced:
        say.append(Unplaced(Count(unplaced)))
    if weak.empty:
        return Shown(frame, title=AllGood(Count(len(processes))), say=tuple(say))
    if not touched["arr"].sum():
        return Shown(frame, title=Weak(Count(len(weak)), Count(len(processes))), say=tuple(say))
    top = touched.sort_values("arr", ascending=False, kind="stable").iloc[0]
    at = Cell("as_is.board", str(top["stage"]), "arr")
    money = Money(top["arr"], engagement.currency, at)
    say.insert(0, Widest(Code("stage", str(top["stage"])), Count(int(top["weak"])), money))
    title = Touch(Money(touched["arr"].sum(), engagement.currency))
    return Shown(frame, title=title, say=tuple(say))


class Unowned(Sentence):
    weak: Count
    unowned: Count


class Owned(Sentence): ...


class NoneWeak(Sentence): ...


class Evidence(Sentence):
    processes: Count


class First(Sentence):
    process: Name
    extremes = (Extreme("as_is.process_list.arr", "process", among=(("rating", "gap"),)),)


@exhibit(
    part=Part.A4,
    shows=Table(
        c.process, c.stage, c.driver, c.owner, c.proof, c.hours_month, c.arr, group=c.rating
    ),
    needs=("processes",),
)  # fmt: skip
def process_list(
    processes: pd.DataFrame,
) -> Shown[Unowned | Owned | NoneWeak | Evidence | First] | Absent:
    """Which processes are missing or bad, who owns them, and what shows it?"""
    frame = processes.rename(columns={"evidence": "proof"})
    weak = frame[frame["rating"].isin(WEAK)]
    unproven = int(frame["proof"].isna().sum())
    say = (Evidence(Count(unproven)),) if unproven else ()
    if weak.empty:
        return Shown(frame, title=NoneWeak(), say=say)
    unowned = int(weak["owner"].isna().sum())
    title = Unowned(Count(len(weak)), Count(unowned)) if unowned else Owned()
    return Shown(frame, title=title, say=(First(Name(str(weak.iloc[0]["process"]))), *say))
