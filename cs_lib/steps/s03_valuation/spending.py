"""What did the company spend? The general ledger's lines, by month and cost centre."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from cs_lib.definitions import cost_rates
from cs_lib.engagement import Engagement
from cs_lib.engagement.fiscal import MonthGrid
from cs_lib.intake import Intake
from cs_lib.steps.s03_valuation.shares import micros

MONTHS = 12
"""Costs and what they won are held against each other over twelve months."""
NO_CENTRE = ""
"""Stands for the cost centre of lines that name none."""


@dataclass(frozen=True)
class Spending:
    """The ledger's cost: `lines` are month (12 x year + month - 1), centre, account, micros.

    `last` is the month in which the review's last period lies.
    """

    lines: pd.DataFrame
    last: int

    def window(self, lag: int = 0, months: int = MONTHS) -> range:
        """The numbers of the `months` months that end `lag` months before the review's last."""
        return range(self.last - lag - months + 1, self.last - lag + 1)

    def within(self, window: Collection[int]) -> pd.DataFrame:
        """The lines of these months."""
        return self.lines[self.lines["month"].isin(list(window))]

    def total(self, window: Collection[int]) -> int:
        """What the ledger holds for these months, in millionths."""
        return int(self.within(window)["micros"].sum())

    def missing(self, window: Collection[int]) -> tuple[str, ...]:
        """The months of `window` in which the ledger has no cost at all ("2026-03")."""
        known = set(self.lines["month"])
        return tuple(MonthGrid().label(month) for month in window if month not in known)


def spending(engagement: Engagement, intake: Intake) -> Spending | None:
    """The ledger's cost lines in the report's currency; None where no costs are given.

    The door has refused lines of other currencies whose month has no rate.
    """
    if "costs" not in intake.tables:
        return None
    costs = intake.tables["costs"]
    worth = cost_rates.rates(costs, intake.tables.get("fx"), engagement.currency)
    lines = pd.DataFrame(
        {
            "month": costs["period"].dt.year * 12 + costs["period"].dt.month - 1,
            "centre": costs["cost_centre"].fillna(NO_CENTRE).astype("str"),
            "account": costs["ledger_account"].fillna("").astype("str"),
            "micros": micros(costs["amount"] * worth),
        }
    )
    return Spending(lines, engagement.grid.number(engagement.as_of))
