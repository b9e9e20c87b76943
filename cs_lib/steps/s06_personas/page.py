"""Page 10: which ARR renews soon although nobody is known who decides?"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Foot, Said, page
from cs_lib.steps.s06_personas import action_plan, sponsors, unknown_decider
from cs_lib.texts import Cell, Count, Money, Sentence, Share


class Unknown(Sentence):
    arr: Annotated[Money, "arr_due"]
    share: Share


class Known(Sentence):
    arr: Annotated[Money, "arr_due"]


class Find(Sentence):
    accounts: Count
    days: Count


class Reached(Sentence):
    accounts: Count


class KeepMeeting(Sentence): ...


class Sponsors(Sentence):
    days: Count
    arr: Annotated[Money, "arr"]
    accounts: Count


class OwnLate(Sentence):
    steps: Annotated[Count, "steps_overdue"]


class WeakLinks(Sentence):
    accounts: Count
    teams: Count


@page(number=10, exhibits=("unknown_deciders",))
def who_decides(
    renewals_soon: pd.DataFrame, sponsor_states: pd.DataFrame, team_use: pd.DataFrame,
    plan_sides: pd.DataFrame, books: Books, engagement: Engagement,
) -> Said[
    Unknown | Known | Find | Reached | KeepMeeting | Sponsors | OwnLate | WeakLinks
]:  # fmt: skip
    """Which ARR renews within 180 days although nobody is known who decides?"""
    money = engagement.currency
    unknown = renewals_soon[~renewals_soon["decider_known"].astype(bool)]
    foot = Foot.of(len(renewals_soon), books.as_of, books.source.table, "B")
    bullets = _bullets(sponsor_states, team_use, plan_sides, engagement)
    if unknown.empty:
        known = Known(Money(renewals_soon["arr_due"].sum(), money))
        return Said(known, so_what=(KeepMeeting(),), bullets=bullets, foot=foot)
    reached = unknown[unknown["decider_gap"] != unknown_decider.NOBODY]
    follows: list[Find | Reached] = [Find(Count(len(unknown)), Count(unknown_decider.DAYS))]
    if len(reached):
        follows.append(Reached(Count(len(reached))))
    claim_arr = unknown["arr_due"].sum()
    claim = Unknown(Money(claim_arr, money), Share(claim_arr / renewals_soon["arr_due"].sum()))
    return Said(claim, so_what=tuple(follows), bullets=bullets, foot=foot)


def _bullets(
    states: pd.DataFrame, team_use: pd.DataFrame, plan_sides: pd.DataFrame,
    engagement: Engagement,
) -> tuple[Sponsors | OwnLate | WeakLinks, ...]:  # fmt: skip
    said: list[Sponsors | OwnLate | WeakLinks] = []
    cold = states[states["sponsor_state"].isin([sponsors.LEFT, sponsors.NOT_MET])]
    if len(cold):
        days, amount = engagement.limits.sponsor_days, cold["arr"].sum()
        said.append(Sponsors(Count(days), Money(amount, engagement.currency), Count(len(cold))))
    ours = plan_sides[plan_sides["plan_side"] == action_plan.OURS]
    if len(ours) and ours["steps_overdue"].iloc[0]:
        at = Cell("personas.action_plan", action_plan.OURS, "steps_overdue")
        said.append(OwnLate(Count(int(ours["steps_overdue"].iloc[0]), at)))
    weak = team_use["weak_link"].astype(bool)
    if weak.any():
        said.append(WeakLinks(Count(int(weak.sum())), Count(len(team_use))))
    return tuple(said)
