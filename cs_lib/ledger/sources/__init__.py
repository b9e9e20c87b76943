"""Where the ledger's lines come from: contracts, else invoices, else month-end snapshots of MRR."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, DataProblem
from cs_lib.intake.scope import last_rates
from cs_lib.ledger.sources.invoices import from_invoices
from cs_lib.ledger.sources.reconciliation import reconcile
from cs_lib.ledger.sources.snapshots import from_snapshots
from cs_lib.ledger.sources.sourced import Sourced
from cs_lib.notes import converted
from cs_lib.tables import REVENUE_TABLES


def contract_lines(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Sourced:
    """Which contract lines do the client's revenue tables hold?

    `tables` are typed as behind the door. Contracts are taken as they are; without them the
    lines are made of invoices, without those of snapshots. What was dropped or estimated on the
    way is in `notes`. Raises DataError when there is no revenue table, or when the snapshots
    end before the review does.
    """
    if "contracts" in tables:
        return Sourced("contracts", tables["contracts"])
    if "invoices" in tables:
        made = from_invoices(tables["invoices"], engagement)
    elif "mrr_snapshots" in tables:
        made = from_snapshots(tables["mrr_snapshots"], engagement)
    else:
        raise DataError([_no_revenue()])
    rates = last_rates(tables, engagement)
    return replace(made, notes=tuple(converted(note, rates) for note in made.notes))


def _no_revenue() -> DataProblem:
    return DataProblem(
        file="(engagement)",
        table="contracts",
        wrong="no table carries revenue",
        allowed=f"one of {', '.join(REVENUE_TABLES)}",
        fix="add one of them to the engagement file",
    )


__all__ = ["Sourced", "contract_lines", "from_invoices", "from_snapshots", "reconcile"]
