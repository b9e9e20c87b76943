"""P03: V comes on 5 March 2025 and goes on the 20th, and is back for good on 1 June.

K pays 1,200 throughout. W is there in January, is gone on 10 February, and pays 240 a year from
1 to 10 May.
"""

from typing import Any

import pytest

from cs_lib.ledger import Ledger
from tests.ledger.histories import day, leaves, ledger_of, line

pytestmark = pytest.mark.slow

LINES = [
    line("K", "2025-01-01", None, arr=1_200),
    line("V", "2025-03-05", "2025-03-20", arr=600),
    line("V", "2025-06-01", None, arr=700),
    line("W", "2025-01-01", "2025-02-10", arr=240),
    line("W", "2025-05-01", "2025-05-10", arr=240),
]


def book(policy: str = "count", lines: list = LINES, **settings: Any) -> Ledger:
    return ledger_of(lines, "2025-06-30", intra_month_logos=policy, **settings)


def test_by_default_no_snapshot_saw_them() -> None:
    ledger = book("net_out")
    assert leaves(ledger, "2025-03-31") == {"opening": (1_200, 1), "closing": (1_200, 1)}
    assert leaves(ledger, "2025-06-30")["new_logo"] == (700, 1)
    assert ledger.memo()["intra_month_logos"] == 2


def test_counted_they_enter_and_leave_in_their_month() -> None:
    ledger = book()
    assert leaves(ledger, "2025-03-31") == {
        "opening": (1_200, 1),
        "new_logo": (600, 1),
        "logo_churn": (-600, 1),
        "closing": (1_200, 1),
    }
    assert leaves(ledger, "2025-05-31")["reactivation"] == (240, 1)
    assert leaves(ledger, "2025-05-31")["logo_churn"] == (-240, 1)
    assert (ledger.residuals()[["residual", "accounts_residual"]] == 0).all(axis=None)


def test_who_came_before_comes_back() -> None:
    assert leaves(book(), "2025-06-30")["reactivation"] == (700, 1)
    pair = book().pair(day("2025-04-30"), day("2025-06-30"))
    assert pair.accounts.set_index("account")["status"]["V"] == "reactivated"


def test_after_the_win_back_gap_a_visit_is_won_back() -> None:
    ledger = book(reactivation_gap_days=30, win_back_after_days=60)  # 10 February to 1 May: 80 days
    assert leaves(ledger, "2025-05-31")["win_back"] == (240, 1)


def test_the_quarter_adds_both() -> None:
    first = leaves(book(), "2025-03-31", "quarter")
    assert first["new_logo"] == (1_200 + 240 + 600, 3)
    assert first["logo_churn"] == (-240 - 600, 2)
    assert first["closing"] == (1_200, 1)


def test_movements_name_them() -> None:
    rows = book().movements(day("2025-02-28"), day("2025-03-31"))
    assert rows[["account", "leaf", "amount"]].to_numpy().tolist() == [
        ["V", "new_logo", 600],
        ["V", "logo_churn", -600],
    ]


def test_of_lines_that_replaced_each_other_the_last_one_counts() -> None:
    lines = [
        LINES[0],
        line("V", "2025-03-05", "2025-03-12", arr=600),
        line("V", "2025-03-12", "2025-03-20", arr=900),
        line("V", "2025-03-05", "2025-03-12", arr=50, product_id="B"),
    ]
    assert leaves(book(lines=lines), "2025-03-31")["new_logo"] == (950, 1)


def test_a_group_that_is_there_anyway_gains_no_logo() -> None:
    customers = [{"customer_id": "V", "parent_id": "K"}, {"customer_id": "K", "parent_id": None}]
    ledger = book(customers=customers, grain="parent")
    assert leaves(ledger, "2025-03-31") == {"opening": (1_200, 1), "closing": (1_200, 1)}
    assert leaves(ledger.at("customer"), "2025-03-31")["new_logo"] == (600, 1)


@pytest.mark.parametrize("grain", ["parent", "product"])
def test_counts_reconcile_at_every_grain(grain: str) -> None:
    customers = [{"customer_id": c, "parent_id": "G"} for c in ("V", "W")]
    ledger = book(customers=customers, grain=grain)
    assert (ledger.residuals()[["residual", "accounts_residual"]] == 0).all(axis=None)
    assert leaves(ledger, "2025-03-31")["logo_churn"] == (-600, 1)


def test_a_segment_that_only_visits_made_is_shown() -> None:
    lines = [line("K", "2025-01-01", None, arr=1_200), LINES[1]]
    customers = [{"customer_id": "K", "size": "Large"}, {"customer_id": "V", "size": "Small"}]
    ledger = book(lines=lines, customers=customers)
    assert leaves(ledger, "2025-03-31", segment="Small") == {
        "opening": (0, 0),
        "new_logo": (600, 1),
        "logo_churn": (-600, 1),
        "closing": (0, 0),
    }
    assert (ledger.residuals()[["residual", "accounts_residual"]] == 0).all(axis=None)
