"""Books small enough to work by hand, opened once for the tests of step 1."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.steps.s01_numbers_review import losses
from tests.ledger import histories
from tests.ledger.histories import line, seats
from tests.steps import case

ALL = ("parent", "customer", "product")
LINES = [
    line("K", "2024-01-01", None, arr=8_000),
    line("L", "2024-01-01", "2025-07-01", arr=1_000),
    line("L", "2025-07-01", None, arr=500),
    line("M", "2024-01-01", "2025-07-01", arr=1_000),
]
"""K pays 8,000 throughout; L pays 1,000 and 500 from July 2025; M pays 1,000 and leaves in July."""
DOLLARS = line("N", "2024-01-01", None, arr=600, currency="USD")
"""600 in US dollars, at 1.00 until June 2025 and 0.90 after."""
# As in golden case G1 (after Kellogg 2013), with an account that leaves and one that comes.
THREE_TREES = [
    seats("A", "2024-01-01", "2025-01-01", 100, 1_200),
    seats("A", "2025-01-01", None, 80, 1_225, discount=0.15),
    seats("A", "2025-01-01", None, 40, 1_200, discount=0.15, product_id="B"),
    seats("B", "2024-03-01", "2025-06-15", 10, 1_200),
    seats("C", "2025-05-01", None, 5, 1_200),
]
FX = [
    {"currency": "USD", "month": month, "rate": 1.0 if month < pd.Timestamp("2025-07-01") else 0.9}
    for month in pd.date_range("2024-01-31", "2025-12-31", freq="ME")
]


def opened(
    rows: Iterable[dict[str, Any]],
    as_of: str = "2025-12-31",
    customers: Iterable[dict[str, Any]] | None = None,
    grains: Iterable[str] = ("customer",),
    **policies: Any,
) -> Books:
    """Books on any lines, at the customers' level only: each further one costs as much again."""
    book = histories.ledger_of(rows, as_of, fx=FX, customers=customers, **policies)
    return Books(
        histories.engagement(as_of, **policies), {grain: book.at(grain) for grain in grains}
    )


@cache
def books(as_of: str = "2025-12-31", dollars: bool = False, **policies: Any) -> Books:
    """Books on `LINES`, with the line in dollars where `dollars`."""
    return opened([*LINES, DOLLARS] if dollars else LINES, as_of, grains=ALL, **policies)


def changing(customer: str, *amounts: float, start: str = "2024-01-01") -> list[dict[str, Any]]:
    """Lines of a customer whose ARR changes at the start of each quarter of 2025, 0 = gone."""
    first, *then = amounts
    days = ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"][: len(then)]
    ends = [*days, None]
    return [
        line(customer, since, until, arr=amount)
        for since, until, amount in zip([start, *days], ends, (first, *then), strict=True)
        if amount
    ]


@cache
def crowd(
    *each: float,
    big: tuple[float, ...] = (),
    count: int = 12,
    as_of: str = "2025-12-31",
) -> Books:
    """`count` customers who change alike, and perhaps one of another size, `BIG`."""
    rows = [row for number in range(count) for row in changing(f"C{number:02d}", *each)]
    return opened([*rows, *(changing("BIG", *big) if big else [])], as_of)


def aiming(found: Books, **targets: float) -> Books:
    """The same books with targets."""
    return case.under(found, found.engagement.model_copy(update={"targets": targets}))


def lost(found: Books) -> pd.DataFrame:
    """What these books lost, without a log of reasons."""
    return losses.recorded(found, SimpleNamespace(tables={}))


def grades(letter: str = "A") -> pd.DataFrame:
    """The same grade for every figure."""
    return pd.DataFrame({"figure": ["ARR", "NRR", "GRR"], "grade": letter})


def day(text: str) -> dt.date:
    """A day from ISO text."""
    return dt.date.fromisoformat(text)
