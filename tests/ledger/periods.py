"""A period's renewals of a few lines, and what is read of them by hand."""

from typing import Any

from cs_lib.ledger.terms.renewals import Renewals, bridge_to_grr, rates
from tests.ledger.histories import day, ledger_of, line, seats

# Opening 2025-12-31, closing 2026-12-31; prices are a year's.
YEAR = [
    # Renewed with two seats less: due 1,000, renewed 800.
    seats("cut", "2025-03-01", "2026-03-01", 10, 100, line_id="A1"),
    seats("cut", "2026-03-01", "2027-03-01", 8, 100, line_id="A2"),
    # Renewed with a product more: due 2,000, renewed 2,000 and 500 on top.
    seats("upsold", "2025-07-01", "2026-07-01", 20, 100, line_id="B1"),
    seats("upsold", "2026-07-01", "2027-07-01", 20, 100, line_id="B2"),
    seats("upsold", "2026-07-01", "2027-07-01", 5, 100, line_id="B3", product_id="B"),
    # Gone at the end of its term: due 500, renewed nothing.
    seats("gone", "2025-05-01", "2026-05-01", 5, 100, line_id="C1"),
    # Without an end, one seat less from June: 100 lost, nothing due.
    seats("open", "2025-01-01", "2026-06-01", 3, 100, line_id="D1"),
    seats("open", "2026-06-01", None, 2, 100, line_id="D1"),
    # In the first of three years, and more bought on the way: nothing due.
    seats("long", "2025-02-01", "2028-02-01", 10, 100, line_id="E1"),
    seats("long", "2026-04-01", "2028-02-01", 2, 100, line_id="E2"),
    # Month to month, cancelled after 17 months: 120 lost, nothing due.
    seats("monthly", "2025-03-05", "2026-08-20", 1, 10, line_id="F1", billing_period="month"),
]  # fmt: skip


def renewals_of(lines: list[dict[str, Any]], opening: str, closing: str, **more: Any) -> Renewals:
    book = ledger_of(lines, more.pop("as_of", closing), **more)
    return book.renewals(book.pair(day(opening), day(closing)))


def steps(found: Renewals) -> dict[str, float]:
    bridge = bridge_to_grr(found)
    assert abs(bridge.residual) < 1e-9
    return dict(zip(bridge.steps["step"], bridge.steps["amount"], strict=True))


def known(found: Renewals) -> tuple[float | None, float | None, float | None]:
    of = rates(found)
    return of.atr, of.gross, of.net


def yearly(*ends: str | None, **fields: Any) -> list[dict[str, Any]]:
    """A line of 1,000 a year since 1 March 2024 for each of these ends, of a customer each."""
    return [
        line(f"C{n:02d}", "2024-03-01", end, arr=1_000, line_id=f"L{n}", **fields)
        for n, end in enumerate(ends)
    ]
