"""What the ratios pay for and stand beside, on the ledger worked by hand in `spending_case`."""

import pandas as pd
import pytest

from tests.steps.economics import spending_case as case

pytestmark = pytest.mark.slow


def test_capacity_is_budget_over_what_a_manager_costs() -> None:
    """Target 0.05 x 65,050 ARR an account = 3,252.50; managers are 2,200 of CRC's 6,000.

    One manager costs 2,200 / 1.5 FTE = 1,466.67, so he is paid for by 1.23 accounts.
    """
    row = case.valuation().capacity.set_index("segment").loc["All"]
    assert row["budget"] == pytest.approx(3_252.5)
    assert row["csm_budget"] == pytest.approx(3_252.5 * 2_200 / 6_000)
    assert row["csm_budget"] + row["rest"] == pytest.approx(row["budget"])
    assert row["loaded_cost"] == pytest.approx(2_200 / 1.5)
    assert row["accounts_per_csm"] == pytest.approx((2_200 / 1.5) / (3_252.5 * 2_200 / 6_000))
    assert row["fte_paid_for"] == pytest.approx(0.05 * 130_100 * 1.5 / 6_000)
    assert row["accounts_per_csm_now"] == pytest.approx(2 / 1.5)


def test_face_time_is_what_managers_logged_in_the_twelve_months() -> None:
    """P1 logged 150 minutes with A in 2025, P2 90 with C; what was before does not count."""
    rows = case.valuation().capacity.set_index("segment")
    assert rows.loc["Large", "hours_now"] == pytest.approx(2.5)
    assert rows.loc["Small", "hours_now"] == pytest.approx(1.5)
    planned = rows["hours_now"] * rows["fte_paid_for"] / rows["fte_now"]
    assert rows["hours_paid_for"].to_list() == pytest.approx(planned.to_list())


def test_a_segments_target_moves_as_the_companys() -> None:
    rows = case.valuation().capacity.set_index("segment")
    change = 0.05 / (6_000 / 133_100)
    assert rows.loc["Large", "crc_target"] == pytest.approx(2_700 / 124_100 * change)


def test_the_managers_share_can_be_assumed() -> None:
    found = case.valuation(case.assuming("csm_share_of_crc: 0.5"))
    row = found.capacity.set_index("segment").loc["All"]
    assert row["csm_budget"] == pytest.approx(3_252.5 / 2)
    assert "50.0% of it pays managers, as assumed" in found.findings["capacity_note"]


def test_a_roster_that_costs_more_than_retention_gives_no_share() -> None:
    roster = case.ROSTER.replace("CSM,1,1200", "CSM,1,9000")
    found = case.valuation(case.without(roster=roster))
    assert found.capacity["csm_budget"].isna().all()
    assert "cost more than all retention cost" in found.findings["capacity"]


def test_without_a_roster_the_budget_of_an_account_stands_alone() -> None:
    found = case.valuation(case.without("roster"))
    assert found.capacity.set_index("segment").loc["All", "budget"] == pytest.approx(3_252.5)
    assert found.capacity["fte_now"].isna().all()
    assert found.findings["capacity"].startswith("Not provided: a roster")


def test_rules_of_thumb_stand_beside_what_is_measured() -> None:
    rows = case.valuation().planning.set_index("lever")
    crc = 6_000 / 133_100
    assert rows["planning_multiple"].to_list()[:3] == [1, 2, 4]
    assert pd.isna(rows.loc["New business", "planning_multiple"])
    assert rows.loc["Upsell", "planning"] == pytest.approx(4 * crc)
    # Pacific Crest 2016: 0.13, 0.20, 0.27 and 1.13 are x1, x1.54, x2.08 and x8.7.
    assert rows["pacific_multiple"].round(2).to_list() == [1.0, 1.54, 2.08, 8.69]
    assert rows.loc["Expansion", "client_multiple"] == pytest.approx(1.5 / crc)
    assert rows["marginal"].isna().all()


def test_an_average_is_said_not_to_be_marginal() -> None:
    assert "An average is not marginal" in case.valuation().findings["planning"]
    given = case.valuation(case.assuming("marginal_costs: {retention: 0.3}"))
    assert given.planning.set_index("lever").loc["Retention", "marginal"] == 0.3


def test_the_way_to_the_target_is_straight() -> None:
    rows = case.valuation().glide
    now = 6_000 / 133_100
    assert set(rows["ratio"]) == {"CRC ratio"}
    assert rows["year"].to_list() == ["Now", "Year 1", "Year 2", "Year 3"]
    assert rows["value"].to_list() == pytest.approx(
        [now, now + (0.05 - now) / 3, now + 2 * (0.05 - now) / 3, 0.05]
    )
    # The target is above today's ratio: it takes 655 a year more.
    assert rows["saved"].iloc[-1] == pytest.approx(6_000 - 0.05 * 133_100)
    assert "takes EUR 655 a year" in case.valuation().findings["glide"]


def test_the_path_takes_as_long_as_is_assumed() -> None:
    assert len(case.valuation(case.assuming("path_years: 5")).glide) == 6


def test_drivers_spend_stands_beside_hours_and_outcome() -> None:
    rows = case.valuation().drivers.set_index("driver")
    whole = 2_400 + 3_600 + 3_000 + 1_800
    assert rows["amount"].to_dict() == {
        "Onboarding": 2_400, "Renewal": 3_600, "Upselling": 4_800,
    }  # fmt: skip
    assert rows.loc["Renewal", "share"] == pytest.approx(3_600 / whole)
    assert rows.loc["Renewal", "hours"] == pytest.approx(2)
    assert rows.loc["Renewal", "outcome"] == pytest.approx(120_000 / 132_000)
    assert rows.loc["Upselling", "outcome"] == pytest.approx(42_800 / 132_000)
    # Both accounts of the opening began in 2024.
    assert rows.loc["Onboarding", "outcome"] == pytest.approx(120_000 / 132_000)
    assert rows.loc["Onboarding", "n"] == 2


def test_referred_customers_are_told_from_the_others() -> None:
    found = case.valuation()
    assert found.sources.to_dict("records") == [
        {"source": "Referral", "referred": True, "logos": 1, "new": 6_000.0, "share": 1.0,
         "per_logo": 6_000.0},
    ]  # fmt: skip
    assert found.referred.empty, "nobody came without being referred"


def test_paid_acquisition_carries_all_the_cost() -> None:
    """A second new customer, D with 2,000 from outbound: 6,000 cost over 8,000 and over 2,000."""
    lines = case.case.CONTRACTS + "6,D,2025-05-01,,A,1,2000,0,year\n"
    people = case.CUSTOMERS + "D,Dogwood,Small,outbound\n"
    found = case.valuation(case.without(contracts=lines, customers=people))
    assert found.sources.set_index("source")["share"].to_dict() == {
        "Referral": 0.75, "Outbound": 0.25,
    }  # fmt: skip
    assert found.referred["value"].to_list() == pytest.approx([0.75, 3.0])


def test_the_account_of_the_year_adds_up() -> None:
    rows = case.valuation().profit.set_index("label")["amount"]
    assert rows["Growth from customers"] == pytest.approx(2_000 + 40_800 - 50_700)
    assert rows["of which in deeper discounts"] == pytest.approx(-14_700)
    assert rows["Customer success cost"] == -(6_000 + 3_000 + 1_800)
    assert rows["Contribution after customer success"] == pytest.approx(0.8 * 133_100 - 10_800)
