"""What EUR 1 of ARR costs against target, and when segments are ranked."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation import unit_costs
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.unit_costs import (
    AcrossKeys,
    Extremes,
    Keeping,
    SplitByKey,
    SplitByTime,
    SplitUnknown,
    TimesKeeping,
    TimesKeepingGraded,
    WithoutKey,
)
from cs_lib.texts import Code, Money, Scope, Share
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow
CRC = 6_000 / 133_100


def shown(coverage: Coverage, ratios: pd.DataFrame | None = None) -> Any:
    """The exhibit as it is under another coverage, or with other ratios."""
    there = case.valuation().workings
    rows = there.ratios if ratios is None else ratios
    by_key = there.crc_by_key.iloc[: 0 if coverage.enough else None]
    return unit_costs.unit_costs.make(rows, there.costs, coverage, by_key, case.engagement())


def test_ratios_and_their_targets_by_segment() -> None:
    frame = case.valuation().unit_costs.frame
    rows = frame[frame["cost_ratio"].isin(["CRC", "CRC_target"])]
    assert rows["level"].to_list() == [1, 1, 1, 2]
    assert rows["unit_cost"].to_list() == pytest.approx([CRC, 2_700 / 124_100, 3_300 / 9_000, 0.05])
    assert rows["segment"].isna().to_list() == [True, False, False, True]


def test_the_title_has_the_grade_where_the_split_saw_too_little() -> None:
    found = case.valuation().unit_costs
    assert isinstance(found.title_message, TimesKeepingGraded)
    assert found.title_message.times.value == pytest.approx(1 / CRC)
    assert found.title_message.grade == Code("grade", "D")
    assert [type(each) for each in found.messages] == [
        SplitByTime, AcrossKeys, AcrossKeys, WithoutKey
    ]  # fmt: skip
    assert found.messages[3] == WithoutKey(Share(3_600 / 20_400))


def test_a_thin_key_is_shown_as_a_range_across_keys() -> None:
    """6,000 of retention: by time 2,700 of it is Large's, by the roster's cost 1,200 of 2,200, and
    by ARR its part of 130,100.
    """
    large, small = case.valuation().unit_costs.messages[1:3]
    assert (large.segment, small.segment) == (Scope("Large"), Scope("Small"))
    by_key = [cost / 124_100 for cost in (2_700, 6_000 * 1_200 / 2_200, 6_000 * 124_100 / 130_100)]
    assert (large.least.value, large.most.value) == pytest.approx((min(by_key), max(by_key)))
    by_key = [cost / 9_000 for cost in (3_300, 6_000 * 1_000 / 2_200, 6_000 * 6_000 / 130_100)]
    assert (small.least.value, small.most.value) == pytest.approx((min(by_key), max(by_key)))


def test_segments_are_ranked_by_a_key_that_covers_most_of_the_cost() -> None:
    found = shown(Coverage("time", 0.8, 0.0))
    assert isinstance(found.title, TimesKeeping)
    extremes = found.say[0]
    assert isinstance(extremes, Extremes)
    assert (extremes.most, extremes.least) == (Scope("Small"), Scope("Large"))
    assert extremes.high.value == pytest.approx(3_300 / 9_000)


@pytest.mark.parametrize(
    ("coverage", "why"),
    [
        (Coverage("time", 0.1, 0.0), SplitByTime(Share(0.1))),
        (Coverage("time", None, 0.0), SplitUnknown()),
        (Coverage("arr", 0.0, 0.0), SplitByKey(Code("segment_key", "arr"))),
    ],
)
def test_else_it_is_said_why_not(coverage: Coverage, why: object) -> None:
    assert shown(coverage).say[0] == why


def test_keeping_alone_is_said_where_winning_is_not_known() -> None:
    ratios = case.valuation().workings.ratios
    found = shown(Coverage("time", 0.8, 0.0), ratios[ratios["ratio"] == "CRC"])
    assert isinstance(found.title, Keeping)
    assert found.title.cost.value == pytest.approx(CRC)


@pytest.mark.parametrize(
    ("ledger", "need"),
    [
        (case.Ledger((), ""), "costs"),
        (case.without("allocation_keys"), "allocation_keys"),
    ],
)
def test_what_is_missing_is_named(ledger: case.Ledger, need: str) -> None:
    assert case.valuation(ledger).unit_costs.absent == Absent(need)


def test_a_client_may_call_its_segments_like_totals() -> None:
    people = case.CUSTOMERS.replace("Large", "All").replace("Small", "not split")
    roster = case.ROSTER.replace("Large", "All").replace("Small", "not split")
    found = case.valuation(case.without(customers=people, roster=roster))
    frame, before = found.unit_costs.frame, case.valuation().unit_costs.frame
    assert frame["unit_cost"].to_list() == pytest.approx(before["unit_cost"].to_list())
    assert set(frame["segment"].dropna()) == {"All", "not split"}
    assert found.workings.costs["amount"].sum() == pytest.approx(20_400)


def test_keys_that_give_the_same_cost_in_print_make_no_range() -> None:
    rows = pd.DataFrame({"least": [0.111, 0.111], "most": [0.114, 0.116]}, index=["A", "B"])
    one = Money(1.0, "EUR")
    assert unit_costs._across(rows, "EUR") == [
        unit_costs.ByEveryKey(Scope("A"), one, Money(0.111, "EUR")),
        AcrossKeys(Scope("B"), one, Money(0.111, "EUR"), Money(0.116, "EUR")),
    ]
