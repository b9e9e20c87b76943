"""Step 1 on a case worked by hand (see `case`): opening 132,000, closing 130,100.

A: 120,000 -> 83,300 + 40,800 = 124,100. B: 12,000 -> 0. C: 0 -> 6,000.
Headwind 24,000 + 14,700 + 12,000 = 50,700; tailwind 2,000 + 40,800 = 42,800.
"""

from pathlib import Path
from typing import Any

import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from tests.steps import case


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = case.write(tmp_path_factory.mktemp("case"))
    return workbook.compute(engagements.load(file)).results["numbers_review"]


def _review(folder: Path, **changes: str) -> Any:
    file = case.write(folder, **changes)
    return workbook.compute(engagements.load(file)).results["numbers_review"]


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
    assert {gate.id for gate in review.gates} == {"R1", "R2", "R3", "R6", "R7", "R9", "R10"}
    assert all(gate.holds for gate in review.gates), review.reconciliation


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


def test_draft_until_every_headline_metric_is_agreed(review: Any, tmp_path: Path) -> None:
    assert any(reason.startswith("not yet agreed") for reason in review.draft_reasons)
    words = "".join(
        f"  - {{metric: {metric}, by: CFO, on: 2026-01-10, agrees: true}}\n"
        for metric in ("M02", "M20", "M21", "M23", "M24", "M25")
    )
    signed = _review(tmp_path, engagement=case.ENGAGEMENT + "signoff:\n" + words)
    assert signed.draft_reasons == ()


def test_the_last_word_of_each_person_counts(tmp_path: Path) -> None:
    words = (
        "signoff:\n"
        "  - {metric: M24, by: CFO, on: 2026-01-10, agrees: false}\n"
        "  - {metric: M24, by: CFO, on: 2026-01-12, agrees: true}\n"
        "  - {metric: M25, by: CFO, on: 2026-01-10, agrees: true}\n"
        "  - {metric: M25, by: COO, on: 2026-01-11, agrees: false}\n"
    )
    states = _review(tmp_path, engagement=case.ENGAGEMENT + words).sign_off
    by_metric = states.groupby("metric")["state"].agg(list).to_dict()
    assert by_metric["M24"] == ["agreed"]
    assert sorted(by_metric["M25"]) == ["agreed", "disputed"]


def test_a_history_shorter_than_a_year_says_so(tmp_path: Path) -> None:
    young = "customer_id,start,end,mrr\nA,2025-06-01,,100\nB,2025-08-01,,50\n"
    review = _review(tmp_path, contracts=young)
    assert _value(review, "arr") == 1_800
    assert review.kpis.set_index("slug")["now"].isna()["grr"]
    assert review.waterfall.empty
    assert "shorter than a year" in review.findings["waterfall"]


def test_revenue_table_alone_is_enough(tmp_path: Path) -> None:
    alone = case.ENGAGEMENT.replace("  customers: customers.csv\n", "")
    review = _review(tmp_path, engagement=alone)
    assert _value(review, "arr") == 130_100
    assert "customers" in set(review.not_provided["table"])
    assert list(review.lost["name"]) == ["B"], "without names the id stands in"


def test_no_sentence_of_step_one_names_a_cause(review: Any) -> None:
    text = " ".join(review.findings.values()).lower()
    assert "because" not in text
    assert "due to" not in text
