"""The saasops cases behind the door: contracts that run down a sheet, with inclusive ends."""

import pytest

from cs_lib import intake
from cs_lib.intake.scope import annual_value
from tests import published

pytestmark = pytest.mark.external

# case: line, first day, first day no longer served, total value, ARR
CASES = {
    1: [("1", "2022-06-01", "2023-06-01", 120_000, 120_000)],
    2: [
        ("1", "2022-06-01", "2023-06-01", 120_000, 120_000),
        ("2", "2023-06-01", "2024-06-01", 240_000, 240_000),
    ],
    3: [
        ("1", "2022-06-01", "2023-06-01", 120_000, 120_000),
        ("2", "2023-06-01", "2024-06-01", 60_000, 60_000),
    ],
    4: [("1", "2022-06-01", "2022-12-01", 60_000, 120_000)],
}


@pytest.mark.parametrize("case", CASES)
def test_a_case_comes_in_as_its_sheet_says(case: int) -> None:
    taken = intake.load(published.engagement(f"saasops_case{case}"))
    lines = taken.tables["contracts"]
    got = zip(
        lines["line_id"],
        lines["start"].dt.strftime("%Y-%m-%d"),
        lines["end"].dt.strftime("%Y-%m-%d"),
        lines["amount"],
        annual_value("contracts", lines),
        strict=True,
    )
    assert list(got) == CASES[case]
    assert set(lines["customer_id"]) == {"1"}
    assert taken.quality["rule"].tolist() == ["unmapped_columns"]
    assert "RenewedFrm" in taken.quality["detail"].iloc[0]
