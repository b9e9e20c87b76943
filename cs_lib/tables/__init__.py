"""The data contract: every input table, its columns, types, units and ranges."""

from typing import TYPE_CHECKING

from cs_lib.errors import UsageError, nearest
from cs_lib.tables import boards, company, decisions, revenue, success
from cs_lib.tables.spec import Column, TableSpec

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

REVENUE_TABLES = ("contracts", "invoices", "mrr_snapshots")

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for module in (revenue, company, success, boards, decisions)
    for spec in vars(module).values()
    if isinstance(spec, TableSpec)
}


def schema(name: str) -> "DataFrameSchema":
    """What must a table behind the door look like? A pandera schema, made from the contract.

    UsageError, with the nearest name, when the contract has no table `name`.
    """
    if name not in TABLES:
        raise UsageError(f"there is no table '{name}'; {nearest(name, TABLES)}")
    from cs_lib.tables.frames import frame_schema

    return frame_schema(TABLES[name])


__all__ = ["REVENUE_TABLES", "TABLES", "Column", "TableSpec", "schema"]
