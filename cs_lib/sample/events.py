"""What happens to an account, written down as it is planned: the sample's own record."""

import datetime as dt
from dataclasses import dataclass

from cs_lib.sample.book import Row, State
from cs_lib.sample.plan import Account


@dataclass(frozen=True)
class Event:
    """One turn in an account's life; amounts are cents of ARR in its own currency.

    `planned` is the day an early or late renewal was due on.
    """

    kind: str
    day: dt.date
    before: int
    after: int
    planned: dt.date | None = None
    gap_days: int | None = None
    controllable: bool | None = None


@dataclass(frozen=True)
class Exposure:
    """One occasion to leave: the true probability, and what came of it."""

    day: dt.date
    hazard: float
    treated: bool
    left: bool


@dataclass(frozen=True)
class Future:
    """What is known on the last day about later: changes of ARR in cents, own currency."""

    signed_new: int = 0
    signed_expansion: int = 0
    signed_renewal: int = 0
    known_expiry: int = 0
    notified: int = 0


@dataclass(frozen=True)
class History:
    """What happened to one account: its rows, its state at every month end, and the events."""

    account: Account
    rows: tuple[Row, ...]
    states: tuple[State, ...]
    events: tuple[Event, ...]
    exposures: tuple[Exposure, ...]
    treated_from: int | None
    future: Future

    @property
    def churn(self) -> tuple[int, Event] | None:
        """The number and record of the last churn, if any."""
        found = [(n, event) for n, event in enumerate(self.events) if event.kind == "churn"]
        return found[-1] if found else None
