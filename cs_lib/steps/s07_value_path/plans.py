"""Are success plans there, shared, and kept on both sides, and who is off plan?

Source: S3 (4-8); concepts 7.06 to 7.08.
"""

import pandas as pd

from cs_lib.books.belonging import account_of, known_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Code, Count, Extreme, Money, Name, Sentence, Share

OURS, THEIRS = "us", "customer"
LISTED = 40
BOARD = ["segment", "accounts", "with_plan", "plan_shared", "ours_on_time", "theirs_on_time",
         "ours_overdue", "theirs_overdue", "arr_without_plan"]  # fmt: skip
OFF = ["account", "name", "arr", "plan_step", "plan_side", "days_behind", "steps_overdue",
       "term_end", "owner"]  # fmt: skip
BURN = ["month", "burn_line", "steps_total"]


def scoreboard(
    accounts: pd.DataFrame, due: pd.DataFrame, books: Books, intake: Intake
) -> pd.DataFrame:
    """Coverage, sharing and progress by segment, and in all, whose segment is missing (`BOARD`).

    `with_plan` of the accounts that pay; `plan_shared` of those with a plan; on time: done by the
    due day, of what was due.
    """
    if "plans" not in intake.tables:
        return pd.DataFrame(columns=BOARD)
    rows = intake.tables["plans"]
    account = account_of(rows["customer_id"], books, intake)
    shared = account[rows["shared_on"] <= pd.Timestamp(books.as_of)]
    found = [
        _board(name, part, account, shared, due)
        for name, part in [*accounts.groupby("segment"), (None, accounts)]
    ]
    kinds = dict.fromkeys(BOARD[2:6], float)
    return pd.DataFrame(found, columns=BOARD).astype(kinds)


def _board(
    name: str | None, part: pd.DataFrame, planned: pd.Series, shared: pd.Series, due: pd.DataFrame
) -> tuple[object, ...]:
    has = part["account"].isin(planned)
    mine = due[due["account"].isin(part["account"])]
    ours, theirs = (mine[mine["plan_side"] == side] for side in (OURS, THEIRS))
    told = part.loc[has, "account"].isin(shared).mean() if has.any() else None
    times = [(s["done"] <= s["due"]).mean() if len(s) else None for s in (ours, theirs)]
    late = [int(s["done"].isna().sum()) for s in (ours, theirs)]
    return (name, len(part), has.mean(), told, *times, *late, part.loc[~has, "arr"].sum())


def burnup(due: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Steps due and done, added up to each month's end: month, `burn_line`, `steps_total`."""
    if due.empty:
        return pd.DataFrame(columns=BURN)
    first = due["due"].min()
    ends = pd.date_range(first, as_of, freq="ME").union([as_of]).unique()
    rows = []
    for line, days in (("due", due["due"]), ("done", due["done"])):
        rows += [(end, line, int((days <= end).sum())) for end in ends]
    return pd.DataFrame(rows, columns=BURN)


def off_plan(
    accounts: pd.DataFrame, due: pd.DataFrame, ends: "pd.Series[pd.Timestamp]", days: int
) -> pd.DataFrame:
    """Who is more than so many days behind its plan? One row an account, most ARR first (`OFF`).

    `plan_step` is the step overdue longest, `plan_side` whose it is. Who gave notice or needs to
    exit is left out.
    """
    late = due[due["done"].isna()].sort_values("overdue_days", ascending=False, kind="stable")
    counts = late.groupby("account").size()
    worst = late.drop_duplicates("account").set_index("account")
    found = accounts[accounts["sellable"].astype(bool) & accounts["account"].isin(worst.index)]
    rows = found.assign(
        plan_step=found["account"].map(worst["step"]),
        plan_side=found["account"].map(worst["plan_side"]),
        days_behind=found["account"].map(worst["overdue_days"]).astype(float),
        steps_overdue=found["account"].map(counts),
        term_end=known_of(found["account"], ends),
    )
    rows = rows[rows["days_behind"] > days]
    return rows.sort_values("arr", ascending=False, kind="stable", ignore_index=True)[OFF]


class Covered(Sentence):
    share: Share


class Uncovered(Sentence):
    arr: Money


class Sides(Sentence):
    ours: Share
    theirs: Share


class NotShared(Sentence):
    share: Share


@exhibit(
    part=Part.A5,
    shows=Table(
        c.segment, c.accounts, c.with_plan, c.plan_shared, c.ours_on_time, c.theirs_on_time,
        c.ours_overdue, c.theirs_overdue, c.arr_without_plan,
    ),
    needs=("plans",),
)  # fmt: skip
def plan_scoreboard(
    plan_board: pd.DataFrame, engagement: Engagement
) -> Shown[Covered | Uncovered | Sides | NotShared] | Absent:
    """Who has a success plan, is it shared, and does each side keep its part?"""
    whole = plan_board[plan_board["segment"].isna()]
    if whole.empty or not whole["with_plan"].iloc[0]:
        return Absent("plans")
    row = whole.iloc[0]
    say: list[Uncovered | Sides | NotShared] = [
        Uncovered(Money(row["arr_without_plan"], engagement.currency))
    ]
    if row[["ours_on_time", "theirs_on_time"]].notna().all():
        say.append(Sides(Share(row["ours_on_time"]), Share(row["theirs_on_time"])))
    if row["plan_shared"] < 1:
        say.append(NotShared(Share(1 - row["plan_shared"])))
    return Shown(plan_board, title=Covered(Share(row["with_plan"])), say=tuple(say))


class OnTime(Sentence):
    share: Share
    steps: Count


class Behind(Sentence):
    steps: Count


class Evidence(Sentence):
    share: Share


@exhibit(
    part=Part.A5,
    shows=charts.Lines(c.month, c.steps_total, c.burn_line, zero=True),
    needs=("plans",),
)
def milestones_on_time(
    plan_burnup: pd.DataFrame, plan_steps: pd.DataFrame, evidence_share: float | None
) -> Shown[OnTime | Behind | Evidence] | Absent:
    """Are the milestones of the plans reached on time?"""
    if plan_burnup.empty or plan_burnup["month"].nunique() < 2:
        return Absent("plans")
    kept = float((plan_steps["done"] <= plan_steps["due"]).mean())
    say: list[Behind | Evidence] = [Behind(Count(int(plan_steps["done"].isna().sum())))]
    if evidence_share is not None:
        say.append(Evidence(Share(evidence_share)))
    return Shown(plan_burnup, title=OnTime(Share(kept), Count(len(plan_steps))), say=tuple(say))


class OffPlan(Sentence):
    accounts: Count
    arr: Money


class AllOnPlan(Sentence):
    days: Count


class ListA(Sentence):
    days: Count


class Furthest(Sentence):
    account: Name
    days: Count
    side: Code
    extremes = (Extreme("value_path.off_plan_list.days_behind", "days"),)


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.plan_step, c.plan_side, c.days_behind, c.steps_overdue, c.arr, c.term_end,
        c.owner,
    ),
    needs=("plans",),
)  # fmt: skip
def off_plan_list(
    off_plan: pd.DataFrame, plan_board: pd.DataFrame, engagement: Engagement
) -> Shown[OffPlan | AllOnPlan | Furthest | ListA] | Absent:
    """Intervention list A: which accounts are furthest behind their plan?"""
    if plan_board.empty:
        return Absent("plans")
    days = Count(engagement.limits.off_plan_days)
    if off_plan.empty:
        return Shown(None, title=AllOnPlan(days), note=(ListA(days),))
    top = off_plan.iloc[int(off_plan["days_behind"].argmax())]
    side = Code("plan_side", top["plan_side"])
    said = Furthest(Name(top["name"]), Count(int(top["days_behind"])), side)
    title = OffPlan(Count(len(off_plan)), Money(off_plan["arr"].sum(), engagement.currency))
    rows = off_plan.head(LISTED)
    frame = rows.assign(account=rows["name"])
    return Shown(frame, title=title, say=(said,), note=(ListA(days),))
