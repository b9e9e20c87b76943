"""P10: which part of a price rise was sold when the contract was, and not since?"""

import narwhals as nw
import pandas as pd

from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.lines import grace
from cs_lib.ledger.lines.annual_value import recurring
from cs_lib.ledger.time.calendar import Calendar

_RISE = "list_price_increase"


def held(lines: Lazy, gaps: Lazy) -> Lazy | None:
    """Which recurring lines have a contracted rise, late renewals held? None where none has.

    `lines` are `annual_value.coded_lines`. customer, item (codes), value (millionths a year),
    start_month, end_month, escalator.
    """
    if "escalator" not in lines.collect_schema().names():
        return None
    rising = recurring(lines).filter(nw.col("escalator") > 0)
    columns = ("customer", "item", "value", "start_month", "end_month", "escalator")
    return grace.hold(rising, gaps).select(*columns)


def caps(placed: Lazy) -> Lazy:
    """How far may each item's price have risen by contract? `placed` are `live` with accounts.

    A line that was worth v at the opening may add v x ((1 + escalator)^years - 1), years being
    those between the two snapshots; an item may add what its lines may. Lines without an
    escalator may add nothing. Columns: pair, account, item, cap (local millionths).
    """
    years = (nw.col("closing") - nw.col("opening")).cast(nw.Float64) / 12.0
    grown = nw.col("value").cast(nw.Float64) * ((1.0 + nw.col("escalator")) ** years - 1.0)
    exact = placed.with_columns(cap=grown.round(0).cast(nw.Int64))
    return exact.group_by("pair", "account", "item").agg(nw.col("cap").sum().cast(nw.Int64))


def live(escalated: Lazy, spans: Lazy, calendar: Calendar) -> Lazy:
    """`held`, per pair of `spans` (pair, opening, closing), as far as live at its opening."""
    month = nw.col("opening") + calendar.first_month
    return escalated.join(spans, how="cross").filter(
        (nw.col("start_month") <= month) & (nw.col("end_month") > month)
    )


def pre_sold(leaves: pd.DataFrame, caps: pd.DataFrame, keys: list[str]) -> "pd.Series[float]":
    """How much of each row of `leaves` is a rise that the contract had agreed?

    The list-price increase of an item, up to its cap; 0 for any other leaf. `caps` are `keys` and
    `cap`, in the money of `leaves`. An item that goes on in another currency has none: its opening
    line ended. Source: P10, this kit.
    """
    cap = leaves[keys].merge(caps, on=keys, how="left")["cap"].fillna(0.0).to_numpy()
    rise = leaves["amount"].where(leaves["leaf"] == _RISE, 0.0)
    return rise.clip(lower=0.0, upper=pd.Series(cap, index=leaves.index))
