"""Who does what at each stage, where is nobody or more than one accountable, and who runs along?

Source: S4: the whole company's roles across the journey (2.11), and the boomerang relay (2.12):
product runs with the customer at every stage, finance from the signature on.
"""

import pandas as pd

from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s02_as_is.stages import JOURNEY
from cs_lib.tables.boards import RACI_ROLES
from cs_lib.texts import Code, Count, Sentence

RUNS = ("responsible", "accountable")
EXPECTED = {"product": JOURNEY, "finance": JOURNEY[JOURNEY.index("contract") :]}
"""Part of a team's name -> the stages at which it should have some part."""
CROWD = 3
"""From so many teams that run at one stage, they are in each other's way."""
COLUMNS = ["stage", *RACI_ROLES, "raci_state", "running", "arr"]


def by_stage_and_role(by_stage: pd.DataFrame, intake: Intake) -> pd.DataFrame:
    """One row a stage (`COLUMNS`): the teams in each part, what is wrong, and how many run."""
    if "raci" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS)
    rows, arr = intake.tables["raci"], by_stage.set_index("stage")["arr"]
    made = []
    for stage in JOURNEY:
        there = rows[rows["stage"] == stage]
        teams = {role: sorted(there.loc[there["role"] == role, "team"]) for role in RACI_ROLES}
        running = there.loc[there["role"].isin(RUNS), "team"].nunique()
        named = (", ".join(teams[role]) or None for role in RACI_ROLES)
        state = _state(len(teams["accountable"]), len(teams["responsible"]))
        made.append((stage, *named, state, running, arr[stage]))
    return pd.DataFrame(made, columns=COLUMNS)


def _state(accountable: int, responsible: int) -> str:
    if not accountable:
        return "nobody" if not responsible else "no_accountable"
    if accountable > 1:
        return "two_accountable"
    return "clear" if responsible else "no_responsible"


class StageName(Sentence):
    stage: Code


class Unclear(Sentence):
    unclear: Count
    stages: Count


class AllClear(Sentence):
    stages: Count


class NoAccountable(Sentence):
    stages: tuple[StageName, ...]


class TwoAccountable(Sentence):
    stages: tuple[StageName, ...]


class NoResponsible(Sentence):
    stages: tuple[StageName, ...]


def names(stages: "pd.Series[str]") -> tuple[StageName, ...]:
    """Stages as a list in a sentence."""
    return tuple(StageName(Code("stage", str(stage))) for stage in stages)


@exhibit(
    part=Part.A4,
    shows=Table(
        c.stage, c.accountable, c.responsible, c.consulted, c.informed, c.raci_state, c.arr
    ),
    needs=("raci",),
)  # fmt: skip
def raci(
    raci_stages: pd.DataFrame,
) -> Shown[StageName | Unclear | AllClear | NoAccountable | TwoAccountable | NoResponsible]:
    """At which stages is it unclear who is accountable?"""
    state, stage = raci_stages["raci_state"], raci_stages["stage"]
    unclear = int((state != "clear").sum())
    if not unclear:
        return Shown(raci_stages, title=AllClear(Count(len(raci_stages))))
    found = (
        (NoAccountable, stage[state.isin(["no_accountable", "nobody"])]),
        (TwoAccountable, stage[state == "two_accountable"]),
        (NoResponsible, stage[state.isin(["no_responsible", "nobody"])]),
    )
    say = tuple(kind(names(stages)) for kind, stages in found if len(stages))
    return Shown(raci_stages, title=Unclear(Count(unclear), Count(len(raci_stages))), say=say)


def relayed(intake: Intake) -> pd.DataFrame:
    """One row a team: at how many stages it runs or stands beside, and where it is missed."""
    columns = ["team", "runs", "beside", "missed", "runs_at", "missed_at"]
    if "raci" not in intake.tables:
        return pd.DataFrame(columns=columns)
    rows = intake.tables["raci"]
    made = []
    for team, part in rows.groupby("team", sort=True):
        runs = [s for s in JOURNEY if s in set(part.loc[part["role"].isin(RUNS), "stage"])]
        beside = [s for s in JOURNEY if s in set(part["stage"]) and s not in runs]
        expected = next((EXPECTED[word] for word in EXPECTED if word in str(team).casefold()), ())
        missed = [s for s in expected if s not in {*runs, *beside}]
        made.append((team, len(runs), len(beside), len(missed), " ".join(runs), " ".join(missed)))
    return pd.DataFrame(made, columns=columns)


class Stages(Sentence):
    stages: tuple[StageName, ...]


class Missed(Sentence):
    teams: Count


class NoneMissed(Sentence): ...


class Gaps(Sentence):
    stages: tuple[StageName, ...]


class Overlaps(Sentence):
    stages: Count


def _stages(listed: str) -> Stages | None:
    return Stages(names(pd.Series(listed.split()))) if listed else None


@exhibit(
    part=Part.A4,
    shows=Table(c.team, c.runs, c.runs_at, c.beside, c.missed_at),
    needs=("raci",),
)
def relay_map(
    relay: pd.DataFrame, raci_stages: pd.DataFrame
) -> Shown[StageName | Stages | Missed | NoneMissed | Gaps | Overlaps]:
    """Which team runs with the customer at which stage, and who is missing?"""
    runs_at, missed_at = (
        pd.Series([_stages(each) for each in relay[name]], index=relay.index, dtype=object)
        for name in ("runs_at", "missed_at")
    )
    frame = relay.assign(runs_at=runs_at, missed_at=missed_at)
    say: list[Gaps | Overlaps] = []
    nobody = raci_stages.loc[raci_stages["running"] == 0, "stage"]
    if len(nobody):
        say.append(Gaps(names(nobody)))
    crowded = int((raci_stages["running"] >= CROWD).sum())
    say += [Overlaps(Count(crowded))] if crowded else []
    missed = int((relay["missed"] > 0).sum())
    ordered = frame.sort_values("runs", ascending=False, kind="stable")
    return Shown(ordered, title=Missed(Count(missed)) if missed else NoneMissed(), say=tuple(say))
