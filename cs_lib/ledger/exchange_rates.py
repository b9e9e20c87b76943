"""Exchange rates: report currency for one unit of a currency at a month's end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

import numpy as np
import pandas as pd

from cs_lib.errors import DataError, DataProblem
from cs_lib.ledger.lines.annual_value import MICRO
from cs_lib.ledger.time.calendar import Calendar
from cs_lib.ledger.time.dates import month_start

At = Literal["opening", "closing"]
T = TypeVar("T")
_SHOWN = 12


@dataclass(frozen=True)
class Rates:
    """`table` maps (currency, month number) to its rate; the report's currency is always 1.

    `fixed` says at which of its two snapshots a period's movements are converted (P05), `unit` how
    many millionths the ledger's integers are (`annual_value.unit_of`).
    """

    report: str
    table: dict[tuple[str, int], float]
    calendar: Calendar
    file: str = "(no fx table)"
    fixed: At = "opening"
    unit: int = 1

    @classmethod
    def read(
        cls,
        fx: pd.DataFrame | None,
        report: str,
        calendar: Calendar,
        file: str | None,
        fixed: At = "opening",
        unit: int = 1,
    ) -> "Rates":
        """The rates of an fx table: currency, month (any day of it), rate."""
        table = {}
        if fx is not None and len(fx):
            months = pd.to_datetime(fx["month"])
            numbers = months.dt.year * 12 + months.dt.month - 1
            table = {
                (str(currency), int(month)): float(rate)
                for currency, month, rate in zip(fx["currency"], numbers, fx["rate"], strict=True)
                if pd.notna(rate)
            }
        return cls(report, table, calendar, file or "(no fx table)", fixed, unit)

    def between(self, opening: T, closing: T) -> T:
        """At which of its two snapshots is what happens between them converted (P05)?"""
        return opening if self.fixed == "opening" else closing

    def moved(
        self, amount: "pd.Series[Any]", currency: "pd.Series[Any]", index: "pd.Series[Any]"
    ) -> "pd.Series[float]":
        """`convert`, of what moved in the month that snapshot `index` closes."""
        return self.convert(amount, currency, self.between(index - 1, index))

    def known(self, at: "pd.Series[Any]") -> pd.DataFrame:
        """currency, index, rate, of every currency; `at` gives each index the snapshot to take.

        A rate that the table lacks is left out: `convert` refuses what would need it.
        """
        rows = []
        for currency in [self.report, *self._first]:
            for index, snapshot in at.items():
                month = self._month(currency, int(snapshot))
                rate = 1.0 if currency == self.report else self.table.get((currency, month))
                rows += [] if rate is None else [(currency, index, rate)]
        return pd.DataFrame(rows, columns=["currency", "index", "rate"])

    def exchanged(self, stock: pd.DataFrame) -> pd.DataFrame:
        """What does the change of rates alone do to a stock, month by month?

        `stock` is index, currency, amount (local millionths) and more; so is the answer, with the
        amount in report currency. Movements at the opening's rates leave it to the closing stock,
        those at the closing's rates to the opening stock: opening + movements + this = closing.
        """
        foreign = stock[(stock["currency"] != self.report) & (stock["amount"] != 0)]
        month = self.between(foreign["index"], foreign["index"] + 1)
        told = foreign.assign(index=month)[month.between(1, self.calendar.last)]
        now = self.convert(told["amount"], told["currency"], told["index"])
        return told.assign(
            amount=now - self.convert(told["amount"], told["currency"], told["index"] - 1)
        )

    @cached_property
    def _first(self) -> dict[str, int]:
        """The first month of each currency in the table."""
        first: dict[str, int] = {}
        for currency, month in self.table:
            first[currency] = min(month, first.get(currency, month))
        return first

    def at(self, currency: str, index: int) -> float:
        """The rate at one snapshot; DataError when the table does not have it.

        Before a currency's first row nothing may be held in it (`require` sees to that); its
        first rate stands in there, so that what begins in that month has no exchange effect.
        """
        if currency == self.report:
            return 1.0
        rate = self.table.get((currency, self._month(currency, index)))
        if rate is None:
            raise DataError([self._problem(currency, [index])])
        return rate

    def _month(self, currency: str, index: int) -> int:
        """The month whose rate a snapshot takes."""
        month = self.calendar.rate_month(index)
        return max(month, self._first.get(currency, month))

    def require(self, held: Iterable[tuple[str, int]]) -> None:
        """All (currency, snapshot) at which something is held have a rate, else one DataError."""
        missing: dict[str, list[int]] = {}
        for currency, index in sorted(set(held)):
            month = self.calendar.rate_month(index)
            if currency != self.report and (currency, month) not in self.table:
                missing.setdefault(currency, []).append(index)
        if missing:
            raise DataError([self._problem(c, indices) for c, indices in missing.items()])

    def convert(
        self, amount: "pd.Series[Any]", currency: "pd.Series[Any]", index: "pd.Series[Any] | int"
    ) -> "pd.Series[float]":
        """Local millionths -> report currency, each at the rate of its snapshot `index`."""
        codes, currencies = pd.factorize(currency, use_na_sentinel=False)
        snapshots = index.astype("int64").to_numpy() if isinstance(index, pd.Series) else index
        at = np.broadcast_to(snapshots, codes.shape)
        # each rate is looked up once, in the order in which it is first asked for
        pairs, first, place = np.unique(
            codes.astype("int64") + len(currencies) * at, return_index=True, return_inverse=True
        )
        rates = np.empty(len(pairs))
        for which in np.argsort(first, kind="stable"):
            row = first[which]
            rates[which] = self.at(str(currencies[codes[row]]), int(at[row]))
        converted = amount.to_numpy(dtype="float64") * rates[place] / (MICRO / self.unit)
        return pd.Series(converted, index=amount.index)

    def _problem(self, currency: str, indices: Sequence[int]) -> DataProblem:
        starts = [month_start(self.calendar.rate_month(index)) for index in indices]
        months = list(dict.fromkeys(f"{day:%Y-%m}" for day in starts))
        more = len(months) - _SHOWN
        listed = ", ".join(months[:_SHOWN]) + (f" and {more} more months" if more > 0 else "")
        return DataProblem(
            file=self.file,
            table="fx",
            column="rate",
            wrong=f"no rate for {currency} in {listed}, when contracts in {currency} are live",
            allowed=f"a rate for every month in which a currency other than {self.report} is live",
            fix=f"add a row for each: currency {currency}, month {months[0]}, rate = "
            f"{self.report} for one {currency}; tables: {{fx: FILE}} in the engagement file",
        )
