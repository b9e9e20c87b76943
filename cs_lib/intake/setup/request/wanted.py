"""Which tables and columns would unlock more of the report, and what do they cost to get?"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from cs_lib.tables import REVENUE_TABLES, TABLES, TableSpec

Effort = Literal["export", "sheet", "workshop"]
EFFORTS: dict[Effort, tuple[float, str]] = {
    "export": (1.0, "an export of a system you have"),
    "sheet": (2.0, "one person fills it in"),
    "workshop": (4.0, "people agree on it together"),
}
"""What it takes to give a table: weight in the order, and words for the client."""

PREFILLED_ROWS = 20_000
"""A longer table is asked for as a new export: nobody fills in so many rows by hand."""

_SHEETS = (
    "allocation_keys", "roster", "outcomes", "indicators", "milestones", "value_levels", "plans",
    "advocacy", "potential", "fx",
)  # fmt: skip
_WORKSHOPS = (
    "processes", "handoffs", "raci", "incentives", "moments", "challenges", "narrative", "lessons",
    "assessments", "options", "decision", "tests",
)  # fmt: skip
_NEVER_ASKED = ("overrides",)
"""Written by the consultant, not by the client."""

_COLUMNS: dict[str, dict[str, str]] = {
    "contracts": {
        "line_id": "renewals and amendments of one line are recognised",
        "product_id": "cross-sell, dropped products and product-line retention",
        "qty": "seats are told apart from price in every movement",
        "list_price": "list-price rises are told apart from discounts",
        "discount": "discounts are told apart from list prices",
        "auto_renew": "the renewal list",
        "signed_on": "signed revenue that has not started (CARR)",
        "notice_date": "notified churn before it takes effect (CARR)",
        "churn_reason": "why revenue was lost",
        "controllable": "which losses could have been prevented",
    },
    "invoices": {
        "product_id": "cross-sell, dropped products and product-line retention",
        "service_start": "revenue in the months that are served",
        "service_end": "revenue in the months that are served",
        "qty": "seats are told apart from price in every movement",
        "unit_price": "list-price rises are told apart from discounts",
        "line_type": "one-off and services are kept out of recurring revenue",
        "status": "unpaid and refunded invoices",
    },
    "mrr_snapshots": {"product_id": "cross-sell, dropped products and product-line retention"},
    "customers": {
        "name": "names instead of numbers in every list",
        "size": "segments",
        "industry": "segments",
        "region": "segments",
        "owner": "who looks after whom",
        "parent_id": "groups that buy through several customers",
        "acquired_via": "what acquisition costs by source",
        "acquired_on": "usage and tickets before sign-up are recognised",
    },
    "churn_events": {
        "reason": "why revenue was lost",
        "controllable": "which losses could have been prevented",
    },
    "costs": {
        "cost_centre": "costs by what they buy",
        "ledger_account": "the reconciliation with the ledger",
    },
    "usage": {"entitlement": "usage as a share of what was bought"},
    "activities": {
        "driver": "time by driver",
        "minutes": "face time by tier",
        "play": "the effect of plays",
    },
    "tickets": {
        "closed": "time to solve",
        "severity": "escalations",
    },
    "roster": {
        "fte": "accounts for each CSM",
        "cost": "what capacity costs",
        "segment": "capacity by segment",
    },
}
"""Optional columns that are worth asking for in a table that was given, and what for."""


@dataclass(frozen=True)
class Wanted:
    """One table to ask for.

    `missing`: column -> what it is for; of a table that was not given at all, every column.
    `rows`: the client's own rows, to be completed; None where there are none. `whole` says that
    none of them was kept out: only then can they be handed back to the client.
    """

    spec: TableSpec
    why: str
    effort: Effort
    missing: Mapping[str, str] = field(default_factory=dict)
    rows: pd.DataFrame | None = None
    whole: bool = True

    @property
    def prefilled(self) -> pd.DataFrame | None:
        """The client's rows, where they go into the sheet to be completed there."""
        if self.rows is None or not self.whole or len(self.rows) > PREFILLED_ROWS:
            return None
        return self.rows

    @property
    def pages(self) -> tuple[int, ...]:
        """The steps that it unlocks or completes."""
        named = tuple(int(number) for number in re.findall(r"step (\d+)", self.spec.unlocks))
        return named or ((1,) if self.spec.name in _COLUMNS else ())

    @property
    def value_per_effort(self) -> float:
        """How much of the report an hour of the client's buys; higher is asked first."""
        worth = 10.0 if self.spec.name in REVENUE_TABLES and self.rows is None else 1.0
        share = 1.0 if self.rows is None else 0.5
        return worth * share * max(1, len(self.pages)) / EFFORTS[self.effort][0]


def effort_of(table: str) -> Effort:
    """What does it take to give this table?"""
    if table in _WORKSHOPS:
        return "workshop"
    return "sheet" if table in _SHEETS else "export"


def wanted(
    tables: Mapping[str, pd.DataFrame], named: Collection[str], cut: Collection[str] = ()
) -> tuple[Wanted, ...]:
    """What should the client be asked for, most of the report for the least effort first?

    `tables` are those behind the door; `named` are those that the engagement names, whether or
    not they could be read: they are not asked for as if they were missing. Rows of those in `cut`
    were kept out at the door.
    """
    found = [*_tables_missing(named), *_columns_missing(tables, cut)]
    return tuple(sorted(found, key=lambda each: (-each.value_per_effort, _place(each.spec.name))))


def _place(table: str) -> int:
    return list(TABLES).index(table)


def _tables_missing(named: Collection[str]) -> Iterator[Wanted]:
    has_revenue = any(name in named for name in REVENUE_TABLES)
    for name, spec in TABLES.items():
        if name in named or name in _NEVER_ASKED or (name == "fx" and has_revenue):
            continue
        if name in REVENUE_TABLES and (has_revenue or name != "contracts"):
            continue
        missing = {column.name: column.meaning for column in spec.columns}
        yield Wanted(spec, spec.unlocks, effort_of(name), missing)


def _columns_missing(tables: Mapping[str, pd.DataFrame], cut: Collection[str]) -> Iterator[Wanted]:
    for name, rows in tables.items():
        missing = {
            column: what
            for column, what in _COLUMNS.get(name, {}).items()
            if rows[column].isna().all() and not _known_otherwise(name, column, rows)
        }
        if missing:
            why = "; ".join(dict.fromkeys(missing.values()))
            yield Wanted(TABLES[name], why, effort_of(name), missing, rows, name not in cut)


def _known_otherwise(table: str, column: str, rows: pd.DataFrame) -> bool:
    """Without any discount, a list price is the price: asking for it would puzzle the client."""
    given = {name for name in rows if rows[name].notna().any()}
    return table == "contracts" and column == "discount" and "list_price" not in given
