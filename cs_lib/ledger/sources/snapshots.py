"""Month-end snapshots of MRR -> contract lines: one line per run of months at one price."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, DataProblem
from cs_lib.ledger.lines.grace import MONTH_DAYS
from cs_lib.ledger.sources.sourced import KEY, Sourced, as_contracts, keyed, noted, nothing_recurs
from cs_lib.notes import Note

_TABLE = "mrr_snapshots"
_BY = list(KEY)


def from_snapshots(snapshots: pd.DataFrame, engagement: Engagement) -> Sourced:
    """Which lines would show this recurring revenue at these month ends?

    One line for each customer, product, currency and run of consecutive months with the same
    MRR, from the first day of its first month to the first day after its last: live at D when
    start <= D < end. A missing month is 0, so its customer is gone in it; how long a gap counts
    as a late renewal is the ledger's policy (P01). No quantities: changes stay unallocated (M13).
    Raises DataError when the table ends before `as_of`, and when all of it is 0.
    """
    rows = keyed(snapshots, engagement.currency)
    rows["at"] = rows["month"].dt.year * 12 + rows["month"].dt.month - 1
    last = engagement.as_of.year * 12 + engagement.as_of.month - 1
    later = rows[rows["at"] > last]
    known = rows[rows["at"] <= last]
    if known.empty or known["at"].max() < last:
        raise DataError([_too_short(known, engagement)])
    paid = known[known["mrr"].round(8) != 0].sort_values([*_BY, "at"], kind="stable")
    if paid.empty:
        raise nothing_recurs(_TABLE, engagement, "map the column that holds the MRR")
    notes = (*_outside(later, known, engagement), *_gaps(paid, known, engagement))
    return Sourced(_TABLE, _runs(paid), notes)


def _runs(paid: pd.DataFrame) -> pd.DataFrame:
    """Consecutive months of one customer, product and currency at one price, as lines."""
    before = paid.shift()
    same = (paid[_BY] == before[_BY]).all(axis="columns")
    goes_on = same & (paid["at"] == before["at"] + 1) & (paid["mrr"] == before["mrr"])
    runs = paid.groupby((~goes_on).cumsum().to_numpy(), sort=False)
    first = runs.first().reset_index(drop=True)
    return as_contracts(
        {
            "customer_id": first["customer_id"],
            "product_id": first["product_id"].where(first["product_id"] != ""),
            "currency": first["currency"],
            "start": _first_day(first["at"]),
            "end": _first_day(runs["at"].last().reset_index(drop=True) + 1),
            "mrr": first["mrr"],
            "line_type": "recurring",
            "source": _TABLE,
        }
    )


def _first_day(month: "pd.Series[int]") -> "pd.Series[pd.Timestamp]":
    months = (month.to_numpy(dtype="int64") - 1970 * 12).astype("datetime64[M]")
    return pd.Series(months.astype("datetime64[us]"), index=month.index)


def _outside(later: pd.DataFrame, known: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    detail = f"months after {engagement.as_of} are not read; amount: their MRR"
    yield from noted(_TABLE, "month_after_as_of", later, "dropped", detail, "mrr")
    negative = known[known["mrr"] < 0]
    left_out = engagement.policies.negative_lines == "leave_out"
    detail = (
        "negative MRR is left out (negative_lines: leave_out); amount: MRR"
        if left_out
        else "negative MRR lowers the customer's other MRR, and none where there is none; "
        "amount: MRR"
    )
    action = "dropped" if left_out else "kept"
    yield from noted(_TABLE, "negative_mrr", negative, action, detail, "mrr")
    months = np.setdiff1d(np.arange(known["at"].min(), known["at"].max() + 1), known["at"])
    if len(months):
        names = ", ".join(f"{m // 12}-{m % 12 + 1:02d}" for m in months[:5])
        detail = f"no customer has a row in {names}: all of them count as gone and returned"
        yield Note(_TABLE, "month_without_rows", len(months), "kept", detail)


def _gaps(paid: pd.DataFrame, known: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    """Customers absent for one month so short that P01 holds them in ARR."""
    grace = engagement.policies.reactivation_gap_days
    held = paid.groupby(["customer_id", "at"])["mrr"].sum().reset_index()
    back = held.groupby("customer_id")["at"].diff()
    days = (back.fillna(1) - 1) * MONTH_DAYS
    short = held.loc[(days > 0) & (days <= grace)]
    detail = (
        f"a customer's gap of at most {grace} days between its months ({MONTH_DAYS} for each that "
        "is missing) is a late renewal, which stays in ARR although the table shows nothing; "
        "reactivation_gap_days: 0 keeps to the table; amount: MRR on return"
    )
    yield from noted(_TABLE, "short_gap_held", short, "estimated", detail, "mrr")


def _too_short(known: pd.DataFrame, engagement: Engagement) -> DataProblem:
    given = engagement.tables.get(_TABLE)
    ends = f"end with {known['month'].max():%Y-%m}" if len(known) else "all lie later"
    return DataProblem(
        file=given.named if given else f"({_TABLE})",
        table=_TABLE,
        column="month",
        wrong=f"the snapshots {ends}, and the review is as of {engagement.as_of}",
        allowed=f"rows up to {engagement.as_of:%Y-%m}: a month without rows means no revenue",
        fix="export the sheet again, or set as_of to its last month end",
    )
