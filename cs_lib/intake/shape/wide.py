"""The wide sheet of MRR, one column a month -> one row per customer and month."""

from collections.abc import Mapping
from dataclasses import replace

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import as_text, same_name
from cs_lib.intake.records import RawTable
from cs_lib.intake.shape.months import months_of
from cs_lib.tables import TableSpec


def is_wide(spec: TableSpec, source: TableSource) -> bool:
    """May the table come with one column a month?"""
    return spec.name == "mrr_snapshots" and "month" not in {*source.columns, *source.constants}


def long_snapshots(spec: TableSpec, source: TableSource, raw: RawTable) -> RawTable:
    """`raw` itself, unless it is a sheet of snapshots with at least two months as columns.

    Empty cells of the wide sheet mean "no revenue" and give no row; they are counted.
    """
    said = months_of(raw.frame.columns)
    has_month = "month" in {same_name(str(name)) for name in raw.frame.columns}
    if not is_wide(spec, source) or has_month or len(said) < 2:
        return raw
    return molten(raw, said)


def molten(raw: RawTable, said: Mapping[str, str]) -> RawTable:
    """The wide sheet as rows with `month` and `mrr`; `said`: its columns of months."""
    others = [name for name in raw.frame.columns if name not in said]
    numbered = raw.frame.assign(_row=raw.numbers)
    long = numbered.melt(
        id_vars=[*others, "_row"], value_vars=list(said), var_name="month", value_name="mrr"
    )
    long = long.assign(month=long["month"].map(said))
    filled = as_text(long["mrr"]).notna()
    long = long[filled].sort_values(["_row", "month"], kind="stable").reset_index(drop=True)
    notes = raw.notes
    if empty := int((~filled).sum()):
        detail = "empty cells of the wide sheet: no revenue in that month"
        notes = (*notes, ("wide_empty_cells", empty, detail))
    return replace(raw, frame=long.drop(columns="_row"), numbers=long["_row"], notes=notes)
