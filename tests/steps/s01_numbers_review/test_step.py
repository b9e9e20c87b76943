"""Step 1 on a case worked by hand (see `tests.steps.case`): opening 132,000, closing 130,100.

A: 120,000 -> 83,300 + 40,800 = 124,100. B: 12,000 -> 0. C: 0 -> 6,000.
Headwind 24,000 + 14,700 + 12,000 = 50,700; tailwind 2,000 + 40,800 = 42,800.
"""

from typing import Any

import pytest
from pandas.testing import assert_frame_equal

from cs_lib.display.exhibits import bundle
from cs_lib.exhibits.pages import NoPage
from tests.steps import case


@pytest.fixture(scope="module")
def review() -> Any:
    return case.computed().results["numbers_review"]


@pytest.fixture(scope="module")
def troubled() -> Any:
    return case.computed(case.TROUBLED).results["numbers_review"]


def _value(review: Any, slug: str) -> float:
    return float(review.workings.kpis.set_index("metric").loc[slug, "now"])


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
    assert all(gate.holds for gate in review.gates), review.gates


def test_a_row_in_quarantine_moves_no_figure(review: Any, troubled: Any) -> None:
    assert_frame_equal(troubled.workings.kpis, review.workings.kpis)
    assert_frame_equal(troubled.waterfall.frame, review.waterfall.frame)


@pytest.mark.slow
def test_a_history_shorter_than_a_year_says_so() -> None:
    young = case.computed(case.YOUNG).results["numbers_review"]
    assert _value(young, "arr") == 1_800
    assert young.workings.kpis.set_index("metric")["now"].isna()["grr"]
    assert young.waterfall.absent.need == "year"
    assert isinstance(young.movement, NoPage)


@pytest.mark.slow
def test_revenue_table_alone_is_enough() -> None:
    alone = case.computed(case.ALONE).results["numbers_review"]
    assert _value(alone, "arr") == 130_100
    assert alone.segments.absent.need == "customers"
    assert set(alone.losses_by_account.frame["account"]) == {"A", "B"}, (
        "without names the id stands in"
    )


def test_no_sentence_of_step_one_names_a_cause(review: Any) -> None:
    said = [*review.exhibits.values(), *review.pages.values()]
    text = " ".join(bundle(each)["text/html"] for each in said).lower()
    assert "because of" not in text
    assert "due to" not in text
