"""From segment to priority, spend and tactic: does money follow what a segment could be worth?

Source: S2 (segmentation drives priorities, spend and tactics); concepts 4.02 and 4.03.
"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s04_segmentation import segment_names, segment_views
from cs_lib.steps.s04_segmentation.value_segments import Segments
from cs_lib.texts import Count, Money, Points, Sentence


class Underfunded(Sentence):
    accounts: Count
    gap: Points


class Balanced(Sentence): ...


class Spent(Sentence):
    cost: Money


@exhibit(
    part=Part.A5,
    shows=Table(
        c.value_segment, c.priority, c.accounts, c.gap, c.share_of_arr, c.share_of_potential,
        c.share_of_time, c.cost_to_serve, c.cost_of_arr, c.tactic,
    ),
    needs=("activities",),
)  # fmt: skip
def spend_chain(
    by_segment: pd.DataFrame, segments: Segments | None, accounts: pd.DataFrame,
    time_spent: pd.DataFrame, engagement: Engagement,
) -> Shown[
    Underfunded | Balanced | Spent | segment_names.Conditions | segment_names.Own
    | segment_names.Others | segment_views.Tactic | segment_views.OwnTactic
    | segment_names.MoneyCondition | segment_names.ShareCondition | segment_names.IndexCondition
    | segment_names.Everyone
] | Absent:  # fmt: skip
    """Which segment comes first, what is spent on it, and what is done for it? (4.03)"""
    if segments is None or by_segment.empty or by_segment["share_of_time"].isna().all():
        return Absent("potential" if segments is None else "activities")
    frame = segment_names.with_names(
        chain(by_segment, accounts, time_spent), segments, engagement.currency, value_segment="id"
    )
    frame["tactic"] = segment_views.tactics(by_segment)
    short = (frame["share_of_potential"] - frame["share_of_time"]).fillna(0.0).to_numpy(float)
    worst = int(short.argmax())
    cost = frame["cost_to_serve"].sum(min_count=1)
    spent = () if pd.isna(cost) else (Spent(Money(cost, engagement.currency)),)
    if round(short[worst], 3) <= 0:
        return Shown(frame, title=Balanced(), say=spent)
    count = Count(int(frame["accounts"].iloc[worst]))
    return Shown(frame, title=Underfunded(count, Points(short[worst])), say=spent)


def chain(
    by_segment: pd.DataFrame, accounts: pd.DataFrame, time_spent: pd.DataFrame
) -> pd.DataFrame:
    """`by_segment` with `priority` (1 has most left to sell), `gap`, `share_of_arr`, and the cost.

    `cost_to_serve`: the loaded cost of the hours logged in twelve months; `cost_of_arr`: that over
    ARR; both missing where no cost of an hour is known.
    """
    each = accounts.merge(time_spent, on="account", how="left").groupby("value_segment")
    cost = each["cost"].sum(min_count=1).astype(float)
    gap = each["gap"].sum().reindex(by_segment["id"]).to_numpy(float)
    spent = cost.reindex(by_segment["id"]).to_numpy(float)
    return by_segment.assign(
        gap=gap,
        priority=pd.Series(gap, index=by_segment.index).rank(ascending=False).astype("int64"),
        share_of_arr=by_segment["arr"] / by_segment["arr"].sum(),
        cost_to_serve=spent,
        cost_of_arr=spent / by_segment["arr"],
    )
