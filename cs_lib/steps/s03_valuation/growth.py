"""How much more do customers pay who stay? Expansion as observed, or none (M51)."""

from dataclasses import dataclass

import numpy as np

from cs_lib.books.books import Books
from cs_lib.books.segments import EVERYONE, of
from cs_lib.ledger import present
from cs_lib.models.resampled import ratio_limits


@dataclass(frozen=True)
class Growth:
    """The growth a month of those who stayed; 0 where it cannot be told from none.

    `year` is what was seen in twelve months, contraction included, and `low` and `high` its
    limits; all NaN without a year of history, or on few customers.
    """

    month: float
    year: float = np.nan
    low: float = np.nan
    high: float = np.nan


def growth(books: Books, segment: str | None = EVERYONE) -> Growth:
    """What twelve months did to the ARR of the customers who stayed through them.

    Sum of ARR at the end over the sum at the start; limits by bootstrap over customers (90 %). A
    growth whose limits include zero, or that rests on few customers, is not carried forward.
    """
    compared = books.compare(books.before(books.as_of, 12), books.as_of, "customer")
    if compared is None:
        return Growth(0.0)
    there = present(compared.pair.accounts)
    stayed = there[(there["status"] == "stayed") & (there["v0"] > 0)]
    if segment is not None:
        stayed = of(stayed, segment)
    if len(stayed) < books.engagement.policies.small_n:
        return Growth(0.0)
    after, before = stayed["v1"].to_numpy(float), stayed["v0"].to_numpy(float)
    low, high = (limit - 1 for limit in ratio_limits(after, before))
    year = float(after.sum() / before.sum() - 1)
    month = 0.0 if low <= 0 <= high else float((1 + year) ** (1 / 12) - 1)
    return Growth(month, year, low, high)
