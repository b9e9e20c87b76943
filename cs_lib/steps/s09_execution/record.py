"""The decision record: owner, metrics, detectable effect, verdict and stop rule. (9.04-9.06)"""

from typing import Annotated

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Shown, Table, c, exhibit
from cs_lib.steps.s09_execution.chosen import Decision
from cs_lib.steps.s09_execution.comparison import TREATED, WAITS
from cs_lib.steps.s09_execution.detectable import LOSSES, USE
from cs_lib.steps.s09_execution.options import readable
from cs_lib.texts import Code, Count, Day, Money, Name, Person, Points, Quantity, Sentence, Share


class Recorded(Sentence):
    option: Name
    parked: Count


class Words(Sentence):
    text: Name


class Who(Sentence):
    who: Person


class By(Sentence):
    who: Person
    day: Day


class Alone(Sentence):
    day: Day


class Aim(Sentence):
    metric: Name
    target: Quantity


class AimShare(Sentence):
    metric: Name
    target: Share


class FromTo(Sentence):
    metric: Name
    baseline: Share
    target: Share


class Worth(Sentence):
    arr: Annotated[Money, "effect_arr"]
    probability: Share


class Least(Sentence):
    change: Points
    treated: Count
    waiting: Count


class TooFew(Sentence):
    treated: Count
    waiting: Count


class Early(Sentence):
    change: Share


class Due(Sentence):
    day: Day


class For(Sentence):
    quadrant: Code
    accounts: Count


class ForAll(Sentence):
    accounts: Count


class Lot(Sentence):
    accounts: Count


class NotSaid(Sentence): ...


Value = (
    Words | Who | By | Alone | Aim | AimShare | FromTo | Worth | Least | TooFew | Early | Due | For
    | ForAll | Lot | NotSaid
)  # fmt: skip


@exhibit(shows=Table(c.record_line, c.record_value), needs=("options", "decision"))
def decision_record(
    decided: Decision | None, listed: pd.DataFrame, assignment: pd.DataFrame,
    findable: pd.DataFrame, engagement: Engagement,
) -> Shown[
    Recorded | Words | Who | By | Alone | Aim | AimShare | FromTo | Worth | Least | TooFew | Early
    | Due | For | ForAll | Lot | NotSaid
] | Absent:  # fmt: skip
    """What was decided, who answers for it, how is it judged, and what would end it?"""
    if decided is None:
        return Absent("decision")
    counts = assignment["group"].value_counts()
    treated, waits = (int(counts.get(each, 0)) for each in (TREATED, WAITS))
    lines: list[tuple[str, Value]] = [
        ("owner", _who(decided.owner or decided.decided_by)),
        ("decided", _decided(decided)),
        ("reason", _words(decided.reason)),
        ("for_whom", _for(decided, treated)),
        ("compared_with", Lot(Count(waits)) if waits else _words(decided.comparison)),
        ("execution", _execution(decided)),
        ("effect_metric", _effect(decided)),
        ("expected", _worth(listed, engagement)),
        ("least", _least(findable, treated, waits)),
        ("early", _early(findable)),
        ("verdict_day", NotSaid() if decided.verdict is None else Due(Day(decided.verdict))),
        ("stop_rule", _words(decided.stop_if)),
    ]
    lines = [each for each in lines if each[0] != "early" or not isinstance(each[1], NotSaid)]
    frame = pd.DataFrame(lines, columns=["record_line", "record_value"])
    title = Recorded(Name(readable(decided.option)), Count(len(listed) - 1))
    return Shown(frame, title=title)


def _words(text: str | None) -> Words | NotSaid:
    return NotSaid() if text is None else Words(Name(text))


def _who(name: str | None) -> Who | NotSaid:
    return NotSaid() if name is None else Who(Person(name))


def _decided(decided: Decision) -> By | Alone | NotSaid:
    if decided.decided_on is None:
        return NotSaid()
    day = Day(decided.decided_on)
    return Alone(day) if decided.decided_by is None else By(Person(decided.decided_by), day)


def _for(decided: Decision, treated: int) -> For | ForAll:
    if decided.quadrant is None:
        return ForAll(Count(treated))
    return For(Code("quadrant", decided.quadrant), Count(treated))


def _execution(decided: Decision) -> Value:
    if decided.execution is None or decided.execution_target is None:
        return _words(decided.execution)
    name, target = Name(decided.execution), decided.execution_target
    return AimShare(name, Share(target)) if 0 <= target <= 1 else Aim(name, Quantity(target))


def _effect(decided: Decision) -> Value:
    if decided.metric is None or decided.target is None:
        return _words(decided.metric)
    name, target, base = Name(decided.metric), decided.target, decided.baseline
    if base is not None and 0 <= base <= 1 and 0 <= target <= 1:
        return FromTo(name, Share(base), Share(target))
    return Aim(name, Quantity(target))


def _worth(listed: pd.DataFrame, engagement: Engagement) -> Worth | NotSaid:
    top = listed.iloc[0]
    if pd.isna(top["effect"]) or pd.isna(top["probability"]):
        return NotSaid()
    return Worth(Money(top["effect"], engagement.currency), Share(top["probability"]))


def _least(findable: pd.DataFrame, treated: int, waits: int) -> Least | TooFew:
    row = findable[findable["test_metric"] == LOSSES]
    counts = Count(treated), Count(waits)
    if row.empty or pd.isna(row["detectable_change"].iloc[0]):
        return TooFew(*counts)
    return Least(Points(-row["detectable_change"].iloc[0]), *counts)


def _early(findable: pd.DataFrame) -> Early | NotSaid:
    row = findable[findable["test_metric"] == USE]
    return NotSaid() if row.empty else Early(Share(row["detectable_change"].iloc[0]))
