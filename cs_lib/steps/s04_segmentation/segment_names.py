"""What is a segment called? A proposed one by its rule, so that a reader knows who is in it."""

import pandas as pd

from cs_lib.steps.s04_segmentation.value_segments import MONEY, REST, Rule, Segments
from cs_lib.texts import Code, Money, Name, Quantity, Sentence, Share


class Condition(Sentence):
    measure: Code
    sign: Code


class MoneyCondition(Condition):
    level: Money


class ShareCondition(Condition):
    level: Share


class IndexCondition(Condition):
    level: Quantity


Single = MoneyCondition | ShareCondition | IndexCondition


class Conditions(Sentence):
    conditions: tuple[MoneyCondition | ShareCondition | IndexCondition, ...]


class Everyone(Sentence): ...


class Own(Sentence):
    name: Name


class Others(Sentence): ...


def conditions(rule: Rule, currency: str) -> tuple[Single, ...]:
    """The conditions of a rule as a reader has them."""
    found: list[Single] = []
    for measure, sign, level in rule.conditions:
        words = Code("segment_measure", measure), Code("condition", sign)
        if measure in MONEY:
            found.append(MoneyCondition(*words, Money(level, currency)))
        elif measure == "penetration":
            found.append(ShareCondition(*words, Share(level)))
        else:
            found.append(IndexCondition(*words, Quantity(level)))
    return tuple(found)


def ruled(rule: Rule | None, currency: str) -> Conditions | Everyone:
    """By which conditions an account is in a segment."""
    if rule is None or not rule.conditions:
        return Everyone()
    return Conditions(conditions(rule, currency))


def named(segment: str, segments: Segments, currency: str) -> Conditions | Everyone | Own | Others:
    """A segment's name as it is read: the client's, or the proposed rule itself."""
    if segment == REST:
        return Others()
    if not segments.proposed:
        return Own(Name(segment))
    return ruled(segments.rule(segment), currency)


def with_names(
    frame: pd.DataFrame, segments: Segments, currency: str, **columns: str
) -> pd.DataFrame:
    """The frame with segments' names as messages: `value_segment="id"` reads `id`."""
    found = frame.copy()
    for name, source in columns.items():
        read = [named(each, segments, currency) for each in frame[source]]
        found[name] = pd.Series(read, index=frame.index, dtype=object)
    return found
