"""The books of one review: the ledger at each grain, and the pairs of snapshots it compares."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from cs_lib import ledger
from cs_lib.books.comparison import Comparison
from cs_lib.engagement import GRAINS, Engagement
from cs_lib.intake import Intake
from cs_lib.ledger import Ledger, Period
from cs_lib.ledger.movements.register import FLOWS
from cs_lib.ledger.sources import Sourced, contract_lines
from cs_lib.ledger.terms.committed import Committed
from cs_lib.ledger.terms.renewals import Renewals

QUARTERS_SHOWN = 8
"""S2: revenue past, actual, two years by quarter."""
YEARS_COMPARED = (0, 3, 12)
"""Twelve months up to the review, a quarter before it and a year before it (months back).

A month is a snapshot period everywhere in step 1: of fiscal weeks where they are counted (P23).
"""


@dataclass(frozen=True)
class Books:
    """The ledgers of one engagement by grain; `main` is the grain the engagement reports at.

    `source` says which revenue table they were made of, and what was dropped or estimated.
    """

    engagement: Engagement
    ledgers: Mapping[str, Ledger]
    source: Sourced = field(default_factory=lambda: Sourced("contracts", pd.DataFrame()))

    @property
    def main(self) -> Ledger:
        """The ledger at the engagement's own grain."""
        return self.ledgers[self.engagement.policies.grain]

    @property
    def as_of(self) -> dt.date:
        """The last day of the review."""
        return self.engagement.as_of

    def before(self, day: dt.date, months: int) -> dt.date:
        """The snapshot `months` months, or fiscal periods, before the one on `day`."""
        return self.engagement.grid.before(day, months)

    @cached_property
    def bridge(self) -> pd.DataFrame:
        """Every bridge at every grain, segment and kind of period (the outside contract)."""
        return pd.concat([each.bridge() for each in self.ledgers.values()], ignore_index=True)

    @cached_property
    def residuals(self) -> pd.DataFrame:
        """What is left over when each of these bridges is closed (`Ledger.residuals`)."""
        return pd.concat([each.residuals() for each in self.ledgers.values()], ignore_index=True)

    @cached_property
    def committed(self) -> Committed:
        """ARR counted from the lines that run on the last day, and what is signed beyond it."""
        return self.main.committed()

    @cached_property
    def live(self) -> pd.DataFrame:
        """The accounts live on the last day (`Ledger.accounts`)."""
        return self.main.accounts(self.as_of)

    @cached_property
    def people(self) -> pd.DataFrame:
        """The customers live on the last day, at customer grain (`Ledger.accounts`)."""
        return self.ledgers["customer"].accounts(self.as_of)

    @cached_property
    def turns(self) -> pd.DataFrame:
        """Every coming and going of a customer in the history (`Ledger.movements`)."""
        ledger = self.ledgers["customer"]
        return ledger.movements(ledger.calendar.date(0), self.as_of, FLOWS)

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What the bridge leaves out or holds over (`Ledger.memo`), at the main grain."""
        return self.main.memo()

    @cached_property
    def due(self) -> Renewals | None:
        """What was available to renew in the twelve months; None without a year of history."""
        return self.main.renewals(self.year.pair) if self.year else None

    @cached_property
    def quarters(self) -> tuple[Period, ...]:
        """The complete fiscal quarters that are shown: up to eight, the last by `as_of`."""
        return self.main.calendar.quarters[-QUARTERS_SHOWN:]

    @cached_property
    def quarter_ends(self) -> tuple[dt.date, ...]:
        """The ends of these quarters and the day before the first: up to nine, the oldest first."""
        if not self.quarters:
            return ()
        first = self.quarters[0].start - dt.timedelta(days=1)
        return (first, *(period.end for period in self.quarters))

    def year_to(self, day: dt.date) -> Comparison | None:
        """The twelve months up to one of the quarter ends; None without a year of history."""
        return self.compare(self.before(day, 12), day)

    @cached_property
    def year(self) -> Comparison | None:
        """The twelve months up to `as_of`, at the main grain; None without a year of history."""
        return self.compare(self.before(self.as_of, 12), self.as_of)

    def compare(
        self, opening: dt.date, closing: dt.date, grain: str | None = None
    ) -> Comparison | None:
        """Two snapshots compared; None where the history does not reach back to `opening`."""
        return self._compared.get((grain or self.main.grain, opening, closing))

    def stock(self, on: dt.date) -> tuple[float, int]:
        """ARR and live accounts at the snapshot `on`, at the main grain."""
        return self._closings[(self.main.grain, on)]

    @cached_property
    def _closings(self) -> dict[tuple[str, dt.date], tuple[float, int]]:
        """Closing ARR and live accounts of every grain and snapshot."""
        frame = self.bridge
        rows = frame[
            (frame["period_kind"] == "month")
            & (frame["leaf"] == "closing")
            & frame["segment"].isna()
        ]
        return {
            (row["grain"], row["period_end"].date()): (row["amount"], row["accounts"])
            for row in rows.to_dict("records")
        }

    @cached_property
    def _compared(self) -> dict[tuple[str, dt.date, dt.date], Comparison]:
        """Every pair that step 1 asks for, one query per grain: planning is what costs."""
        day = self.main.calendar.date
        ends = [*(self.before(self.as_of, m) for m in YEARS_COMPARED), *self.quarter_ends]
        years = [(self.before(on, 12), on) for on in ends]
        quarters = [(day(period.opening), period.end) for period in self.quarters]
        found, without_top = {}, self.engagement.policies.without_top
        for grain, book in self.ledgers.items():
            wanted = [*years, *quarters] if book is self.main else years[:1]
            spans = [span for span in dict.fromkeys(wanted) if span[0] > day(0)]
            for span, pair in zip(spans, book.pairs(spans), strict=True):
                before, after = (self._closings[(grain, day)][0] for day in span)
                found[(grain, *span)] = Comparison(pair, after, before, without_top)
        return found


def open_books(engagement: Engagement, intake: Intake) -> Books:
    """Build the ledger at every grain from the client's contracts, invoices or snapshots."""
    book, source = open_ledger(engagement, intake)
    return Books(engagement, {grain: book.at(grain) for grain in GRAINS}, source)


def open_ledger(engagement: Engagement, intake: Intake) -> tuple[Ledger, Sourced]:
    """The ledger at the engagement's own grain, and the revenue table it was made of."""
    source = contract_lines(intake.tables, engagement)
    return _ledger(engagement, intake, source), source


def recounted(books: Books, engagement: Engagement, intake: Intake) -> Ledger:
    """The same tables by other policies; what those do not decide on is not computed again."""
    source = contract_lines(intake.tables, engagement)
    if source.lines is books.source.lines or source.lines.equals(books.source.lines):
        found = ledger.recounted(books.main, engagement.policies)
        if found is not None:
            return found
    return _ledger(engagement, intake, source)


def _ledger(engagement: Engagement, intake: Intake, source: Sourced) -> Ledger:
    customers, fx = intake.tables.get("customers"), intake.tables.get("fx")
    return ledger.build(source.lines, customers, fx, engagement=engagement, made_of=source.table)
