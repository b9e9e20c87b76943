"""Plans, by hand: coverage, sharing, progress, and who is off plan."""

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s07_value_path import plans
from cs_lib.texts import Code, Count, Money, Name, Share
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s07_value_path.builders import ACCOUNTS, DAY, ENDS, books, intake

DUE = pd.DataFrame(
    [
        ("A", "train", "us", "2025-10-01", "2025-09-30", None),
        ("A", "attend", "customer", "2025-11-30", None, 31.0),
        ("B", "train", "us", "2025-12-01", None, 30.0),
        ("D", "train", "us", "2025-06-01", None, 213.0),
    ],
    columns=["account", "step", "plan_side", "due", "done", "overdue_days"],
)
DUE = DUE.assign(due=pd.to_datetime(DUE["due"]), done=pd.to_datetime(DUE["done"]))
SHARED = pd.to_datetime(["2025-09-01", None, "2026-02-01"])
SHEET = pd.DataFrame({"customer_id": ["A", "B", "D"], "shared_on": SHARED})


def test_coverage_sharing_and_progress_by_segment_and_in_all() -> None:
    found = plans.scoreboard(ACCOUNTS, DUE, books(), intake(plans=SHEET))
    assert found["segment"].tolist()[:2] == ["S", "T"]
    whole = found[found["segment"].isna()].iloc[0]
    assert whole["with_plan"] == 3 / 5
    # a plan that is shared after the last day is not shared yet
    assert whole["plan_shared"] == 1 / 3
    assert whole[["ours_on_time", "theirs_on_time"]].tolist() == [1 / 3, 0.0]
    assert whole[["ours_overdue", "theirs_overdue", "arr_without_plan"]].tolist() == [2, 1, 70.0]
    assert found.iloc[0][["with_plan", "arr_without_plan"]].tolist() == [1.0, 0.0]


def test_more_than_thirty_days_behind_is_off_plan_unless_the_account_leaves() -> None:
    found = plans.off_plan(ACCOUNTS, DUE, ENDS, 30)
    assert found["account"].tolist() == ["A"]
    assert found.iloc[0][["plan_step", "plan_side", "days_behind"]].tolist() == [
        "attend", "customer", 31.0
    ]  # fmt: skip
    told = plans.off_plan_list.make(found, pd.DataFrame({"segment": [None]}), engagement())
    assert told.title == plans.OffPlan(Count(1), Money(100.0, "EUR"))
    assert told.say == (plans.Furthest(Name("Alder"), Count(31), Code("plan_side", "customer")),)


def test_steps_due_and_done_add_up_month_by_month() -> None:
    found = plans.burnup(DUE, DAY).pivot(index="month", columns="burn_line", values="steps_total")
    assert found.loc["2025-12-31"].to_dict() == {"done": 1, "due": 4}
    assert found.loc["2025-06-30"].to_dict() == {"done": 0, "due": 1}
    told = plans.milestones_on_time.make(plans.burnup(DUE, DAY), DUE, 0.5)
    assert told.title == plans.OnTime(Share(0.25), Count(4))
    assert told.say == (plans.Behind(Count(3)), plans.Evidence(Share(0.5)))


def test_no_plans_are_not_the_same_as_all_on_plan() -> None:
    none = plans.scoreboard(ACCOUNTS, DUE, books(), intake())
    assert plans.plan_scoreboard.make(none, engagement()) == Absent("plans")
    off = plans.off_plan(ACCOUNTS, DUE.head(0), ENDS, 30)
    assert plans.off_plan_list.make(off, none, engagement()) == Absent("plans")
    board = plans.scoreboard(ACCOUNTS, DUE, books(), intake(plans=SHEET))
    assert plans.off_plan_list.make(off, board, engagement()).title == plans.AllOnPlan(Count(30))


def test_from_which_day_on_a_plan_is_behind_is_the_engagements_choice() -> None:
    furthest = plans.off_plan(ACCOUNTS, DUE, ENDS, 30)["days_behind"].max()
    assert plans.off_plan(ACCOUNTS, DUE, ENDS, int(furthest)).empty
