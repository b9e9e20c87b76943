"""Page 11: how far is ARR on the path of value, and what are the ten next steps?"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Exhibit, Foot, Said, page
from cs_lib.exhibits.links import linked
from cs_lib.exhibits.pages import Grade
from cs_lib.steps.s07_value_path import levels, next_steps
from cs_lib.texts import Cell, Count, Money, Name, Sentence


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
    off_vector: pd.DataFrame, value_path: Exhibit, value_levels: Exhibit,
    off_plan_list: Exhibit, off_vector_list: Exhibit, books: Books, engagement: Engagement,
) -> Said[
    Waits | AtTheTop | Steps | Take | Assign | Waiting | OffPlan | OffVector
]:  # fmt: skip
    """How far is ARR on the path of value, and what is next?"""
    money = engagement.currency
    now = planned[planned["when"] == next_steps.NOW]
    bullets: list[Waiting | OffPlan | OffVector] = []
    if len(off_vector):
        bullets.append(OffVector(Count(len(off_vector)), _arr(off_vector, off_vector_list, money)))
    if len(off_plan):
        days, amount = engagement.limits.off_plan_days, _arr(off_plan, off_plan_list, money)
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
    claim = _claim(placed, now, value_path, value_levels, engagement)
    return Said(claim, so_what=tuple(follows), bullets=tuple(bullets), foot=foot)


def _claim(
    placed: pd.DataFrame, now: pd.DataFrame, value_path: Exhibit, value_levels: Exhibit,
    engagement: Engagement,
) -> Waits | AtTheTop | Steps:  # fmt: skip
    if value_path.absent:
        return Steps(Count(len(now)))
    found, money = levels.waiting(placed), engagement.currency
    known = placed[placed["level"].notna()]
    level = known["level"].max() if found is None else found[2]
    at, shown = levels.cell_of(level, value_levels), {value_levels.address: value_levels}
    if found is None:
        return AtTheTop(linked(Money(known["arr"].sum(), money), at, shown))
    return Waits(linked(Money(found[1], money), at, shown), Name(found[0]))


def _arr(rows: pd.DataFrame, listed: Exhibit, currency: str) -> Money:
    """The ARR of the accounts on a list; one account alone is a row of it."""
    amount = Money(rows["arr"].sum(), currency)
    if len(rows) > 1:
        return amount
    return linked(
        amount, Cell(listed.address, str(rows["name"].iloc[0]), "arr"), {listed.address: listed}
    )
