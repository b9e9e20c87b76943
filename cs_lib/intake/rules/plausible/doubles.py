"""Contract lines that are equal but for their number: very likely one line, entered twice."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.scope import RATE, annual_value, in_scope
from cs_lib.notes import ROW, Note, told

_NOT_COMPARED = {"line_id", "source", "recorded_on", "superseded_on", ROW, RATE}


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Which recurring lines repeat an earlier one in everything that is agreed?"""
    if "contracts" not in tables:
        return
    lines = tables["contracts"]
    valued = lines.assign(_value=annual_value("contracts", lines))
    valued = valued[in_scope(lines) & lines["line_id"].notna() & (valued["_value"] > 0)]
    # Versions of one line are no copies of it: only what still holds is compared, once.
    holds = valued[valued["superseded_on"].isna()].drop_duplicates(["line_id", "start"])
    compared = [name for name in holds.columns if name not in _NOT_COMPARED]
    again = holds[holds.duplicated(compared)]
    if len(again):
        detail = "everything but line_id is as in an earlier line; both count"
        yield told("contracts", "double_line", again, detail, float(again["_value"].sum()))
