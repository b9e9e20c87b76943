"""Step 1 of the sample company in 4-4-5 weeks: every gate closes, labels say which period."""

from pathlib import Path
from typing import Any

import pytest

from cs_lib import engagement as engagements
from cs_lib import sample, workbook

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
    return workbook.compute(engagements.load(folder / "engagement.yml", WEEKS))


@pytest.fixture(scope="module")
def review(run: workbook.Run) -> Any:
    return run.results["numbers_review"]


def test_every_gate_holds(review: Any) -> None:
    assert len(review.gates) >= 9
    assert all(gate.holds for gate in review.gates), review.reconciliation


def test_the_last_quarter_is_the_one_that_the_review_closes(run: Any, review: Any) -> None:
    assert run.engagement.period == "2026Q3"
    assert list(review.quarter_columns)[-2:] == ["2026Q2", "2026Q3"]
    quarters = review.bridge[review.bridge["period_kind"] == "quarter"]
    last = quarters[quarters["period_end"] == "2026-09-26"]
    assert {str(day.date()) for day in last["period_start"]} == {"2026-06-28"}  # 13 weeks


def test_twelve_fiscal_periods_make_the_year(review: Any) -> None:
    """From the day after the third quarter of fiscal 2025: 52 weeks, on 27 September 2025."""
    grr = next(figure for figure in review.headlines if figure.id == "M24")
    assert (str(grr.period_start), str(grr.period_end)) == ("2025-09-28", "2026-09-26")
    assert grr.value is not None


def test_texts_speak_of_fiscal_periods(review: Any) -> None:
    assert "every fiscal period" in review.findings["two_views"]


def test_mrr_stays_the_contracted_monthly_rate(review: Any) -> None:
    now = review.kpis.set_index("slug")["now"]
    assert now["mrr"] == pytest.approx(now["arr"] / 12)
