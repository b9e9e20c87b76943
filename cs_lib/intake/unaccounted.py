"""How much of ARR is in rows that no figure counts, and is it little enough to go on?

The ledger computes the report's figures. This is the door's own estimate, all lines whenever they
ran, at the last exchange rate by the last day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.formats import count, money, percent
from cs_lib.intake.scope import annual_value, in_scope, known, last_rates
from cs_lib.tables import REVENUE_TABLES


@dataclass(frozen=True)
class Unaccounted:
    """What is missing of `table`, the table that the figures are made of.

    `value` and `total` are money a year in the report's currency, `total` with what is missing.
    `unpriced` of the `rows` have no readable price: each counts as the mean of those that have.
    """

    table: str
    rows: int
    unpriced: int
    value: float
    total: float

    @property
    def share(self) -> float:
        """The part of ARR that is unaccounted for."""
        return self.value / self.total if self.total else float(self.rows > 0)

    def exceeds(self, limit: float) -> bool:
        """Is it too much? At the limit itself it is not."""
        return self.share > limit + 1e-12

    def said(self, currency: str) -> str:
        """It, in words."""
        if not self.rows:
            return "every row of revenue is accounted for"
        kind = "amounts billed" if self.table == "invoices" else "ARR"
        without = f" ({self.unpriced} without a price, at the mean of the others)"
        return (
            f"{percent(self.share)} of {kind} is unaccounted for: {count(self.rows, 'row')} of "
            f"{self.table} kept out or without a price{without if self.unpriced else ''}, "
            f"{money(self.value, currency)} of {money(self.total, currency)}"
        )


def main_table(tables: Mapping[str, object]) -> str:
    """The table that the figures are made of: the first that is given."""
    return next(name for name in REVENUE_TABLES if name in tables)


def unaccounted(
    tables: Mapping[str, pd.DataFrame], refused: Mapping[str, pd.DataFrame], engagement: Engagement
) -> Unaccounted:
    """What part of ARR is in rows that were refused, or that carry no price?

    `refused` are the rows kept out, by table, under the contract's names and as far as they could
    be read; what a row is worth that is out of scope (a trial, a void invoice) is not missed.
    """
    table = main_table(tables)
    rates = last_rates(tables, engagement)
    rows, bad = tables[table], refused.get(table, tables[table][:0])
    if table == "contracts":  # a row that another has replaced is not missed
        rows, bad = rows[known(rows, engagement)], bad[known(bad, engagement)]
    kept = _valued(table, rows, rates, engagement.currency)
    gone = _valued(table, bad, rates, engagement.currency)
    priced = pd.concat([kept, gone]).dropna()
    mean = float(priced.mean()) if len(priced) else 0.0
    unpriced = int(kept.isna().sum() + gone.isna().sum())
    missing = float(gone.sum()) + unpriced * mean
    total = float(priced.sum()) + unpriced * mean
    return Unaccounted(table, int(kept.isna().sum()) + len(gone), unpriced, missing, total)


def _valued(table: str, rows: pd.DataFrame, rates: Mapping[str, float], report: str) -> pd.Series:
    """What each row in scope is worth a year in the report's currency; missing without a price."""
    counted = rows[in_scope(rows)]
    if "status" in counted:
        counted = counted[counted["status"].fillna("") != "void"]
    if "currency" not in counted:
        return annual_value(table, counted).abs()
    rate = counted["currency"].fillna(report).map(rates).fillna(1.0).astype("float64")
    value: pd.Series = annual_value(table, counted).abs() * rate
    return value
