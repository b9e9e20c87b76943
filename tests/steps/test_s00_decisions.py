"""The first page: what it recommends follows from what the steps found."""

from pathlib import Path
from typing import Any

from cs_lib import engagement as engagements
from cs_lib import workbook
from tests.steps import case


def _page(folder: Path, engagement: str = case.ENGAGEMENT) -> Any:
    return workbook.compute(engagements.load(case.write(folder, engagement=engagement))).results[
        "decisions"
    ]


def test_three_decisions_with_reason_and_cost_of_waiting(tmp_path: Path) -> None:
    page = _page(tmp_path)
    assert list(page.decisions["decision"]) == ["The numbers", "The priority", "The data"]
    assert (page.decisions[["recommendation", "reason", "waiting"]].map(len) > 0).all().all()
    # The gap of 5,400 a year (0.95 x 132,000 - 120,000) is 1,350 a quarter.
    assert "EUR 1.4k a quarter" in page.decisions.loc[1, "waiting"]


def test_open_metrics_are_named_until_they_are_signed(tmp_path: Path) -> None:
    words = "".join(
        f"  - {{metric: {metric}, by: CFO, on: 2026-01-10, agrees: true}}\n"
        for metric in ("M02", "M20", "M21", "M23", "M24")
    )
    page = _page(tmp_path, case.ENGAGEMENT + "signoff:\n" + words)
    assert page.decisions.loc[0, "recommendation"] == "Agree on NRR, as the register defines them"


def test_books_that_close_and_data_that_agree_are_said_to(tmp_path: Path) -> None:
    page = _page(tmp_path)
    assert page.trust_kind == "good"
    assert "all 7 reconciliations hold" in page.findings["trust"]


def test_a_contradiction_is_on_the_first_page(tmp_path: Path) -> None:
    file = case.write(tmp_path)
    text = case.CUSTOMERS.replace("size", "size,churned").replace("Large", "Large,true")
    text = text.replace("Small", "Small,false")
    (tmp_path / "customers.csv").write_text(text, encoding="utf-8")
    page = workbook.compute(engagements.load(file)).results["decisions"]
    assert page.trust_kind == "warning"
    row = page.contradictions.set_index("rule").loc["churned_flag_but_paying"]
    assert (row["rows"], row["amount"]) == (1, 124_100)
