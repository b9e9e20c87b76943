"""How much hangs on how few (P25), and golden case G18."""

import pytest

from cs_lib.ledger.movements.concentration import concentration, without_largest
from tests.ledger.histories import day, ledger_of, seats

pytestmark = pytest.mark.slow


def test_four_accounts_by_hand() -> None:
    found = concentration([100, 600, 200, 100])
    assert found.lorenz["accounts_share"].tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert found.lorenz["arr_share"].tolist() == pytest.approx([0, 0.1, 0.2, 0.4, 1])
    # Twice the area between the diagonal and the curve: 1 - (0.1 + 0.3 + 0.6 + 1.4) / 4
    assert found.gini == pytest.approx(0.4)
    assert found.top.to_numpy().tolist() == [[1, 0.6], [5, 1.0], [10, 1.0]]


def test_equal_accounts_and_nobody() -> None:
    assert concentration([5, 5, 5]).gini == pytest.approx(0)
    assert (concentration([]).gini, concentration([0, -3]).accounts) == (None, 0)


def test_g18_one_customer_is_sixty_per_cent_of_arr() -> None:
    lines = [
        seats("big", "2025-01-01", "2025-07-01", 60, 100),
        seats("big", "2025-07-01", None, 30, 100),
        seats("b", "2025-01-01", None, 25, 100),
        seats("c", "2025-01-01", "2025-07-01", 15, 100),
    ]
    book = ledger_of(lines, "2025-07-31")
    found = without_largest(book.pair(day("2025-06-30"), day("2025-07-31")))
    assert found[["without", "accounts", "opening"]].to_numpy().tolist() == [
        [0, 3, 10_000],
        [1, 2, 4_000],
        [5, 0, 0],
    ]
    assert found["grr"].tolist()[:2] == pytest.approx([5_500 / 10_000, 2_500 / 4_000])
    assert found["share_of_opening"].tolist() == pytest.approx([1, 0.4, 0])
    assert found["grr"].isna().tolist() == [False, False, True]
