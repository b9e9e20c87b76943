"""Exchange rates: report currency for one unit of a currency at a month's end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cs_lib.errors import DataError, DataProblem
from cs_lib.ledger.calendar import Calendar
from cs_lib.ledger.lines import MICRO

_SHOWN = 12


@dataclass(frozen=True)
class Rates:
    """`table` maps (currency, month number) to its rate; the report's currency is always 1."""

    report: str
    table: dict[tuple[str, int], float]
    calendar: Calendar
    file: str = "(no fx table)"

    @classmethod
    def read(
        cls, fx: pd.DataFrame | None, report: str, calendar: Calendar, file: str | None
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
        return cls(report, table, calendar, file or "(no fx table)")

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
        month = self.calendar.rate_month(index)
        rate = self.table.get((currency, max(month, self._first.get(currency, month))))
        if rate is None:
            raise DataError([self._problem(currency, [index])])
        return rate

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
        keys = pd.DataFrame({"currency": currency, "at": index})
        known = keys.drop_duplicates()
        rates = [self.at(str(c), int(i)) for c, i in known.itertuples(index=False, name=None)]
        rate = keys.merge(known.assign(rate=rates), on=["currency", "at"], how="left")["rate"]
        converted = amount.to_numpy(dtype="float64") * rate.to_numpy(dtype="float64") / MICRO
        return pd.Series(converted, index=amount.index)

    def _problem(self, currency: str, indices: Sequence[int]) -> DataProblem:
        months = list(dict.fromkeys(f"{self.calendar.date(index):%Y-%m}" for index in indices))
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
