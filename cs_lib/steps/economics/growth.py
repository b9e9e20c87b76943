"""How much more do customers pay who stay? Expansion as observed, or none (M51)."""

from dataclasses import dataclass

import numpy as np

from cs_lib.ledger import present
from cs_lib.models.resampled import ratio_limits
from cs_lib.numbers import count, percent
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.review.books import Books


@dataclass(frozen=True)
class Growth:
    """The growth a month of those who stayed; 0 where it cannot be told from none, as `note` says.

    `year` is what was seen in twelve months, contraction included, and `low` and `high` its
    limits; all NaN without a year of history.
    """

    month: float
    year: float
    low: float
    high: float
    note: str


def growth(books: Books, segment: str = EVERYONE) -> Growth:
    """What twelve months did to the ARR of the customers who stayed through them.

    Sum of ARR at the end over the sum at the start; limits by bootstrap over customers (90 %). A
    growth whose limits hold nought, or that rests on few customers, is not carried forward.
    """
    compared = books.compare(books.before(books.as_of, 12), books.as_of, "customer")
    if compared is None:
        return Growth(0.0, np.nan, np.nan, np.nan, "no year of history to see expansion in")
    there = present(compared.pair.accounts)
    stayed = there[(there["status"] == "stayed") & (there["v0"] > 0)]
    if segment != EVERYONE:
        stayed = stayed[stayed["segment"] == segment]
    if len(stayed) < books.engagement.policies.small_n:
        return Growth(
            0.0, np.nan, np.nan, np.nan, f"{count(len(stayed), 'customer')} stayed a year"
        )
    after, before = stayed["v1"].to_numpy(float), stayed["v0"].to_numpy(float)
    low, high = (limit - 1 for limit in ratio_limits(after, before))
    year = float(after.sum() / before.sum() - 1)
    said = f"{percent(year, signed=True)} in a year ({percent(low)} to {percent(high)})"
    if low <= 0 <= high:
        return Growth(0.0, year, low, high, f"growth of {said} cannot be told from none")
    return Growth(float((1 + year) ** (1 / 12) - 1), year, low, high, said)
