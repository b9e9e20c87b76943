"""Whose actions are late, yours or the customer's? The mutual action plan by side.

Source: S3, S4 (it takes two); concept 6.06.
"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Code, Count, Money, Quantity, Sentence, Share

OURS, THEIRS, BOTH = "us", "customer", "both"
STEPS = ["account", "step", "plan_side", "due", "done", "overdue_days"]
SIDES = ["plan_side", "steps_due", "on_time", "done_late", "steps_overdue", "days_late", "accounts",
         "arr"]  # fmt: skip


def steps(books: Books, intake: Intake) -> pd.DataFrame:
    """The plans' steps that are due by the last day, one row each (`STEPS`).

    `overdue_days` since it was due of a step that is not done; what is done after the last day is
    not done yet. Steps without a side or a due day cannot be late.
    """
    if "plans" not in intake.tables:
        return pd.DataFrame(columns=STEPS)
    rows, day = intake.tables["plans"], pd.Timestamp(books.as_of)
    rows = rows[rows["due"].le(day) & rows["side"].notna()]
    done = rows["done"].where(rows["done"] <= day)
    found = rows.assign(
        account=account_of(rows["customer_id"], books, intake), done=done,
        plan_side=rows["side"].astype("str"),
        overdue_days=(day - rows["due"]).dt.days.where(done.isna()).astype(float),
    )  # fmt: skip
    return found[found["account"].isin(books.live["account"])][STEPS].reset_index(drop=True)


def sides(due: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """How does each side keep its part? One row a side (`SIDES`).

    `on_time`, `done_late` and `steps_overdue` of the steps due; `days_late` is the median of the
    steps overdue; `accounts` and `arr` are those with a step overdue.
    """
    arr, rows = live.set_index("account")["arr"], []
    for side in (OURS, THEIRS):
        part = due[due["plan_side"] == side]
        if part.empty:
            continue
        late = part[part["done"].isna()]
        accounts = late["account"].unique()
        rows.append(
            (side, len(part), (part["done"] <= part["due"]).mean(),
             (part["done"] > part["due"]).mean(), len(late), late["overdue_days"].median(),
             len(accounts), arr.reindex(accounts).sum())
        )  # fmt: skip
    return pd.DataFrame(rows, columns=SIDES).astype({"days_late": float, "arr": float})


def late_side(due: pd.DataFrame) -> "pd.Series[str]":
    """By account, whose steps are overdue: us, customer, both; not listed where nobody's are."""
    late = due[due["done"].isna()]
    both = late.groupby("account")["plan_side"].nunique()
    return late.groupby("account")["plan_side"].first().mask(both > 1, BOTH)


class Late(Sentence):
    side: Code
    share: Share


class Kept(Sentence): ...


class Other(Sentence):
    side: Code
    share: Share
    days: Quantity


class Touches(Sentence):
    accounts: Count
    arr: Money


@exhibit(
    part=Part.A5,
    shows=Table(
        c.plan_side, c.steps_due, c.on_time, c.done_late, c.steps_overdue, c.days_late, c.accounts,
        c.arr,
    ),
    needs=("plans",),
)  # fmt: skip
def action_plan(
    plan_sides: pd.DataFrame, engagement: Engagement
) -> Shown[Late | Kept | Other | Touches] | Absent:
    """Whose actions are late, yours or the customer's?"""
    if plan_sides.empty:
        return Absent("plans")
    if not plan_sides["steps_overdue"].sum():
        return Shown(plan_sides, title=Kept())
    share = plan_sides["steps_overdue"] / plan_sides["steps_due"]
    order = plan_sides.assign(share=share).sort_values("share", ascending=False, kind="stable")
    top = order.iloc[0]
    arr = Money(top["arr"], engagement.currency)
    say: list[Other | Touches] = [Touches(Count(int(top["accounts"])), arr)]
    if len(order) > 1 and order.iloc[1]["steps_overdue"]:
        other = order.iloc[1]
        side, days = Code("plan_side", other["plan_side"]), Quantity(other["days_late"])
        say.append(Other(side, Share(other["share"]), days))
    title = Late(Code("plan_side", top["plan_side"]), Share(top["share"]))
    return Shown(plan_sides, title=title, say=tuple(say))
