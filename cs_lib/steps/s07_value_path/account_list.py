"""What is known and next of each account? The lists of steps 4 to 7 as one, by account.

Whoever gave notice, or needs to exit, is on it with that word and without a potential to sell.
"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.gates import Gate, gate
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.steps.s07_value_path import levels, next_steps
from cs_lib.texts import Count, Money, Sentence

LISTED = 500
COLUMNS = [
    "account", "name", "arr", "potential", "term_end", "quadrant", "level", "decision_maker",
    "step_kind", "criterion", "value", "threshold", "next_due", "owner",
]  # fmt: skip
KNOWN, UNKNOWN = "yes", "no"


def listed(planned: pd.DataFrame, teams: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """One row an account that pays, the largest first (`COLUMNS`).

    `potential`: ARR and what is not yet sold, missing where it is not known or not to be sold.
    `decision_maker`: yes or no, missing where no contacts are known at all.
    """
    known = teams.set_index("account")["decider_known"].astype(bool)
    has = planned["account"].map(known).map({True: KNOWN, False: UNKNOWN})
    found = planned.assign(
        potential=planned["arr"] + planned["gap"],
        decision_maker=has if len(people) else None,
    )
    return found.sort_values(["arr", "account"], ascending=[False, True])[COLUMNS].reset_index(
        drop=True
    )


def closes(found: pd.DataFrame, books: Books) -> Gate:
    """The list has the ARR of every account that pays."""
    paying = books.live.loc[books.live["arr"] > 0, "arr"].sum()
    detail = f"{len(found):,} accounts"
    return gate("R9b", "The list by account adds up to the ARR of all accounts",
                found["arr"].sum() - paying, detail)  # fmt: skip


class Everybody(Sentence):
    accounts: Count
    arr: Money


class Largest(Sentence):
    accounts: Count
    of: Count


class NotSold(Sentence):
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.arr, c.potential, c.term_end, c.quadrant, c.value_level, c.decision_maker,
        c.next_step, c.next_due, c.owner,
        filters=("quadrant", "value_level", "decision_maker", "owner"),
    ),
)  # fmt: skip
def account_list(
    by_account: pd.DataFrame, level_names: pd.DataFrame, engagement: Engagement
) -> Shown[
    Everybody | Largest | NotSold | next_steps.Reach | next_steps.ReachWhole | next_steps.Measure
    | next_steps.Fixed | levels.OnLevel | levels.BelowFirst | levels.NotMeasured
]:  # fmt: skip
    """What is known of each account, and what is its next step?"""
    if by_account.empty:
        return Shown(None)
    rows = by_account.head(LISTED)
    left = by_account["step_kind"].isin([next_steps.NOTICE, next_steps.EXIT])
    say: list[Largest | NotSold] = []
    if len(rows) < len(by_account):
        say.append(Largest(Count(len(rows)), Count(len(by_account))))
    if left.any():
        say.append(NotSold(Count(int(left.sum()))))
    title = Everybody(Count(len(by_account)), Money(by_account["arr"].sum(), engagement.currency))
    return Shown(next_steps.shown(rows, level_names), title=title, say=tuple(say))
