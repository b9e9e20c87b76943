"""Which days of service does each invoice line bill, where the invoice does not say so?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from cs_lib.definitions.annual_price import MONTH, WEEK
from cs_lib.definitions.service_months import months_of
from cs_lib.ledger.sources.sourced import KEY, noted
from cs_lib.ledger.sources.spans import months_later
from cs_lib.notes import Note

_TABLE = "invoices"
_RHYTHMS = {WEEK: (7, 1), 2 * WEEK: (14, 1), 1: (MONTH, 8), 3: (3 * MONTH, 12)} | {
    months: (months * MONTH, 15) for months in (6, 12, 24, 36)
}
"""Months of one billing period -> its days, and the days by which invoices may be early or late."""


def with_service(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """Every invoice line with `start`, `end` and `months`; `estimated` where we had to say.

    A missing period runs to the next invoice of the same customer, product and currency where
    that comes in a billing rhythm (week to three years), else for one rhythm, else one month. A
    missing start is the day of issue.
    """
    given = rows["service_start"].notna() & (rows["service_end"] > rows["service_start"])
    start = rows["service_start"].fillna(rows["issued"])
    late = rows["service_start"].isna() & (rows["service_end"] <= start)
    start = start.mask(late, months_later(rows["service_end"].fillna(start), -1.0))
    end_only = rows["service_start"].isna() & rows["service_end"].notna()
    known = given | end_only
    found = rows.assign(start=start, end=rows["service_end"].where(known), estimated=~given)
    line = found[list(KEY)].agg("\x1f".join, axis="columns")
    months = months_of(found["start"], found["end"].fillna(found["start"]), line)
    found["months"] = months.where(known)
    return _estimated(found)


def _estimated(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """The missing ends, by the rhythm of the line's charges; a credit takes its invoice's end."""
    missing = rows["end"].isna()
    if missing.any():
        charges = _charges(rows)
        nxt, rhythm = charges["next"].reindex(rows.index), charges["rhythm"].reindex(rows.index)
        length = rhythm.fillna(1.0)
        nominal = _after(rows["start"], length)
        tolerance = pd.to_timedelta(length.map(lambda m: _RHYTHMS[m][1]), unit="D")
        follows = nxt.notna() & rhythm.notna() & (nxt <= nominal + tolerance)
        rows = rows.assign(
            end=rows["end"].where(~missing, nxt.where(follows, nominal)),
            months=rows["months"].where(~missing, length),
        )
    guessed = rows[rows["estimated"] & rows["counts"] & (rows["amount"] > 0)]
    return rows, list(_told(guessed, rows))


def _told(guessed: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Note]:
    detail = (
        "no service period is given: taken from the rhythm of the customer's invoices for the "
        "product, one month where there is none; amount: billed"
    )
    yield from noted(_TABLE, "service_period_estimated", guessed, "estimated", detail)
    given = rows[~rows["estimated"] & rows["counts"] & (rows["amount"] > 0)]
    arrears = given[given["issued"] >= given["end"]]
    if len(arrears) * 2 > len(given):
        detail = (
            f"of {len(given)} lines with a service period this many are billed after it: service "
            "up to the review's date may not be billed yet, and would count as lost"
        )
        yield from noted(_TABLE, "billed_in_arrears", arrears, "kept", detail)


def _charges(rows: pd.DataFrame) -> pd.DataFrame:
    """Per charge without an end: `next`, the day the next one starts, and `rhythm`, in months."""
    counted = rows[rows["counts"] & (rows["amount"] > 0) & rows["end"].isna()]
    if counted.empty:
        return pd.DataFrame({"next": rows["start"].iloc[:0], "rhythm": rows["amount"].iloc[:0]})
    by = [*KEY, "start"]
    days = counted[by].drop_duplicates().sort_values(by, kind="stable", ignore_index=True)
    lines = days.groupby(list(KEY), sort=False)
    days["next"] = lines["start"].shift(-1)
    days["gap"] = (days["next"] - days["start"]).dt.days
    # The lower median is a gap that was seen: one lapse does not stretch a monthly line.
    seen, middle = lines["gap"].count(), lines["gap"].quantile(0.5, interpolation="lower")
    rhythm = pd.Series(map(_rhythm, seen, middle), seen.index, name="rhythm", dtype="float64")
    days = days.merge(rhythm, left_on=list(KEY), right_index=True)
    kept = counted.reset_index().merge(days.drop(columns="gap"), on=by)
    return kept.set_index("index")[["next", "rhythm"]]


def _rhythm(seen: float, gap: float) -> float:
    """The months that a gap comes to; two invoices within days are no weekly billing yet."""
    for months, (days, slack) in _RHYTHMS.items():
        if abs(gap - days) <= slack and (months >= 1 or seen > 1):
            return float(months)
    return float("nan")


def _after(start: "pd.Series[Any]", length: "pd.Series[float]") -> "pd.Series[Any]":
    """One rhythm later: weeks are days, all else whole months."""
    weeks = length < 1
    days = start + pd.to_timedelta((length / WEEK * 7).where(weeks, 0.0).round(), unit="D")
    return days.where(weeks, months_later(start, length.where(~weeks, 0.0)))
