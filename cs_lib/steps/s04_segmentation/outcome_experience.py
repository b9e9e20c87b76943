"""Success is the required outcome and the appropriate experience: who has both, and who neither?

Source: S3 and S4 (customer success = required outcome x appropriate experience); concept 4.12.
"""

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import engagement_model
from cs_lib.texts import Cell, Count, Money, Sentence, Share

BOTH, OUTCOME, EXPERIENCE, NEITHER = "both", "outcome_only", "experience_only", "neither"
ORDER = (BOTH, OUTCOME, EXPERIENCE, NEITHER)
COLUMNS = ["success_field", "accounts", "arr", "share_of_arr", "potential", "at_risk_arr"]


def fields(
    accounts: pd.DataFrame, indicators: pd.DataFrame, engagement: Engagement, books: Books,
    intake: Intake,
) -> pd.DataFrame:  # fmt: skip
    """One row a field (`COLUMNS`), of the accounts whose outcome and touches are both known.

    The outcome is reached from half of the way (`segmentation.exit.outcome`). The experience is
    met with at least as many touches a year as planned for it, or, without a plan, as the middle
    account of the same experience has. `at_risk_arr`: of those on notice.
    """
    each = accounts.set_index("account")
    reached = indicators.set_index("account").get("outcomes", pd.Series(dtype="float64"))
    touches = engagement_model.touches_of(books, intake)
    each = each.assign(
        reached=reached.reindex(each.index),
        touches=touches.reindex(each.index),
        owed=owed(touches, engagement_model.experiences(books, intake), engagement),
    ).dropna(subset=["reached", "touches", "owed"])
    if each.empty:
        return pd.DataFrame(columns=COLUMNS)
    got = each["reached"] / 100 >= engagement.segmentation.exit.outcome
    met = each["touches"] >= each["owed"]
    place = np.select([got & met, got, met], [BOTH, OUTCOME, EXPERIENCE], NEITHER)
    rows = []
    for name in ORDER:
        mine = each[place == name]
        rows.append(
            (name, len(mine), mine["arr"].sum(), mine["arr"].sum() / each["arr"].sum(),
             mine["potential"].sum(), mine.loc[mine["notified"], "arr"].sum())
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def owed(
    touches: "pd.Series[float]", experience: "pd.Series[str]", engagement: Engagement
) -> "pd.Series[float]":
    """The touches a year that each account should have, by account."""
    plan = {name: sum(of.values()) for name, of in engagement.segmentation.touches.items()}
    usual = touches.groupby(experience.reindex(touches.index)).median().to_dict()
    return experience.map(plan if plan else usual).astype(float)


class Whole(Sentence):
    share: Share


class Missing(Sentence):
    accounts: Count
    arr: Money


class NoOutcome(Sentence):
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.success_field, c.accounts, c.arr, c.share_of_arr, c.potential, c.at_risk_arr
    ),
    needs=("outcomes", "activities"),
)  # fmt: skip
def outcome_experience(
    success_fields: pd.DataFrame, engagement: Engagement
) -> Shown[Whole | Missing | NoOutcome] | Absent:
    """Which accounts have both the outcome and the experience that they need? (4.12)"""
    if success_fields.empty:
        return Absent("outcomes")
    rows = success_fields.set_index("success_field")
    cell = "segmentation.outcome_experience"
    share = Share(rows["share_of_arr"][BOTH], Cell(cell, BOTH, "share_of_arr"))
    arr = Money(rows["arr"][NEITHER], engagement.currency, Cell(cell, NEITHER, "arr"))
    say = (
        Missing(Count(int(rows["accounts"][NEITHER])), arr),
        NoOutcome(Count(int(rows["accounts"][EXPERIENCE]))),
    )
    return Shown(success_fields, title=Whole(share), say=say)
