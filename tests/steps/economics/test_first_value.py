"""Revenue before and after first value, on Three Trees and on a case of early and late value."""

from typing import Any

import pytest

from tests.steps import case as plain_case
from tests.steps.economics import spending_case as case

pytestmark = pytest.mark.slow

MILESTONES = "customer_id,stage,entered\nA,first_value,2024-04-15\nA,adoption,2024-02-01\n"


def frames(result: Any) -> Any:
    return result.first_value.set_index("label"), result.first_value_stay.set_index("label")


def test_revenue_is_split_at_the_month_of_first_value():
    tables = tuple({**case.TABLES, "milestones": MILESTONES}.items())
    result = case.valuation(case.Ledger(tables))
    revenue, _ = frames(result)
    # A pays 10,000 a month in 2024 and 124,100 / 12 in 2025; January to March come before
    assert revenue["amount"].tolist() == pytest.approx([30_000, 214_100])
    assert revenue["share"].sum() == pytest.approx(1)
    assert f"{214_100 / 244_100:.1%} of the revenue" in result.findings["first_value"]


def test_without_milestones_it_is_said_what_they_would_show():
    result = case.valuation()
    assert result.first_value.empty
    assert result.first_value_stay.empty
    assert result.findings["first_value"].startswith("Not provided: milestones")


@pytest.fixture(scope="module")
def early_and_late() -> Any:
    """Twenty customers of January 2024: ten saw value in March and stayed, ten in November, of
    whom five left after a year; two more left in April, before the landmark."""
    lines = [f"{n},E{n},2024-01-01,,A,1,1200,0,year" for n in range(10)]
    lines += [
        f"{20 + n},L{n},2024-01-01,{'2025-01-01' if n < 5 else ''},A,1,1200,0,year"
        for n in range(10)
    ]
    lines += [f"{40 + n},Q{n},2024-01-01,2024-04-01,A,1,1200,0,year" for n in range(2)]
    milestones = [f"E{n},first_value,2024-03-05" for n in range(10)]
    milestones += [f"L{n},first_value,2024-11-05" for n in range(10)]
    head = plain_case.CONTRACTS.splitlines()[0]
    tables = (
        ("customers", "customer_id,name,size\nE1,E,Small\n"),
        ("milestones", "customer_id,stage,entered\n" + "\n".join(milestones) + "\n"),
        ("contracts", "\n".join([head, *lines]) + "\n"),
    )
    return case.valuation(case.Ledger(tables))


def test_early_value_is_held_against_late_from_a_landmark_on(early_and_late):
    _, stay = frames(early_and_late)
    assert stay["customers"].to_dict() == {"Value within 6 months": 10, "Not by then": 10}
    assert stay["lost"].to_dict() == {"Value within 6 months": 0, "Not by then": 5}
    assert stay["stayed"].tolist() == pytest.approx([1.0, 0.5])
    assert "not chosen by lot" in early_and_late.findings["first_value_stay"]
