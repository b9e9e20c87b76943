"""Periods that follow one another -> lines: a renewal at the same price is no event."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.definitions.service_months import DRIFT_DAYS
from cs_lib.ledger.sources.credits import SHORT_DAYS
from cs_lib.ledger.sources.sourced import KEY, noted
from cs_lib.notes import Note

_TABLE = "invoices"
_STUB = 0.05
"""A short period within this share of its neighbour's price is a part of a month at that price."""


def linked(periods: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """The periods with `until` (end of service) and `follower`, the period that goes on from there.

    Months of 28 to 31 days, and ends that name the last day of service, leave gaps and overlaps
    of up to three days between periods that follow one another: service goes on through them.
    """
    found = periods.assign(until=periods["cut"].fillna(periods["end"]))
    found["months_price"] = found["mrr"].round(2)
    follower = _followers(found, [*KEY, "months_price"])
    rest = found[~found.index.isin(follower.index)]
    taken = found.index.isin(follower)
    follower = pd.concat([follower, _followers(rest, list(KEY), found[~taken])])
    found["follower"] = follower.reindex(found.index).astype("Int64")
    # A cut is where service ended, whatever comes near it.
    found.loc[found["cut"].notna(), "follower"] = pd.NA
    nxt = found["start"].reindex(found["follower"].astype("float64")).set_axis(found.index)
    gap = (nxt - found["until"]).dt.days
    notes = list(_told_gaps(found, gap))
    found["until"] = found["until"].mask(nxt.notna(), nxt)
    return _stubs(found.drop(columns="months_price"), notes)


def _followers(
    periods: pd.DataFrame, by: list[str], starts: pd.DataFrame | None = None
) -> "pd.Series[int]":
    """Period -> the one that starts where it ends, within the drift; each follows at most one."""
    starts = periods if starts is None else starts
    left = periods.reset_index(names="period")[["period", "start", "until", *by]]
    right = starts.reset_index(names="next")[["next", "start", *by]]
    right = right.rename(columns={"start": "begins"})
    pairs = pd.merge_asof(
        left.sort_values(["until", "period"]),
        right.sort_values(["begins", "next"]),
        left_on="until",
        right_on="begins",
        by=by,
        tolerance=pd.Timedelta(days=DRIFT_DAYS),
        direction="nearest",
    ).dropna(subset="next")
    pairs = pairs[pairs["begins"] > pairs["start"]]
    pairs["off"] = (pairs["begins"] - pairs["until"]).abs()
    pairs = pairs.sort_values(["off", "period"]).drop_duplicates("next")
    return pairs.set_index("period")["next"].astype("int64")


def _told_gaps(periods: pd.DataFrame, gap: "pd.Series[Any]") -> Iterator[Note]:
    given = periods[~periods["estimated"] & gap.notna()]
    a_day = given[gap.reindex(given.index) == 1]
    if len(a_day) * 2 > len(given):
        detail = (
            f"of {len(given)} periods that another follows, this many end one day before it: "
            "probably service_end names the last day of service; say end_inclusive: true"
        )
        yield from noted(_TABLE, "end_looks_inclusive", a_day, "kept", detail, "net")
    off = periods[gap.notna() & (gap != 0) & ~periods.index.isin(a_day.index)]
    detail = f"gaps or overlaps of up to {DRIFT_DAYS} days between periods: service goes on"
    yield from noted(_TABLE, "periods_drift", off, "estimated", detail, "net")


def _stubs(periods: pd.DataFrame, notes: list[Note]) -> tuple[pd.DataFrame, list[Note]]:
    """P23: a part of a month next to a period at (nearly) its price has that price."""
    days = (periods["end"] - periods["start"]).dt.days
    short = (days < SHORT_DAYS) & (days % 7 != 0) & (periods["months"] % 1 != 0)
    # A part that a credit has left over differs from its neighbours because of that credit.
    short &= ~periods["part"]
    leader = pd.Series(periods.index, periods["follower"].astype("float64"), dtype="float64")
    leader = leader[leader.index.notna()].reindex(periods.index)
    changed = pd.Series(False, index=periods.index)
    for neighbour in (periods["follower"].astype("float64"), leader):
        price = periods[["mrr", "qty", "list_price"]].reindex(neighbour).set_axis(periods.index)
        near = short & ~changed & ((price["mrr"] / periods["mrr"] - 1).abs() <= _STUB)
        periods = periods.assign(
            **{n: periods[n].mask(near, price[n]) for n in ("mrr", "qty", "list_price")}
        )
        changed |= near
    detail = "parts of a month next to a period at their price: that price taken; amount: billed"
    notes += noted(_TABLE, "partial_period", periods[changed], "estimated", detail, "net")
    return periods, notes


def merged(periods: pd.DataFrame) -> pd.DataFrame:
    """One row for each run of periods that follow one another at one price and quantity."""
    nxt = periods.set_index("period")[["mrr", "qty", "list_price"]].reindex(
        periods["follower"].astype("float64")
    )
    nxt.index = periods.index
    same = _equal(periods["mrr"], nxt["mrr"]) & nxt["mrr"].notna()
    for name in ("qty", "list_price"):
        same &= _equal(periods[name], nxt[name])
    position = pd.Series(np.arange(len(periods)), index=periods["period"])
    follower = periods["follower"].where(same).map(position)
    runs = _first_of_run(follower.to_numpy(dtype="float64", na_value=np.nan))
    ordered = periods.assign(run=runs).sort_values(["start", "period"], kind="stable")
    return ordered.groupby("run", sort=True).agg(
        dict.fromkeys((*KEY, "start", "mrr", "qty", "list_price", "invoice_id"), "first")
        | {"until": "last", "reason": "last"}
    )


def _equal(one: "pd.Series[float]", other: "pd.Series[float]") -> "pd.Series[bool]":
    return ((one - other).abs() < 0.005) | (one.isna() & other.isna())


def _first_of_run(follower: np.ndarray) -> np.ndarray:
    """The first period of each one's run, found in as many rounds as the longest run has bits."""
    count = len(follower)
    first = np.arange(count)
    has = ~np.isnan(follower)
    first[follower[has].astype("int64")] = np.flatnonzero(has)
    while True:
        further = first[first]
        if (further == first).all():
            return first
        first = further
