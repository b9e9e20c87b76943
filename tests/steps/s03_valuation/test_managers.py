"""The team that the target funds, and when somebody is said to move."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation import managers
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.managers import (
    CostMore,
    Funds,
    FundsGraded,
    FundsToday,
    Hours,
    Join,
    Leave,
    ShareAssumed,
    SumsApart,
)
from cs_lib.steps.s03_valuation.unit_costs import SplitByKey, SplitByTime
from cs_lib.texts import Quantity, Scope, Share
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow
FUNDED = 0.05 * 130_100 * 1.5 / 6_000


def shown(coverage: Coverage, change: tuple[float, float] = (-0.4, 0.5)) -> Any:
    """The exhibit of two segments whose teams of one manager each would change so much."""
    frame = pd.DataFrame(
        {
            "segment": ["Large", "Small", None],
            "accounts": [1.0, 1.0, 2.0],
            "fte_now": [1.0, 1.0, 2.0],
            "fte_paid_for": [1.0 + change[0], 1.0 + change[1], 2.0 + sum(change)],
            "hours_now": [1.0, 1.0, 1.0],
        }
    )
    return managers.managers.make(frame, coverage, case.engagement())


def test_the_target_funds_so_many() -> None:
    found = case.valuation().managers
    assert isinstance(found.title_message, FundsGraded)
    assert found.title_message.funded.value == pytest.approx(FUNDED)
    assert found.title_message.now == Quantity(1.5)
    assert [type(each) for each in found.messages] == [SplitByTime, Hours]
    frame = found.frame
    assert frame["segment"].isna().to_list() == [False, False, True]
    assert frame["managers_change"].iloc[-1] == pytest.approx(FUNDED - 1.5)


def test_segments_that_do_not_add_up_say_so() -> None:
    found = case.valuation().managers
    total = found.frame["managers_funded"].iloc[:2].sum()
    (apart,) = [each for each in found.notes if isinstance(each, SumsApart)]
    assert apart.parts.value == pytest.approx(total)
    assert apart.funded.value == pytest.approx(FUNDED)
    assert not [each for each in shown(Coverage("time", 0.9, 0.0)).note if type(each) is SumsApart]


def test_somebody_moves_only_by_a_key_that_covers_most_of_the_cost() -> None:
    found = shown(Coverage("time", 0.9, 0.0))
    assert isinstance(found.title, Funds)
    leave, join = found.say[:2]
    assert isinstance(leave, Leave)
    assert isinstance(join, Join)
    assert [(each.segment, round(each.change.value, 9)) for each in leave.teams] == [
        (Scope("Large"), 0.4)
    ]
    assert [each.segment for each in join.teams] == [Scope("Small")]
    assert shown(Coverage("time", 0.1, 0.0)).say[0] == SplitByTime(Share(0.1))
    assert isinstance(shown(Coverage("arr", 0.0, 0.0)).say[0], SplitByKey)


def test_a_change_that_prints_as_none_moves_nobody() -> None:
    found = shown(Coverage("time", 0.9, 0.0), (0.02, -0.03))
    assert [type(each) for each in found.say] == [Hours]


def test_without_a_target_it_is_todays_ratio() -> None:
    found = case.valuation(case.PLAIN._replace(target="")).managers
    assert isinstance(found.title_message, FundsToday)


def test_managers_who_cost_more_than_retention_have_no_part_of_it() -> None:
    roster = case.ROSTER.replace("CSM,1,1200", "CSM,1,9000")
    found = case.valuation(case.without(roster=roster)).managers
    assert found.title_message == CostMore(Quantity(1.5))


def test_the_managers_share_can_be_assumed() -> None:
    found = case.valuation(case.assuming("csm_share_of_crc: 0.5")).managers
    assert ShareAssumed(Share(0.5)) in found.notes


def test_without_a_roster_nobody_is_counted() -> None:
    assert case.valuation(case.without("roster")).managers.absent == Absent("roster")
