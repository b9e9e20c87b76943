"""The wide sheet of MRR, one column a month -> one row per customer and month."""

import re

from cs_lib.engagement import TableSource
from cs_lib.intake.records import RawTable
from cs_lib.intake.texts import as_text, same_name
from cs_lib.tables import TableSpec

_MONTH = re.compile(r"\d{4}[-/]\d{2}(?:[-/]\d{2})?(?:[ T]00:00(?::00)?)?")


def long_snapshots(spec: TableSpec, source: TableSource, raw: RawTable) -> RawTable:
    """`raw` itself, unless it is a sheet of snapshots with at least two months as columns.

    Empty cells of the wide sheet mean "no revenue" and give no row; they are counted.
    """
    months = [name for name in raw.frame.columns if _MONTH.fullmatch(str(name))]
    names = {same_name(str(name)) for name in raw.frame.columns}
    has_month = "month" in names | set(source.columns) | set(source.constants)
    if spec.name != "mrr_snapshots" or has_month or len(months) < 2:
        return raw
    others = [name for name in raw.frame.columns if name not in months]
    numbered = raw.frame.assign(_row=raw.numbers)
    long = numbered.melt(
        id_vars=[*others, "_row"], value_vars=months, var_name="month", value_name="mrr"
    )
    filled = as_text(long["mrr"]).notna()
    long = long[filled].sort_values(["_row", "month"], kind="stable").reset_index(drop=True)
    notes = raw.notes
    if empty := int((~filled).sum()):
        detail = "empty cells of the wide sheet: no revenue in that month"
        notes = (*notes, ("wide_empty_cells", empty, detail))
    frame = long.drop(columns="_row").assign(month=long["month"].str.slice(0, 10))
    return RawTable(raw.file, frame, long["_row"], notes, raw.repeated)
