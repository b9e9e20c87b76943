"""Step 1 on a case worked by hand (see `case`): opening 132,000, closing 130,100.

A: 120,000 -> 83,300 + 40,800 = 124,100. B: 12,000 -> 0. C: 0 -> 6,000.
Headwind 24,000 + 14,700 + 12,000 = 50,700; tailwind 2,000 + 40,800 = 42,800.
"""

from dataclasses import replace
from typing import Any

import pytest
from pandas.testing import assert_frame_equal

from cs_lib.engagement import Signoff
from cs_lib.metrics import SIGN_OFF
from cs_lib.steps.review import agreement
from tests.steps import case


@pytest.fixture(scope="module")
def review() -> Any:
    return case.computed().results["numbers_review"]


@pytest.fixture(scope="module")
def troubled() -> Any:
    return case.computed(case.TROUBLED).results["numbers_review"]


def _value(review: Any, slug: str) -> float:
    return float(review.kpis.set_index("slug").loc[slug, "now"])


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("arr", 130_100),
        ("grr", 120_000 / 132_000),
        ("nrr", 124_100 / 132_000),
        ("nrr_ex_price", 122_100 / 132_000),
        ("gross_churn", 50_700),
        ("net_churn", 7_900),
        ("gross_churn_rate", 50_700 / 132_000),
        ("headwind", 50_700),
        ("tailwind", 42_800),
        ("new_logo_arr", 6_000),
        ("quick_ratio", (6_000 + 42_800) / 50_700),
        ("customers", 2),
        ("logo_churn_rate", 1 / 2),
    ],
)
def test_figures_worked_by_hand(review: Any, slug: str, expected: float) -> None:
    assert _value(review, slug) == pytest.approx(expected, abs=1e-6)


def test_headlines_carry_ids_periods_and_n(review: Any) -> None:
    by_id = {headline.id: headline for headline in review.headlines}
    assert by_id["M24"].n == 2
    assert by_id["M02"].n == 2
    assert (str(by_id["M24"].period_start), str(by_id["M24"].period_end)) == (
        "2025-01-01",
        "2025-12-31",
    )
    assert str(by_id["M02"].period_start) == "2025-12-31"


def test_every_gate_holds(review: Any) -> None:
    ids = {"M02", "R1", "R2", "R3", "R5", "R6", "R7", "R9", "R10", "M30"}
    assert {gate.id for gate in review.gates} == ids
    assert all(gate.holds for gate in review.gates), review.reconciliation


def test_renewals_worked_by_hand(review: Any) -> None:
    """A's 120,000 and B's 12,000 were due; A took 124,100 in their place, B nothing."""
    everyone = review.renewals.set_index("segment").loc["All"]
    assert (everyone["atr"], everyone["due_accounts"]) == (132_000, 2)
    assert everyone["gross"] == pytest.approx(120_000 / 132_000)
    assert everyone["net"] == pytest.approx(124_100 / 132_000)
    steps = review.renewal_steps.set_index("step")["amount"]
    assert steps["renewal"] == -12_000
    assert steps["grr"] == 120_000


def test_nothing_signed_makes_carr_arr(review: Any) -> None:
    assert list(review.committed["amount"]) == [130_100, 130_100]


def test_a_loss_without_a_reason_stays_unexplained(review: Any) -> None:
    rows = review.control.set_index("label")
    assert rows.loc["Unexplained", "amount"] == pytest.approx(50_700)
    assert rows.loc["Unknown", "share"] == 1


def test_cohorts_leave_empty_what_has_not_been_seen(review: Any) -> None:
    rows = review.cohorts.set_index("label")
    # 2024: A and B with 132,000; a year later A with 124,100.
    assert rows.loc["2024 (n = 2)", "age_1"] == pytest.approx(124_100 / 132_000)
    assert rows.loc["2025 (n = 1)", "age_0"] == 1
    assert rows["age_1"].isna()["2025 (n = 1)"]


def test_waterfall_closes(review: Any) -> None:
    steps = review.waterfall.set_index("label")["amount"].to_dict()
    assert steps == pytest.approx(
        {
            "Opening ARR": 132_000, "New business": 6_000, "Logos lost": -12_000,
            "Price erosion": -38_700, "Expansion (including pricing)": 2_000,
            "Upselling": 40_800, "Closing ARR": 130_100,
        }
    )  # fmt: skip


def test_shares_of_each_wind(review: Any) -> None:
    shares = review.winds.set_index("part")["share"].to_dict()
    assert shares == pytest.approx(
        {
            "logos_lost": 12_000 / 50_700,
            "price_erosion": 38_700 / 50_700,
            "expansion": 2_000 / 42_800,
            "upsell": 40_800 / 42_800,
        }
    )


def test_retention_at_three_grains(review: Any) -> None:
    ladder = review.ladder.set_index("grain")["value"].to_dict()
    assert ladder == pytest.approx(
        {
            "parent": 120_000 / 132_000,
            "customer": 120_000 / 132_000,
            "product": 83_300 / 132_000,
            "component": (132_000 - 50_700) / 132_000,
        }
    )


def test_without_the_largest_account_only_the_lost_one_is_left(review: Any) -> None:
    rows = review.concentration.set_index("scope")
    assert rows.loc["Without the largest", "nrr"] == 0
    assert rows.loc["Without the five largest", "accounts"] == 0
    assert rows["nrr"].isna().to_dict()["Without the five largest"]


def test_quarters_hold_the_movements_of_their_months(review: Any) -> None:
    lines = review.quarters.set_index("line")
    assert lines.loc["opening", "2025Q1"] == 132_000
    assert lines.loc["price_erosion", "2025Q1"] == -38_700
    assert lines.loc["new", "2025Q2"] == 6_000
    assert lines.loc["logos_lost", "2025Q2"] == -12_000
    assert lines.loc["closing", "2025Q4"] == 130_100


def test_growth_lines_compare_closings(review: Any) -> None:
    lines = review.quarters.set_index("line")
    assert lines.loc["qoq", "2025Q1"] == pytest.approx(136_100 / 132_000 - 1)
    assert lines.loc["yoy", "2025Q4"] == pytest.approx(130_100 / 132_000 - 1)


def test_logos_of_each_quarter_close(review: Any) -> None:
    lines = review.quarters.set_index("line")
    quarter = {
        line: lines.loc[f"{line}_count", "2025Q2"]
        for line in ("opening", "new_logo", "logo_churn", "closing")
    }
    assert quarter == {"opening": 2, "new_logo": 1, "logo_churn": 1, "closing": 2}
    assert lines.loc["net_logo_churn", "2025Q2"] == 1


def test_what_the_client_states_is_worth_its_difference(review: Any) -> None:
    rows = review.register.set_index("id")
    assert rows.loc["M24", "money"] == pytest.approx(0.95 * 132_000 - 120_000)
    assert rows.loc["M02", "money"] == pytest.approx(-100)


def test_lists_by_name(review: Any) -> None:
    assert list(review.lost["name"]) == ["Birch Ltd"]
    assert list(review.accounts["name"]) == ["Alder & Sons", "Cedar Inc"]
    assert review.eroded.empty, "A shrank in seats but pays more than a year ago"


def test_priorities_rank_gap_times_size(review: Any) -> None:
    top = review.priorities.iloc[0]
    assert (top["name"], top["reference_kind"]) == ("Gross revenue retention", "target")
    assert top["money"] == pytest.approx(0.95 * 132_000 - 120_000)


def test_draft_until_every_headline_metric_is_agreed(review: Any, troubled: Any) -> None:
    assert review.draft_reasons == (
        "not yet agreed: ARR, Gross churn, Net churn, Logo churn rate, GRR, NRR",
    )
    assert troubled.draft_reasons == ("disputed: NRR",)
    words = [{"metric": m, "by": "CFO", "on": "2026-01-10", "agrees": True} for m in SIGN_OFF]
    signed = case.computed().engagement.model_copy(
        update={"signoff": tuple(map(Signoff.model_validate, words))}
    )
    assert agreement.draft_reasons(agreement.sign_off(signed), review.gates) == ()


def test_a_reconciliation_that_fails_keeps_the_draft(review: Any) -> None:
    failed = replace(review.gates[0], holds=False, residual=1.0)
    reasons = agreement.draft_reasons(review.sign_off.iloc[:0], (failed, *review.gates[1:]))
    assert [reason.split(":")[0] for reason in reasons] == ["R1 does not hold"]


def test_the_last_word_of_each_person_counts(troubled: Any) -> None:
    by_metric = troubled.sign_off.groupby("metric")["state"].agg(list).to_dict()
    assert by_metric["M24"] == ["agreed"]
    assert sorted(by_metric["M25"]) == ["agreed", "disputed"]


def test_a_row_in_quarantine_moves_no_figure(review: Any, troubled: Any) -> None:
    assert_frame_equal(troubled.kpis, review.kpis)
    assert_frame_equal(troubled.waterfall, review.waterfall)
    assert troubled.findings["quality"].startswith("1 row left out")


@pytest.mark.slow
def test_a_history_shorter_than_a_year_says_so() -> None:
    young = case.computed(case.YOUNG).results["numbers_review"]
    assert _value(young, "arr") == 1_800
    assert young.kpis.set_index("slug")["now"].isna()["grr"]
    assert young.waterfall.empty
    assert "shorter than a year" in young.findings["waterfall"]


@pytest.mark.slow
def test_revenue_table_alone_is_enough() -> None:
    alone = case.computed(case.ALONE).results["numbers_review"]
    assert _value(alone, "arr") == 130_100
    assert "customers" in set(alone.not_provided["table"])
    assert list(alone.lost["name"]) == ["B"], "without names the id stands in"


def test_no_sentence_of_step_one_names_a_cause(review: Any) -> None:
    text = " ".join(review.findings.values()).lower()
    assert "because" not in text
    assert "due to" not in text
