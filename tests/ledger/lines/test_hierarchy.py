"""P16: parents as they were, or as they are today; and parents of parents.

C pays 100 and moves from G1 to G2 on 1 May 2025; D pays 40 under G1 throughout.
"""

from typing import Any

import pytest

from cs_lib.ledger import Ledger
from tests.ledger.histories import day, leaves, ledger_of, line

pytestmark = pytest.mark.slow

LINES = [line("C", "2025-01-01", None, arr=100), line("D", "2025-01-01", None, arr=40)]
MOVED = [
    {"customer_id": "C", "parent_id": "G1", "parent_from": None, "parent_to": "2025-05-01"},
    {"customer_id": "C", "parent_id": "G2", "parent_from": "2025-05-01", "parent_to": None},
    {"customer_id": "D", "parent_id": "G1", "parent_from": None, "parent_to": None},
]


def book(customers: list[dict[str, Any]], lines: list = LINES, **policies: Any) -> Ledger:
    return ledger_of(lines, "2025-06-30", customers=customers, grain="parent", **policies)


def arr(ledger: Ledger, on: str) -> dict[str, float]:
    return ledger.accounts(day(on)).set_index("account")["arr"].to_dict()


def test_dated_parents_hand_over() -> None:
    ledger = book(MOVED)
    assert arr(ledger, "2025-03-31") == {"G1": 140}
    assert arr(ledger, "2025-06-30") == {"G1": 40, "G2": 100}
    assert leaves(ledger, "2025-05-31")["transfer"] == (0, 1)


def test_under_the_latest_parent_nothing_ever_moved() -> None:
    ledger = book(MOVED, hierarchy="latest")
    assert arr(ledger, "2025-03-31") == {"G1": 40, "G2": 100}
    assert arr(ledger, "2025-06-30") == {"G1": 40, "G2": 100}
    assert "transfer" not in set(ledger.bridge()["leaf"])
    assert leaves(ledger, "2025-01-31")["new_logo"] == (140, 2)


@pytest.mark.parametrize("policy", ["dated", "latest"])
def test_today_they_agree_also_on_a_parent_that_ended_or_is_yet_to_come(policy: str) -> None:
    customers = [
        {"customer_id": "C", "parent_id": "G1", "parent_from": None, "parent_to": "2025-05-01"},
        {"customer_id": "D", "parent_id": "G1", "parent_from": None, "parent_to": "2025-09-01"},
        {"customer_id": "D", "parent_id": "G3", "parent_from": "2025-09-01", "parent_to": None},
    ]
    assert arr(book(customers, hierarchy=policy), "2025-06-30") == {"C": 100, "G1": 40}


def test_a_parent_of_a_parent_is_the_parent_from_when_it_is() -> None:
    customers = [
        {"customer_id": "C", "parent_id": "D", "parent_from": None, "parent_to": None},
        {"customer_id": "D", "parent_id": "G", "parent_from": "2025-03-01", "parent_to": None},
        {"customer_id": "G", "parent_id": "T", "parent_from": "2025-06-01", "parent_to": None},
    ]
    ledger = book(customers)
    assert arr(ledger, "2025-02-28") == {"D": 140}
    assert arr(ledger, "2025-03-31") == {"G": 140}
    assert arr(ledger, "2025-06-30") == {"T": 140}
    assert (ledger.residuals()["accounts_residual"] == 0).all()


def test_parents_in_a_circle_are_one_account() -> None:
    lines = [*LINES, line("E", "2025-01-01", None, arr=7)]
    customers = [
        {"customer_id": "C", "parent_id": "D"},
        {"customer_id": "D", "parent_id": "C"},
        {"customer_id": "E", "parent_id": "D"},
    ]
    assert arr(book(customers, lines), "2025-06-30") == {"C": 147}


def test_its_own_parent_is_on_its_own() -> None:
    assert arr(book([{"customer_id": "C", "parent_id": "C"}]), "2025-06-30") == {"C": 100, "D": 40}
