"""The next step of each account, who takes it and when, by hand."""

import pandas as pd
import pytest

from cs_lib.engagement import Limits
from cs_lib.exhibits import Absent
from cs_lib.steps.s07_value_path import levels, next_steps
from cs_lib.texts import Code, Count, Name, Quantity
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s07_value_path.builders import ACCOUNTS, DAY, ENDS, LEVELS, intake, measured

PLACED = levels.positions(
    LEVELS,
    measured(
        A={"logins": 5, "live": 0.6, "outcome": 1.0}, B={"logins": 5, "live": 0.4}, C={"logins": 0},
        D={"logins": 0}, E={"logins": 0},
    ),
    ACCOUNTS["account"],
).assign(arr=ACCOUNTS["arr"])  # fmt: skip
NOBODY = pd.Index([])


def plan(advocates=NOBODY, unknown=NOBODY, roster=None, accounts=ACCOUNTS):
    given = intake() if roster is None else intake(roster=roster)
    found = next_steps.plan(accounts, PLACED, ENDS, advocates, unknown, DAY, given, Limits())
    return found.set_index("account")


def test_the_step_is_the_lowest_unmet_criterion() -> None:
    found = plan()
    assert found["step_kind"].to_dict() == {
        "C": "reach", "B": "reach", "A": "advocate", "D": "notice", "E": "exit"
    }  # fmt: skip
    assert next_steps.told(found.loc["B"]) == next_steps.Reach(Name("half is live"), Quantity(0.4))
    assert next_steps.told(found.loc["A"]) == next_steps.Fixed(Code("next_step", "advocate"))


def test_money_decides_the_order_and_nobody_leaving_has_potential_or_a_day() -> None:
    found = plan()
    # 50 + 500, 300 with no known potential, 100 + 50; D is not sold to, and stays with its ARR
    assert found["stake"].to_dict() == {"D": 900.0, "C": 550.0, "B": 300.0, "A": 150.0, "E": 20.0}
    gone = found.loc[["D", "E"]]
    assert gone["gap"].isna().all()
    assert gone["next_due"].isna().all()
    assert set(gone["when"]) == {next_steps.NOT_SOLD}


def test_at_the_top_a_reference_follows_a_decision_maker_and_precedes_the_next_outcome() -> None:
    assert plan(unknown=pd.Index(["A", "B"]))["step_kind"]["A"] == "find_decider"
    assert plan(unknown=pd.Index(["A", "B"]))["step_kind"]["B"] == "reach"
    assert plan(advocates=pd.Index(["A"]))["step_kind"]["A"] == "next_outcome"


def test_a_missing_measure_is_measured_first() -> None:
    placed = levels.positions(LEVELS, measured(A={"logins": 5}), ACCOUNTS["account"])
    found = next_steps.plan(
        ACCOUNTS,
        placed.assign(arr=ACCOUNTS["arr"]),
        ENDS,
        NOBODY,
        NOBODY,
        DAY,
        intake(),
        Limits(),
    ).set_index("account")
    assert next_steps.told(found.loc["A"]) == next_steps.Measure(Name("half is live"))


def test_whole_numbers_are_told_whole() -> None:
    row = pd.Series({"step_kind": "reach", "criterion": "c", "value": 10.0, "threshold": 12.0})
    assert next_steps.told(row) == next_steps.ReachWhole(Name("c"), Count(10))
    small = row.replace({10.0: 0.0})
    assert next_steps.told(small) == next_steps.Reach(Name("c"), Quantity(0.0))


def test_the_earliest_term_end_gets_the_earliest_day_a_fortnight_apart() -> None:
    due = plan()["next_due"]
    # of P1's two, A has a term that ends and B none
    assert due[["A", "B", "C"]].tolist() == [
        pd.Timestamp("2026-01-14"), pd.Timestamp("2026-01-28"), pd.Timestamp("2026-01-14"),
    ]  # fmt: skip


def test_capacity_follows_the_posts_and_what_is_beyond_waits() -> None:
    roster = pd.DataFrame({"person": ["P1"], "fte": [0.2]})
    assert next_steps.capacity(ACCOUNTS["owner"], intake(roster=roster), Limits()).to_dict() == {
        "P1": 1, "P2": 6
    }  # fmt: skip
    found = plan(roster=roster)
    assert found["when"][["A", "B", "C"]].tolist() == ["later", "now", "now"]
    assert pd.isna(found["next_due"]["A"])
    by = next_steps.by_owner(found.reset_index(), pd.Series({"P1": 1, "P2": 6}))
    assert by.set_index("owner").loc["P1"].tolist() == [1, 1, 300.0, 1, 100.0]


def test_an_account_without_an_owner_is_nobodys_step() -> None:
    found = plan(accounts=ACCOUNTS.assign(owner=["P1", None, "P2", "P2", "P2"]))
    assert found["when"]["B"] == next_steps.NO_OWNER


@pytest.mark.parametrize(("owners", "need"), [("P1", "usage"), (None, "customers")])
def test_where_no_step_can_be_taken_it_says_what_is_lacking(owners: str | None, need: str) -> None:
    rows = plan().reset_index().assign(when=next_steps.LATER, owner=owners)
    assert next_steps.next_steps.make(rows, LEVELS, engagement()) == Absent(need)


def test_the_page_shows_ten() -> None:
    rows = plan().reset_index()
    told = next_steps.next_steps.make(rows, LEVELS[["level", "name"]], engagement())
    assert told.frame["account"].tolist() == ["Cedar", "Birch", "Alder"]
    assert told.frame["value_level"].tolist() == [
        levels.BelowFirst(), levels.OnLevel(Count(1), Name("starts")),
        levels.OnLevel(Count(3), Name("earns")),
    ]  # fmt: skip


def test_how_many_steps_a_post_takes_on_is_the_engagements_choice() -> None:
    able = next_steps.capacity(ACCOUNTS["owner"], intake(), Limits(steps_a_quarter=1))
    assert set(able) == {1}
