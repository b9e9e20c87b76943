"""Other policies on lines already read count what they count on lines read anew.

The history has a cause for every policy: late renewals and long absences, a visit between two
snapshots, a contracted rise, notices, pauses, unsigned service, free, one-off and usage lines,
discounts, corrections, two currencies, parents that change, a successor and a renamed product.
"""

from typing import Any

import pandas as pd
import pytest

from cs_lib import ledger
from cs_lib.engagement import POLICIES, Engagement, Policies
from tests.ledger.histories import engagement, seats, table

pytestmark = pytest.mark.slow

AS_OF = "2025-12-31"
LINES = [
    seats("A", "2023-01-01", "2024-12-31", 10, 100, escalator=0.05, discount=0.1),
    seats("A", "2025-01-10", None, 10, 107, escalator=0.05, discount=0.1),
    seats("B", "2023-03-01", "2023-12-31", 5, 200),
    seats("B", "2025-06-01", "2026-05-31", 6, 200, served_until="2026-07-01"),
    seats("C", "2025-02-03", "2025-02-20", 1, 50),
    seats("D", "2024-01-01", None, 3, 300, paused_from="2025-03-01", paused_to="2025-07-01"),
    seats("E", "2024-01-01", "2025-06-30", 4, 100, currency="USD", tier="basic"),
    seats("E", "2025-07-01", None, 4, 95, currency="EUR", tier="basic"),
    seats("F", "2024-01-01", None, 2, 0, line_type="free"),
    seats("F", "2025-05-01", None, 2, 80),
    seats("G", "2024-06-01", "2025-05-31", 1, 500, line_type="services"),
    seats("G", "2024-01-01", "2025-08-31", 7, 70, served_until="2025-09-20"),
    seats("G", "2024-03-01", None, 1, 40, line_type="usage"),
    seats("H", "2024-01-01", None, 9, 60, product_id="Old"),
    seats("H", "2025-03-01", None, 1, -30, product_id="Old"),
    seats("I", "2024-01-01", "2025-04-30", 2, 90),
    seats("J", "2025-05-01", None, 2, 99, recorded_on="2026-01-20"),
    seats("K", "2024-01-01", "2025-09-30", 2, 110, product_id="New"),
    seats("K", "2025-10-01", "2026-09-30", 3, 110, product_id="New", signed_on="2025-08-01"),
]
NOTICE = seats("L", "2024-01-01", "2026-03-31", 8, 75, notice_date="2025-11-11")
CUSTOMERS = [
    {"customer_id": "A", "parent_id": "P", "parent_from": "2023-01-01", "parent_to": "2025-03-31"},
    {"customer_id": "A", "parent_id": "Q", "parent_from": "2025-04-01", "parent_to": None},
    {"customer_id": "B", "parent_id": "P"},
    {"customer_id": "J", "predecessor_id": "I"},
]
FX = [
    {"currency": "USD", "month": month, "rate": 0.8 + index / 100}
    for index, month in enumerate(pd.date_range("2022-12-31", AS_OF, freq="ME").astype(str))
]
LATE = {
    "grain", "win_back_after_days", "intra_month_logos", "exchange_rate", "escalators",
    "early_renewals", "rolling", "hierarchy", "currency_switch", "without_top",
}  # fmt: skip
CHOICES = [(p.name, other.value) for p in POLICIES for other in p.alternatives]


def built(given: Engagement, lines: list[dict[str, Any]]) -> ledger.Ledger:
    return ledger.build(table(lines), table(CUSTOMERS), table(FX), engagement=given)


def agreed(**policies: Any) -> Engagement:
    return engagement(AS_OF, product_map={"Old": "New"}, **policies)


def counted(book: ledger.Ledger, renewals: bool) -> list[pd.DataFrame]:
    first, last = pd.Timestamp("2024-12-31").date(), pd.Timestamp(AS_OF).date()
    pair = book.pair(first, last)
    due = [book.renewals(pair).accounts] if renewals else []
    return [book.bridge(), pair.accounts, pair.items, *due]


@pytest.fixture(scope="module")
def today() -> ledger.Ledger:
    return built(agreed(), LINES)


@pytest.mark.parametrize(("name", "value"), CHOICES)
def test_counting_again_is_counting_anew(today: ledger.Ledger, name: str, value: Any) -> None:
    limits = {"win_back_after_days": max(365, value)} if name == "reactivation_gap_days" else {}
    other = agreed(**{name: value} | limits)
    again = ledger.recounted(today, other.policies)
    if again is None:
        assert name not in LATE
        return
    due = name in ("early_renewals", "rolling", "exchange_rate")
    anew = built(other, LINES)
    for mine, theirs in zip(counted(again, due), counted(anew, due), strict=True):
        pd.testing.assert_frame_equal(mine, theirs)


def test_what_only_decides_late_is_never_read_again(today: ledger.Ledger) -> None:
    for name, value in CHOICES:
        if name in LATE | {"reactivation_gap_days"}:
            policies = Policies.model_validate({name: value})
            assert ledger.recounted(today, policies) is not None, name


def test_a_line_policy_is_read_again(today: ledger.Ledger) -> None:
    for policies in (
        Policies(discounts="list"),
        Policies(usage="include"),
        Policies(pauses="keep"),
    ):
        assert ledger.recounted(today, policies) is None


def test_days_of_grace_decide_on_lines_where_a_notice_may_be_withdrawn() -> None:
    noticed = built(agreed(churn_date="notice"), [*LINES, NOTICE])
    other = agreed(churn_date="notice", reactivation_gap_days=0)
    assert ledger.recounted(noticed, other.policies) is None
