"""Every look at every table, in the order in which one needs what another has found."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cs_lib.intake.setup.profiles import Guess, Unused
from cs_lib.intake.setup.propose import (
    billing_period,
    columns,
    day_order,
    decimals,
    end_dates,
    excluded_rows,
    gross_net,
    last_day,
    several_files,
    wide_cells,
)
from cs_lib.intake.setup.propose import currency as currencies
from cs_lib.intake.setup.propose.model import Ask, Proposal
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
    order = day_order.common_order(tables)
    tables = [each.having(day_order.formats(each, order)) for each in tables]
    tables = [each.having(end_dates.ends(each)) for each in tables]
    tables = [gross_net.gross_or_net(each, tables) for each in tables]
    tables = [each.having(billing_period.periods(each, tables)) for each in tables]
    tables = [each.having(wide_cells.of_a_month(each)) for each in tables]
    tables = [each.having(columns.joins(each, tables)) for each in tables]
    tables = [each.having(columns.constants(each)) for each in tables]
    day, about_day = last_day.as_of(tables, today)
    currency, about_currency = currencies.of_report(tables)
    asks = [Ask("client", "the client's name as the report shows it?"), about_day, about_currency]
    asks += currencies.rates(tables, currency)
    if not {each.guess.table for each in tables} & set(REVENUE_TABLES):
        text = f"where is the revenue? give a file for one of {', '.join(REVENUE_TABLES)}"
        asks.append(Ask("tables", text, blocking=True))
    return Draft(client, day, currency, tuple(tables), tuple(asks), tuple(unused))


def _first_look(guess: Guess) -> Proposal:
    """What one table tells by itself, without its dates."""
    asks = tuple(Ask("(export)", text) for text in (*guess.asks, *several_files.asked(guess.sheet)))
    asks += tuple(Ask("(export)", text, blocking=True) for text in guess.blocking)
    proposal = columns.counts(Proposal(guess, dict(guess.keys), asks))
    looks = (
        columns.words, columns.doubts, columns.only_start, currencies.of_table,
        decimals.percents, gross_net.coupons, gross_net.unit_prices,
    )  # fmt: skip
    for look in looks:
        proposal = proposal.having(look(proposal))
    semicolons = _semicolons(guess)
    proposal = proposal.having(decimals.decimals(proposal, semicolons))
    return proposal.having(excluded_rows.incomplete(proposal))


def _semicolons(guess: Guess) -> bool:
    """Is the text file cut by semicolons?"""
    if guess.sheet.file.suffix.lower() not in (".csv", ".txt"):
        return False
    with guess.sheet.file.open("rb") as opened:
        line = opened.readline()
    return line.count(b";") > line.count(b",")
