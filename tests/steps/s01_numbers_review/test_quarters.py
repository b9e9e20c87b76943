"""Quarters: their losses, their lines, and labels that say which period of 4-4-5 weeks it is."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import sample, workbook
from cs_lib.steps.s01_numbers_review import quarters
from tests.steps.s01_numbers_review.small_books import THREE_TREES, books, changing, opened

pytestmark = pytest.mark.slow

# The last Saturday of December 2025 is the 27th; 39 weeks later three quarters are over.
WEEKS = (
    "as_of=2026-09-26",
    "policies.fiscal_periods=4-4-5",
    "fiscal_week={ends_on: saturday, rule: last}",
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> workbook.Run:
    folder: Path = tmp_path_factory.mktemp("weeks")
    sample.write(folder, accounts=120)
    engagement = engagements.load(folder / "engagement.yml", WEEKS)
    return workbook.compute(engagement, workbook.with_needs([1]))


@pytest.fixture(scope="module")
def review(run: workbook.Run) -> Any:
    return run.results["numbers_review"]


def test_every_gate_holds(review: Any) -> None:
    assert len(review.gates) >= 9
    assert all(gate.holds for gate in review.gates), review.gates


def test_the_last_quarter_is_the_one_that_the_review_closes(run: Any, review: Any) -> None:
    assert run.engagement.period == "2026Q3"
    assert list(review.quarters.frame["period"].drop_duplicates())[-2:] == ["2026Q2", "2026Q3"]
    bridge = review.workings.bridge
    quarters = bridge[bridge["period_kind"] == "quarter"]
    last = quarters[quarters["period_end"] == "2026-09-26"]
    assert {str(day.date()) for day in last["period_start"]} == {"2026-06-28"}  # 13 weeks


def test_twelve_fiscal_periods_make_the_year(review: Any) -> None:
    """From the day after the third quarter of fiscal 2025: 52 weeks, on 27 September 2025."""
    grr = next(figure for figure in review.headlines if figure.id == "M24")
    assert (str(grr.period_start), str(grr.period_end)) == ("2025-09-28", "2026-09-26")
    assert grr.value is not None


def test_mrr_stays_the_contracted_monthly_rate(review: Any) -> None:
    now = review.workings.kpis.set_index("metric")["now"]
    assert now["mrr"] == pytest.approx(now["arr"] / 12)


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    frame = quarters.table(opened(THREE_TREES))
    return frame.pivot(index="quarter_line", columns="period", values="value")


def test_quarters_hold_the_movements_of_their_months(lines: pd.DataFrame) -> None:
    assert lines.loc["opening", "2025Q1"] == 132_000
    assert lines.loc["price_erosion", "2025Q1"] == -38_700
    assert lines.loc["new", "2025Q2"] == 6_000
    assert lines.loc["logos_lost", "2025Q2"] == -12_000
    assert lines.loc["closing", "2025Q4"] == 130_100


def test_growth_lines_compare_closings(lines: pd.DataFrame) -> None:
    assert lines.loc["qoq", "2025Q1"] == pytest.approx(136_100 / 132_000 - 1)
    assert lines.loc["yoy", "2025Q4"] == pytest.approx(130_100 / 132_000 - 1)


def test_customers_of_each_quarter_close(lines: pd.DataFrame) -> None:
    counts = [f"{line}_count" for line in ("opening", "new_logo", "logo_churn", "closing")]
    assert lines.loc[counts, "2025Q2"].tolist() == [2, 1, 1, 2]
    assert lines.loc["net_logo_churn", "2025Q2"] == 1


@pytest.mark.parametrize(
    ("policy", "whole", "none"), [("no_comparison", None, None), ("zero", 1, 0)]
)
def test_the_first_quarter_has_nothing_to_compare_with(
    policy: str, whole: float | None, none: float | None
) -> None:
    frame = quarters.table(books("2024-09-30", first_period=policy))
    lines = frame.set_index(["quarter_line", "period"])["value"]
    first = [lines[(line, "2024Q1")] for line in ("grr", "logo_churn")]
    assert [None if pd.isna(value) else value for value in first] == [whole, none]
    assert lines[("grr", "2024Q2")] == 1, "the second quarter has one before it"


# What a customer of 1,000 has after each quarter of 2025; seats tell why it is less.
@pytest.mark.parametrize(
    ("lost", "claim"),
    [
        ((0, 400, 300, 100), "Fallen"),
        ((400, 100, 300, 200), "Peaked"),
        ((0, 400, 300, 0), "PeakedThenNone"),
        ((0, 100, 200, 300), "AtPeak"),
        ((0, 0, 0, 0), "NoLosses"),
    ],
)
def test_the_claim_is_about_losses_alone(lost: tuple[float, ...], claim: str) -> None:
    rows = changing("STAYS", 1_000)
    for number, (amount, end) in enumerate(
        zip(lost, ("2025-02-01", "2025-05-01", "2025-08-01", "2025-11-01"), strict=True)
    ):
        rows += [{**changing(f"L{number}", amount)[0], "end": end} for _ in range(1) if amount]
    shown = quarters.quarters.make(found := opened(rows), found.engagement)
    assert type(shown.title).__name__ == claim


def test_amounts_named_are_those_of_the_losses_without_exchange_rates() -> None:
    found = books(dollars=True)
    shown = quarters.quarters.make(found, found.engagement)
    # the account of 1,000 that left, and 500 of which nobody knows the cause
    assert shown.title.peak.value == 1_500
    assert shown.title.peak.at.row == "headwind"
