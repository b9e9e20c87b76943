"""What a column is, by its cells alone."""

import pandas as pd
import pytest

from cs_lib.intake.setup.profiles.cell_patterns import profile


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["2025-01-31", "", "2025-02-28"], "date"),
        (["31.01.2025", "28.02.2025"], "date"),
        (["1/31/2025 2:30:36 PM", "2/1/2025 10:00:00 AM"], "date"),
        (["2025-01-31T10:00:00Z", "2025-01-31 10:00:00.123"], "date"),
        (["31 Jan 2025", "1 Feb 2025"], "date"),
        (["Jan 31, 2025", "Feb 1, 2025"], "date"),
        (["20250131", "20250228"], "date"),
        (["2025-01", "2025-02"], "month"),
        (["1735689600", "1751328000"], "epoch_s"),
        (["1735689600000", "1751328000000"], "epoch_ms"),
        (["1", "2", "30"], "integer"),
        (["1.5", "2"], "number"),
        (["1.234,56", "-7,5"], "number"),
        (["$1,200.50", "(5.00)", "12 USD"], "number"),
        (["15%", "7.5 %"], "number"),
        (["true", "False", ""], "flag"),
        (["0", "1", "1"], "flag"),
        (["EUR", "usd", "EUR"], "currency"),
        (['{"a": 1}', "[]"], "json"),
        (["new", "old", "new"], "category"),
        (["Acme GmbH", "Beta Ltd"], "text"),
        (["", " "], "empty"),
        (["C1", "C2", "C3"], "text"),
        (["INV-1001", "INV-1002"], "text"),
        (["EUR 1", "USD 2"], "number"),
        (["1000", "2000"], "integer"),
    ],
)
def test_the_kind_of_a_column(cells: list[str], kind: str) -> None:
    assert profile("x", pd.Series(cells, dtype="str")).kind == kind


def test_a_few_wrong_cells_do_not_hide_a_column() -> None:
    cells = ["2025-01-31"] * 99 + ["soon"]
    assert profile("x", pd.Series(cells)).kind == "date"
    assert profile("x", pd.Series(cells[50:60] + ["soon"] * 10)).kind == "category"


def test_counts_and_most_frequent_words() -> None:
    found = profile("x", pd.Series(["b", "a", "b", "", None]))
    assert (found.filled, found.distinct, found.words) == (0.6, 2, ("b", "a"))
