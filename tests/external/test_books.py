"""Published data through the ledger: figures that other people worked out."""

from typing import Any

import openpyxl
import pandas as pd
import pytest

from cs_lib import intake, ledger
from tests import published, whole

pytestmark = pytest.mark.external
BOOK = published.DATA / "saasops_cases" / "test_cases.xlsx"
COLUMNS = ("ARR", "Starting", "New", "Expansion", "Churn", "Contraction", "Ending")


def _expected(case: str) -> pd.DataFrame:
    """The workbook's own month-by-month table of one case: `COLUMNS` by month."""
    rows = list(openpyxl.load_workbook(BOOK, data_only=True)[case].iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if row[1] == "Date")
    months = [dict(zip(rows[head][1:], row[1:], strict=True)) for row in rows[head + 1 :] if row[1]]
    frame = pd.DataFrame(months)
    frame.index = pd.to_datetime(frame["Date"], format="%Y %b") + pd.offsets.MonthEnd()
    return frame[list(COLUMNS)].astype(float)


def _ours(case: str) -> pd.DataFrame:
    """The same table from our bridge: ARR as it is, movements as MRR."""
    engagement = published.engagement(f"saasops_{case}")
    given = intake.load(engagement)
    bridge = ledger.build(given.tables["contracts"], None, None, engagement=engagement).bridge()
    months = bridge[(bridge["period_kind"] == "month") & bridge["segment"].isna()]
    wide = months.pivot_table(index="period_end", columns="leaf", values="amount", fill_value=0.0)

    def monthly(*leaves: str) -> pd.Series:
        return wide.reindex(columns=list(leaves), fill_value=0.0).sum(axis=1) / 12

    # The published cases give no quantities, so a change of a contract that stays has no cause.
    return pd.DataFrame(
        {
            "ARR": wide["closing"],
            "Starting": monthly("opening"),
            "New": monthly("new_logo"),
            "Expansion": monthly("unallocated_increase"),
            "Churn": -monthly("logo_churn"),
            "Contraction": -monthly("unallocated_decrease"),
            "Ending": monthly("closing"),
        }
    )


@pytest.mark.parametrize("case", ["case1", "case2", "case3", "case4"])
def test_the_workbooks_own_monthly_figures(case: str) -> None:
    expected = _expected(case)
    assert len(expected) == 24
    ours = _ours(case).reindex(expected.index, fill_value=0.0)
    pd.testing.assert_frame_equal(ours, expected, check_names=False, check_freq=False, atol=0.005)


@pytest.fixture(scope="module")
def ravenstack() -> Any:
    return whole.review("ravenstack")


def test_ravenstack_mrr_at_the_last_day_of_2024(ravenstack: Any) -> None:
    arr = ravenstack.results["numbers_review"].workings.kpis.set_index("metric")["now"]["arr"]
    assert arr / 12 == pytest.approx(10_159_608, abs=0.005)


def test_ravenstack_closes_its_books(ravenstack: Any) -> None:
    assert [gate.id for gate in ravenstack.gates if not gate.holds] == []


def test_the_first_page_states_the_contradictions_with_counts(ravenstack: Any) -> None:
    page = ravenstack.results["decisions"]
    rows = page.workings.conflicts.set_index("rule")["rows"]
    assert rows["churned_flag_but_paying"] == 110
    assert rows["churn_event_but_paying"] == 352
    assert [each.ways.value for each in page.verdict.bullets if hasattr(each, "ways")] == [4]
