"""CAC, CRC, CEC and CUC on the ledger worked by hand in `spending_case`."""

from typing import Any

import pandas as pd
import pytest

from tests.steps.economics import spending_case as case

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found() -> Any:
    return case.valuation()


def value(found: Any, ratio: str, variant: str = "headline", segment: str = "All") -> Any:
    rows = found.ratios.set_index(["ratio", "variant", "segment"])["value"]
    return rows[ratio, variant, segment]


@pytest.mark.parametrize(
    ("ratio", "variant", "expected"),
    [
        ("CAC", "headline", 6_000 / 6_000),
        ("CAC", "cost of the same months", 6_000 / 6_000),
        ("CAC", "cost 3 months earlier", (3 * 400 + 9 * 500) / 6_000),
        ("CAC", "cost 6 months earlier", (6 * 400 + 6 * 500) / 6_000),
        ("CAC", "with on-boarding", (6_000 + 2_400) / 6_000),
        ("CAC", "on gross margin", 6_000 / (0.8 * 6_000)),
        ("CAC", "months until the margin pays it back", 6_000 / (0.8 * 6_000 / 12)),
        ("CAC", "per logo", 6_000),
        ("CRC", "headline", (2_400 + 3_600) / 133_100),
        ("CRC", "per unit retained", 6_000 / 120_000),
        ("CRC", "renewal cost per renewed unit", 3_600 / 120_000),
        ("CRC", "per account at the last day", 6_000 / 2),
        ("CRC", "per account retained", 6_000 / 1),
        ("CEC", "headline", 3_000 / 2_000),
        ("CUC", "headline", 1_800 / 40_800),
        ("Magic number", "ARR variant", (130_100 - 130_100) / 1_500),
    ],
)
def test_ratios_worked_by_hand(found: Any, ratio: str, variant: str, expected: float) -> None:
    assert value(found, ratio, variant) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("ratio", "variant", "why"),
    [
        ("CAC", "on new ARR net of losses", "nothing to hold it against"),
        ("CEC", "without price rises", "nothing to hold it against"),
    ],
)
def test_what_nothing_was_won_for_has_no_ratio(
    found: Any, ratio: str, variant: str, why: str
) -> None:
    row = found.ratios.set_index(["ratio", "variant", "segment"]).loc[(ratio, variant, "All")]
    assert pd.isna(row["value"])
    assert why in row["note"]


def test_ratios_of_segments_follow_the_time_logged(found: Any) -> None:
    """Renewal 3,600 by 90 : 30 minutes, on-boarding all with C; Small has 9,000 on average."""
    assert value(found, "CRC", segment="Large") == pytest.approx(2_700 / 124_100)
    assert value(found, "CRC", segment="Small") == pytest.approx((900 + 2_400) / 9_000)


def test_acquisition_without_a_segments_key_has_no_ratio_by_segment(found: Any) -> None:
    rows = found.ratios.set_index(["ratio", "variant", "segment"])
    row = rows.loc[("CAC", "headline", "Small")]
    assert pd.isna(row["value"])
    assert row["note"] == "EUR 6.0k of the cost of winning customers has no key to segments"


def test_a_key_that_names_the_segment_gives_its_ratio() -> None:
    keys = case.KEYS.replace(
        "sales,acquire,1,,", "sales,acquire,0.9,,Small\nsales,acquire,0.1,,Large"
    )
    found = case.valuation(case.without(allocation_keys=keys))
    assert value(found, "CAC", segment="Small") == pytest.approx(5_400 / 6_000)
    assert pd.isna(value(found, "CAC", segment="Large")), "nothing new was won there"


def test_the_client_chooses_what_the_headline_says() -> None:
    chosen = (
        "gross_margin: 0.5, acquisition_on: margin, acquisition_lag_months: 3, "
        "onboarding_counts_as: acquire"
    )
    found = case.valuation(case.assuming(chosen))
    # On-boarding costs 20 % of 700 in each of three months of 2024, of 1,000 in nine of 2025.
    cost = (3 * 400 + 9 * 500) + 0.2 * (3 * 700 + 9 * 1_000)
    assert value(found, "CAC") == pytest.approx(cost / 3_000)
    assert value(found, "CRC") == pytest.approx(3_600 / 133_100)
    answers = found.questions.set_index("question")
    assert answers.loc["Which period lag?", "answer"] == "cost 3 months before"
    assert (
        answers.loc["Customer-success cost in or out?", "answer"]
        == "on-boarding is in, the rest is out"
    )
    assert answers.loc["Revenue or margin?", "answer"] == "gross margin on new ARR"


def test_price_rises_can_be_kept_out_of_expansion() -> None:
    found = case.valuation(case.assuming("expansion_includes_price: false"))
    assert pd.isna(value(found, "CEC"))
    assert value(found, "CEC", "price rises included") == pytest.approx(1.5)


def test_six_questions_are_answered(found: Any) -> None:
    answers = found.questions
    assert len(answers) == 6
    assert set(answers["headline"]) == {"1.00"}
    assert list(answers["value"]) == ["12.00", "EUR 6.0k", "–", "1.25", "1.40", "0.95"]


def test_a_window_with_a_month_without_cost_has_no_ratio() -> None:
    some = "\n".join(line for line in case.COSTS.splitlines() if "2025-03" not in line)
    run = case.computed(case.without(costs=some))
    found = run.valuation
    assert found.ratios["value"].isna()[found.ratios["ratio"] == "CRC"].all()
    notes = set(found.ratios.loc[found.ratios["ratio"] == "CRC", "note"])
    assert any("no cost is given for 1 month: 2025-03" in note for note in notes)
    assert "months_without_cost" in set(run.intake.quality["rule"])
    assert all(gate.holds for gate in found.gates)


def test_the_fire_fighters_test_fails_at_one_for_one() -> None:
    dear = case.COSTS.replace(",1000,6000,cs", ",40000,6000,cs")
    found = case.valuation(case.without(costs=dear))
    verdicts = found.fire.set_index("segment")["verdict"]
    # 0.3 x 480,000 = 144,000 to renew 120,000.
    assert verdicts["All"] == "fails"
    assert "as a fire brigade does" in found.findings["fire"]
    assert set(case.valuation().fire["verdict"]) <= {"passes", "not known"}
