"""Page 11: how far is ARR on the path of value, and what are the ten next steps?"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Exhibit, Foot, Said, page
from cs_lib.exhibits.pages import Grade
from cs_lib.steps.s07_value_path import levels, next_steps
from cs_lib.texts import Count, Money, Name, Sentence


class Waits(Sentence):
    arr: Annotated[Money, "arr"]
    level: Name


class AtTheTop(Sentence):
    arr: Annotated[Money, "arr"]


class Steps(Sentence):
    steps: Count


class Take(Sentence):
    accounts: Count
    arr: Annotated[Money, "arr"]


class Assign(Sentence):
    accounts: Count


class Waiting(Sentence):
    accounts: Count


class OffPlan(Sentence):
    days: Count
    accounts: Count
    arr: Annotated[Money, "arr"]


class OffVector(Sentence):
    accounts: Count
    arr: Annotated[Money, "arr"]


@page(number=11, exhibits=("value_path", "next_steps"))
def next_value(
    placed: pd.DataFrame, planned: pd.DataFrame, off_plan: pd.DataFrame,
    off_vector: pd.DataFrame, value_path: Exhibit, books: Books, engagement: Engagement,
) -> Said[
    Waits | AtTheTop | Steps | Take | Assign | Waiting | OffPlan | OffVector
]:  # fmt: skip
    """How far is ARR on the path of value, and what is next?"""
    money = engagement.currency
    now = planned[planned["when"] == next_steps.NOW]
    bullets: list[Waiting | OffPlan | OffVector] = []
    if len(off_vector):
        bullets.append(OffVector(Count(len(off_vector)), Money(off_vector["arr"].sum(), money)))
    if len(off_plan):
        days, amount = engagement.limits.off_plan_days, Money(off_plan["arr"].sum(), money)
        bullets.append(OffPlan(Count(days), Count(len(off_plan)), amount))
    later = int((planned["when"] == next_steps.LATER).sum())
    if later:
        bullets.append(Waiting(Count(later)))
    unowned = int((planned["when"] == next_steps.NO_OWNER).sum())
    follows: list[Take | Assign] = []
    if len(now):
        follows.append(Take(Count(len(now)), Money(now["arr"].sum(), money)))
    if unowned:
        follows.append(Assign(Count(unowned)))
    measured = int(placed["level"].notna().sum())
    grade: Grade = "B" if measured >= 0.8 * len(placed) else "C"
    foot = Foot.of(len(placed), books.as_of, books.source.table, grade)
    claim = _claim(placed, now, value_path, engagement)
    return Said(claim, so_what=tuple(follows), bullets=tuple(bullets), foot=foot)


def _claim(
    placed: pd.DataFrame, now: pd.DataFrame, value_path: Exhibit, engagement: Engagement
) -> Waits | AtTheTop | Steps:
    if value_path.absent:
        return Steps(Count(len(now)))
    found, money = levels.waiting(placed), engagement.currency
    if found is None:
        return AtTheTop(Money(placed.loc[placed["level"].notna(), "arr"].sum(), money))
    return Waits(Money(found[1], money), Name(found[0]))
