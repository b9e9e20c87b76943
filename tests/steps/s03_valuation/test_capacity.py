"""How many people the ratios pay for, on the ledger of `spending_case`."""

import pytest

from cs_lib.books.segments import whole
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_capacity_is_budget_over_what_a_manager_costs() -> None:
    """Target 0.05 x 65,050 ARR an account = 3,252.50; managers are 2,200 of CRC's 6,000.

    One manager costs 2,200 / 1.5 FTE = 1,466.67, so 1.23 accounts pay for one.
    """
    row = whole(case.valuation().workings.capacity).iloc[0]
    assert row["budget"] == pytest.approx(3_252.5)
    assert row["csm_budget"] == pytest.approx(3_252.5 * 2_200 / 6_000)
    assert row["csm_budget"] + row["rest"] == pytest.approx(row["budget"])
    assert row["loaded_cost"] == pytest.approx(2_200 / 1.5)
    assert row["accounts_per_csm"] == pytest.approx((2_200 / 1.5) / (3_252.5 * 2_200 / 6_000))
    assert row["fte_paid_for"] == pytest.approx(0.05 * 130_100 * 1.5 / 6_000)
    assert row["accounts_per_csm_now"] == pytest.approx(2 / 1.5)


def test_face_time_is_what_managers_logged_in_the_twelve_months() -> None:
    """P1 logged 150 minutes with A in 2025, P2 90 with C; what was before does not count."""
    rows = case.valuation().workings.capacity.set_index("segment")
    assert rows.loc["Large", "hours_now"] == pytest.approx(2.5)
    assert rows.loc["Small", "hours_now"] == pytest.approx(1.5)
    planned = rows["hours_now"] * rows["fte_paid_for"] / rows["fte_now"]
    assert rows["hours_paid_for"].to_list() == pytest.approx(planned.to_list())


def test_a_segments_target_moves_as_the_companys() -> None:
    rows = case.valuation().workings.capacity.set_index("segment")
    change = 0.05 / (6_000 / 133_100)
    assert rows.loc["Large", "crc_target"] == pytest.approx(2_700 / 124_100 * change)


def test_the_managers_share_can_be_assumed() -> None:
    found = case.valuation(case.assuming("csm_share_of_crc: 0.5")).workings.capacity
    assert whole(found)["csm_budget"].iloc[0] == pytest.approx(3_252.5 / 2)


def test_a_roster_that_costs_more_than_retention_gives_no_share() -> None:
    roster = case.ROSTER.replace("CSM,1,1200", "CSM,1,9000")
    found = case.valuation(case.without(roster=roster)).workings.capacity
    assert found["csm_budget"].isna().all()


def test_without_a_roster_there_is_the_budget_of_an_account_alone() -> None:
    found = case.valuation(case.without("roster")).workings.capacity
    assert whole(found)["budget"].iloc[0] == pytest.approx(3_252.5)
    assert found["fte_now"].isna().all()
