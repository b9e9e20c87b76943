"""P15: is a term that was renewed early due where it was to end, or where the new one starts?"""

from itertools import pairwise

import pytest

from cs_lib.ledger import Ledger, retention
from cs_lib.ledger.terms.renewals import bridge_to_grr, rates
from tests.ledger.histories import day, ledger_of, seats

pytestmark = pytest.mark.slow

# K: ten seats at 100 a year, due on 1 March 2026, renewed on 10 December 2025 with a seat less,
# and gone when that year is over. L stays, without a term.
LINES = [
    seats("K", "2025-03-01", "2025-12-10", 10, 100, line_id="1"),
    seats("K", "2025-12-10", "2026-12-10", 9, 100, line_id="2"),
    seats("L", "2025-01-01", None, 1, 100, line_id="3"),
]
QUARTERS = ("2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31")


def by_quarter(book: Ledger) -> list[tuple[float, float]]:
    """(ATR, renewed) of each quarter; every one of them must lead to its GRR (M30)."""
    found = []
    for opening, closing in pairwise(QUARTERS):
        renewals = book.renewals(book.pair(day(opening), day(closing)))
        bridge = bridge_to_grr(renewals)
        assert abs(bridge.residual) < 1e-12
        share = dict(zip(bridge.steps["step"], bridge.steps["share"], strict=True))
        assert share["grr"] == pytest.approx(retention(renewals.pair).grr)
        found.append((rates(renewals).atr, rates(renewals).renewed))
    return found


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("original_date", [(0, 0), (1_000, 900), (0, 0), (0, 0), (900, 0)]),
        ("new_date", [(1_000, 900), (0, 0), (0, 0), (0, 0), (900, 0)]),
    ],
)
def test_atr_by_quarter(choice: str, expected: list[tuple[float, float]]) -> None:
    assert by_quarter(ledger_of(LINES, "2026-12-31", early_renewals=choice)) == expected


def test_the_lost_seat_is_lost_at_renewal_only_where_the_renewal_is_due() -> None:
    """October to December 2025: 1,100 at the opening, of which 100 are lost."""
    lost = {}
    for choice in ("original_date", "new_date"):
        book = ledger_of(LINES, "2026-12-31", early_renewals=choice)
        renewals = book.renewals(book.pair(day("2025-09-30"), day("2025-12-31")))
        steps = bridge_to_grr(renewals).steps.set_index("step")["amount"]
        lost[choice] = (steps["renewal"], steps["elsewhere"], steps["grr"])
        stock = renewals.stock.set_index("status")["arr"]
        assert (stock["due"], stock["moved"]) == ((0, 1_000), (1_000, 0))[choice == "new_date"]
    assert lost == {"original_date": (0, -100, 1_000), "new_date": (-100, 0, 1_000)}


def test_the_list_names_the_day_it_was_due_and_that_it_came_early() -> None:
    book = ledger_of(LINES, "2026-12-31", early_renewals="new_date")
    due = book.due(day("2025-09-30"), day("2026-03-31"))
    assert due[["line_id", "early", "arr"]].to_numpy().tolist() == [["1", True, 1_000.0]]
    assert [f"{due[name][0]:%Y-%m-%d}" for name in ("end", "due")] == ["2025-12-10"] * 2
