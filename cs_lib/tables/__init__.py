"""The data contract: every input table, its columns, types, units and ranges."""

from cs_lib.tables import boards, company, decisions, revenue, success
from cs_lib.tables.spec import Column, TableSpec

REVENUE_TABLES = ("contracts", "invoices", "mrr_snapshots")

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for module in (revenue, company, success, boards, decisions)
    for spec in vars(module).values()
    if isinstance(spec, TableSpec)
}


__all__ = ["REVENUE_TABLES", "TABLES", "Column", "TableSpec"]
