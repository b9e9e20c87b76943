"""What does each customer earn on what it spends, and how well is that proven? (5.09)

Source: S4. Benefit and cost are the customer's own, a year, our price included in the cost.
"""

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.models.resampled import ratio_limits
from cs_lib.steps.s05_success_definition.register import with_accounts
from cs_lib.texts import Count, Money, Sentence

LISTED = 20
GRADES = "ABCD"
SMALLEST = 10


def cards(outcomes: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """One card an account with a benefit and a cost: benefit, cost, roi, evidence_grade.

    The grade is the worst of the account's outcomes: A confirmed by the customer with evidence, B
    evidence alone, C measured without evidence, D not measured. The largest benefit first.
    """
    rows = with_accounts(outcomes, accounts)
    rows = rows[rows["benefit"].notna() & (rows["cost"] > 0)]
    grade = np.select(
        [rows["acknowledged"].astype(bool), rows["actual"].notna() & rows["evidence"].notna(),
         rows["actual"].notna()], list("ABC"), "D",
    )  # fmt: skip
    found = rows.assign(evidence_grade=grade).groupby("account", sort=False)
    each = found.agg(
        name=("name", "first"), account_segment=("segment", "first"), owner=("owner", "first"),
        customer_benefit=("benefit", "sum"), customer_cost=("cost", "sum"),
        evidence_grade=("evidence_grade", "max"),
    ).reset_index()  # fmt: skip
    each["roi"] = (each["customer_benefit"] - each["customer_cost"]) / each["customer_cost"]
    return each.sort_values("customer_benefit", ascending=False, ignore_index=True)


class Earns(Sentence):
    earned: Money


class Interval(Sentence):
    low: Money
    high: Money
    accounts: Count


class Proven(Sentence):
    accounts: Count


class Loses(Sentence):
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.customer_benefit, c.customer_cost, c.roi, c.evidence_grade
    ),
    needs=("outcomes",),
)  # fmt: skip
def roi_cards(
    roi: pd.DataFrame, engagement: Engagement
) -> Shown[Earns | Interval | Proven | Loses] | Absent:
    """What do customers earn on what they spend?"""
    if roi.empty:
        return Absent("outcomes")
    euro = engagement.currency
    benefit, cost = roi["customer_benefit"], roi["customer_cost"]
    say: list[Interval | Proven | Loses] = []
    if len(roi) >= SMALLEST:
        low, high = ratio_limits(benefit.to_numpy(float), cost.to_numpy(float))
        say.append(Interval(Money(low, euro), Money(high, euro), Count(len(roi))))
    say.append(Proven(Count(int((roi["evidence_grade"] == "A").sum()))))
    losing = int((roi["roi"] < 0).sum())
    say += [Loses(Count(losing))] if losing else []
    frame = roi.head(LISTED)
    title = Earns(Money(benefit.sum() / cost.sum(), euro))
    return Shown(frame.assign(account=frame["name"]), title=title, say=tuple(say))
