"""The ledger: contract lines -> month-end snapshots -> movement leaves (definitions 4.0-4.2)."""

from cs_lib.engagement import Engagement, Policies
from cs_lib.ledger import build as building
from cs_lib.ledger.frames import Source
from cs_lib.ledger.history import checked
from cs_lib.ledger.ledger import Ledger
from cs_lib.ledger.movements import concentration
from cs_lib.ledger.movements.pairs import Pair, present
from cs_lib.ledger.movements.register import FLOWS, LEAVES, MOVEMENTS, Leaf
from cs_lib.ledger.movements.retention import Retention, headline, retention
from cs_lib.ledger.time.calendar import Calendar, Period


def build(
    contracts: Source,
    customers: Source | None,
    fx: Source | None,
    *,
    engagement: Engagement,
    grain: str | None = None,
    made_of: str = "contracts",
) -> Ledger:
    """Which snapshots and movements do these contract lines make?

    Takes the tables of the data contract as pandas frames, lazy narwhals frames, or the paths or
    addresses of Parquet (files and folders, read where they lie); `grain` overrides the
    engagement's. `made_of` names the revenue table of the lines: those made of invoices or
    snapshots name no end that was agreed in advance, and snapshots tell gaps in months. Raises
    DataError for an in-scope line whose price cannot be annualised and for a missing exchange
    rate, never guesses either.
    """
    grain = checked(grain or engagement.policies.grain)  # before the lines are read
    return Ledger(building.history(contracts, customers, fx, engagement, made_of), grain)


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
    "build",
    "concentration",
    "headline",
    "present",
    "recounted",
    "retention",
]
