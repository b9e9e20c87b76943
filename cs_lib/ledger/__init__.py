"""The ledger: contract lines -> month-end snapshots -> movement leaves (definitions 4.0-4.2)."""

from cs_lib.engagement import Engagement, Policies
from cs_lib.ledger import building, concentration
from cs_lib.ledger.book import Ledger
from cs_lib.ledger.calendar import Calendar, Period
from cs_lib.ledger.frames import Source
from cs_lib.ledger.history import checked
from cs_lib.ledger.leaves import FLOWS, LEAVES, MOVEMENTS, Leaf
from cs_lib.ledger.pair import Pair, Retention, headline, present, retention
from cs_lib.ledger.rates import annualise, quick_ratio


def build(
    contracts: Source,
    customers: Source | None,
    fx: Source | None,
    *,
    engagement: Engagement,
    grain: str | None = None,
) -> Ledger:
    """Which snapshots and movements do these contract lines make?

    Takes the tables of the data contract as pandas frames, lazy narwhals frames, or the paths or
    addresses of Parquet (files and folders, read where they lie); `grain` overrides the
    engagement's. Raises DataError for an in-scope line whose price cannot be annualised and for a
    missing exchange rate, never guesses either.
    """
    grain = checked(grain or engagement.policies.grain)
    return Ledger(building.history(contracts, customers, fx, engagement), grain)


def recounted(book: Ledger, policies: Policies) -> Ledger | None:
    """The same lines counted by other policies, without reading them again.

    None where the policies that differ decide on the lines themselves: `build` it then.
    """
    found = building.recounted(book.history, policies)
    return None if found is None else Ledger(found, policies.grain)


__all__ = [
    "FLOWS",
    "LEAVES",
    "MOVEMENTS",
    "Calendar",
    "Leaf",
    "Ledger",
    "Pair",
    "Period",
    "Retention",
    "annualise",
    "build",
    "concentration",
    "headline",
    "present",
    "quick_ratio",
    "recounted",
    "retention",
]
