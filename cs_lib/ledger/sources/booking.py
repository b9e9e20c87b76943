"""Invoices booked whole in the month of their issue, as billing exports add them up (P06)."""

import pandas as pd

from cs_lib.ledger.sources.netting import AMOUNTS, shares
from cs_lib.ledger.sources.sourced import KEY

_PERIOD = [*KEY, "start", "end"]


def booked(periods: pd.DataFrame, taken: pd.DataFrame, charges: pd.DataFrame) -> pd.DataFrame:
    """The periods as if each invoice billed its month of issue alone, and nothing after it.

    Credits come off the invoice whose service they take back, `taken` ones by the days that they
    cover; a period billed by several invoices is as many months. Columns as `netting.lowered`.
    """
    off = shares(periods, taken).groupby("period")["off"].sum().reindex(periods.index)
    whole = periods.assign(lowered=off.fillna(0.0) + periods["ended"], part=False)
    billed = charges.assign(month=charges["issued"].dt.to_period("M").dt.to_timestamp())
    billed = billed.groupby([*_PERIOD, "month"], as_index=False).agg(
        booked=("amount", "sum"), first=("issued", "min"), number=("invoice_id", "first")
    )
    rows = whole.merge(billed, on=_PERIOD)
    share = rows["booked"] / rows["gross"]
    month = rows["month"].astype(rows["start"].dtype)
    return rows.assign(
        **{name: rows[name] * share for name in (*AMOUNTS, "lowered")} | {"months": 1.0},
        start=month,
        end=(month + pd.offsets.MonthBegin(1)).astype(month.dtype),
        issued=rows["first"],
        invoice_id=rows["number"],
        cut=pd.Series(pd.NaT, rows.index, dtype=month.dtype),
    ).drop(columns=["month", "booked", "first", "number"])
