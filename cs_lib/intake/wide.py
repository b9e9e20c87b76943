"""The wide sheet of MRR, one column a month -> one row per customer and month."""

import re
from dataclasses import replace

from cs_lib.engagement import TableSource
from cs_lib.intake.records import RawTable
from cs_lib.intake.texts import as_text, same_name
from cs_lib.tables import TableSpec

_MONTH = re.compile(r"\d{4}[-/]\d{2}(?:[-/]\d{2})?(?:[ T]00:00(?::00)?)?")
_WHOLE = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS = {name[:3]: number for number, name in enumerate(_WHOLE, start=1)}
_SPELT = re.compile(r"(?:(?P<y>\d{4})[ -](?P<m>[a-z]+)\.?|(?P<m2>[a-z]+)\.?[ -](?P<y2>\d{4}))")


def month_of(name: str) -> str | None:
    """The month that a column's name says, as 2026-03 or a day of it; None where it says none.

    Understood are ISO dates and "Mar 2026", "March 2026", "2026 Mar" and the same with a dash.
    "Mar 26" is not: it may be a day.
    """
    if _MONTH.fullmatch(name):
        return name[:10]
    found = _SPELT.fullmatch(" ".join(name.split()).casefold())
    if found is None:
        return None
    word = found["m"] or found["m2"]
    if word not in (*_MONTHS, *_WHOLE, "sept"):
        return None
    return f"{found['y'] or found['y2']}-{_MONTHS[word[:3]]:02d}"


def is_wide(spec: TableSpec, source: TableSource) -> bool:
    """May the table come with one column a month?"""
    return spec.name == "mrr_snapshots" and "month" not in {*source.columns, *source.constants}


def long_snapshots(spec: TableSpec, source: TableSource, raw: RawTable) -> RawTable:
    """`raw` itself, unless it is a sheet of snapshots with at least two months as columns.

    Empty cells of the wide sheet mean "no revenue" and give no row; they are counted.
    """
    said = {name: month for name in raw.frame.columns if (month := month_of(str(name)))}
    has_month = "month" in {same_name(str(name)) for name in raw.frame.columns}
    if not is_wide(spec, source) or has_month or len(said) < 2:
        return raw
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
