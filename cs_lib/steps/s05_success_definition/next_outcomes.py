"""Which outcomes that customers still want can you influence? (5.04)"""

import pandas as pd

from cs_lib.books.belonging import by_name
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s05_success_definition.register import REQUIRED, with_accounts
from cs_lib.texts import Count, Money, Name, Sentence, Share

LISTED = 20


def still_open(outcomes: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Required outcomes on their way, what your influence could move most of first.

    Ordered by ARR x influence x the way that is left; those without a known influence are last.
    """
    rows = with_accounts(outcomes, accounts)
    rows = rows[(rows["outcome_kind"] == REQUIRED) & (rows["attained"] < 1)]
    weight = rows["arr"] * rows["influence"] * (1 - rows["attained"])
    return rows.assign(weight=weight).sort_values("weight", ascending=False).reset_index(drop=True)


class Influenced(Sentence):
    outcomes: Count
    arr: Money


class LittleInfluence(Sentence):
    outcomes: Count


class NoneOpen(Sentence): ...


class Enough(Sentence):
    share: Share


class First(Sentence):
    account: Name
    outcome: Name
    share: Share


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.outcome_named, c.attained, c.influence, c.arr, c.account_segment, c.owner
    ),
    needs=("outcomes",),
)  # fmt: skip
def next_outcomes(
    open_outcomes: pd.DataFrame, engagement: Engagement
) -> Shown[Influenced | LittleInfluence | NoneOpen | First | Enough] | Absent:
    """Which outcomes should your team work on next?"""
    if open_outcomes.empty:
        return Shown(None, title=NoneOpen())
    if open_outcomes["influence"].isna().all():
        return Absent("outcomes")
    enough = engagement.limits.influence_from
    able = open_outcomes[open_outcomes["influence"] >= enough]
    weak = int((open_outcomes["influence"] < enough).sum())
    say: list[LittleInfluence | First] = []
    if len(able):
        row = able.iloc[0]
        first = First(Name(row["name"]), Name(row["outcome_named"]), Share(row["attained"]))
        say.append(first)
    if weak:
        say.append(LittleInfluence(Count(weak)))
    arr = float(able.drop_duplicates("account")["arr"].sum())
    frame = by_name(able.head(LISTED))
    title = Influenced(Count(len(able)), Money(arr, engagement.currency))
    note = (Enough(Share(enough)),)
    return Shown(frame if len(frame) else None, title=title, say=tuple(say), note=note)
