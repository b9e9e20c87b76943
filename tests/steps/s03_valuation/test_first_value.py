"""Revenue before and after first value, on Three Trees and on a case of early and late value."""

from typing import Any

import pytest

from cs_lib.steps.s03_valuation import first_value as told
from cs_lib.texts import Count, Share
from tests.steps import case as plain_case
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow

MILESTONES = "customer_id,stage,entered\nA,first_value,2024-04-15\nA,adoption,2024-02-01\n"


def test_revenue_is_split_at_the_month_of_first_value():
    tables = tuple({**case.TABLES, "milestones": MILESTONES}.items())
    found = case.valuation(case.Ledger(tables)).first_value
    paid, compared = found.messages
    # A pays 10,000 a month in 2024 and 124,100 / 12 in 2025; January to March come before
    assert (paid.before.value, paid.after.value) == pytest.approx((30_000, 214_100))
    assert found.title_message.share.value == pytest.approx(214_100 / 244_100)
    assert compared == told.TooFew()


def test_without_milestones_it_is_absent():
    assert case.valuation().first_value.absent.need == "milestones"


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
    return case.valuation(case.Ledger(tables)).first_value


def test_early_value_is_compared_with_late_from_a_landmark_on(early_and_late):
    stay = early_and_late.frame.set_index("value_seen")
    assert stay["customers"].to_dict() == {"early": 10, "late": 10}
    assert stay["lost"].to_dict() == {"early": 0, "late": 5}
    assert stay["reached_share"].tolist() == pytest.approx([1.0, 0.5])


def test_both_groups_are_told_with_their_limits(early_and_late):
    _, early, late, caution = early_and_late.messages
    assert (early.share, early.customers, early.months) == (Share(1.0), Count(10), Count(18))
    assert late.share == Share(0.5)
    assert late.low.value < 0.5 < late.high.value
    assert caution == told.NotByLot()
