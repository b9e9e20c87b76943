"""What pauses, usage and the choice of value do to the pages of step 1, worked by hand.

A pays 10,000 a year. B pays 5,000 and is paused from June 2025 on. C was paused at the opening and
pays 4,000 again from July 2025. Opening 15,000, closing 14,000.
"""

import pytest

from tests.steps.case import ENGAGEMENT, Case
from tests.steps.s01_numbers_review.reviewed import review

pytestmark = pytest.mark.slow

LINES = """\
line_id,customer_id,start,end,product_id,qty,list_price,discount,billing_period,line_type,paused_from,paused_to
1,A,2024-01-01,,A,10,1250,0.2,year,recurring,,
2,B,2024-01-01,,A,5,1000,0,year,recurring,2025-06-01,
3,C,2024-01-01,,A,4,1000,0,year,recurring,2024-10-01,2025-07-01
4,A,2025-11-01,2026-01-01,A,1,2.5,0,month,usage,,
"""
PAUSED = Case(contracts=LINES)
AT_LIST = Case(ENGAGEMENT + "policies: {discounts: list, pauses: keep}\n", LINES)
EVERYTHING = Case(
    ENGAGEMENT + "policies: {usage: include, one_off: include, free_to_paid: expansion}\n",
    LINES,
)


def figures(case: Case, *slugs: str) -> list[float]:
    return review(case).workings.kpis.set_index("metric").loc[list(slugs), "now"].tolist()


@pytest.mark.parametrize("case", [PAUSED, AT_LIST, EVERYTHING], ids=["paused", "list", "all in"])
def test_every_gate_holds_whatever_counts(case: Case) -> None:
    assert [gate.id for gate in review(case).gates if not gate.holds] == []


def test_a_pause_is_price_erosion_and_what_resumes_is_in_no_rate() -> None:
    found = figures(PAUSED, "arr", "grr", "nrr", "headwind", "tailwind", "net_churn", "customers")
    assert found == pytest.approx([14_000, 10 / 15, 10 / 15, 5_000, 0, 5_000, 3])
    assert figures(PAUSED, "logo_churn_rate") == [0]
    steps = review(PAUSED).waterfall
    assert steps.frame.set_index("movement")["amount"].to_dict() == pytest.approx(
        {
            "opening": 15_000, "logos_lost": 0, "price_erosion": -5_000, "expansion": 0,
            "upsell": 0, "new": 0, "reactivation": 4_000, "closing": 14_000,
        }
    )  # fmt: skip
    assert any("resumed after a pause" in said for said in steps.say)


def test_at_list_and_with_pauses_kept_the_books_say_so() -> None:
    # 12,500 before A's discount, 5,000 and 4,000: nothing moves.
    found = figures(AT_LIST, "arr", "grr", "nrr", "gross_churn")
    assert found == pytest.approx([21_500, 1, 1, 0])
