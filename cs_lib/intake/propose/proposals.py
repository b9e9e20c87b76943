"""Every look at every table, in the order in which one needs what another has found."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cs_lib.intake.profiles import Guess, Unused
from cs_lib.intake.propose import (
    cells,
    clock,
    columns,
    currencies,
    dates,
    ends,
    numbers,
    periods,
    rows,
    sources,
)
from cs_lib.intake.propose.records import Ask, Proposal
from cs_lib.tables import REVENUE_TABLES


@dataclass(frozen=True)
class Draft:
    """The engagement file before it is written: the tables, and what holds for all of them."""

    client: str
    as_of: dt.date
    currency: str
    tables: tuple[Proposal, ...]
    asks: tuple[Ask, ...]
    unused: tuple[Unused, ...]

    @property
    def blocking(self) -> int:
        """How many questions have no answer that could be proposed."""
        every = [*self.asks, *(ask for table in self.tables for ask in table.asks)]
        return sum(ask.blocking for ask in every)

    @property
    def questions(self) -> int:
        """How many questions there are in all."""
        return len(self.asks) + sum(len(table.asks) for table in self.tables)


def draft(client: str, guesses: Sequence[Guess], unused: Sequence[Unused], today: dt.date) -> Draft:
    """The proposals for the sheets that were recognised."""
    tables = [_first_look(guess) for guess in guesses]
    order = dates.common_order(tables)
    tables = [each.having(dates.formats(each, order)) for each in tables]
    tables = [each.having(ends.ends(each)) for each in tables]
    tables = [each.having(periods.periods(each, tables)) for each in tables]
    tables = [each.having(cells.of_a_month(each)) for each in tables]
    tables = [each.having(columns.joins(each, tables)) for each in tables]
    tables = [each.having(columns.constants(each)) for each in tables]
    day, about_day = clock.as_of(tables, today)
    currency, about_currency = currencies.of_report(tables)
    asks = [Ask("client", "the client's name as the report shows it?"), about_day, about_currency]
    asks += currencies.rates(tables, currency)
    if not {each.guess.table for each in tables} & set(REVENUE_TABLES):
        text = f"where is the revenue? give a file for one of {', '.join(REVENUE_TABLES)}"
        asks.append(Ask("tables", text, blocking=True))
    return Draft(client, day, currency, tuple(tables), tuple(asks), tuple(unused))


def _first_look(guess: Guess) -> Proposal:
    """What one table tells by itself, without its dates."""
    asks = tuple(Ask("(export)", text) for text in (*guess.asks, *sources.asked(guess.sheet)))
    proposal = Proposal(guess, dict(guess.keys), asks)
    for look in (columns.words, columns.doubts, currencies.of_table, numbers.percents):
        proposal = proposal.having(look(proposal))
    semicolons = _semicolons(guess)
    proposal = proposal.having(numbers.decimals(proposal, semicolons))
    return proposal.having(rows.incomplete(proposal))


def _semicolons(guess: Guess) -> bool:
    """Is the text file cut by semicolons?"""
    if guess.sheet.file.suffix.lower() not in (".csv", ".txt"):
        return False
    with guess.sheet.file.open("rb") as opened:
        line = opened.readline()
    return line.count(b";") > line.count(b",")
