"""Costs and keys that cannot carry a ratio: too much shared out, too little, or months missing."""

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.engagement.fiscal import MonthGrid
from cs_lib.formats import join, percent
from cs_lib.notes import Note, told

ROUNDING = 0.005
"""Keys this near to a whole are one that was written in few digits: thirds as 0.33."""
MONTHS = 12
_NAMED = 5


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """What is doubtful about the costs and the keys that share them out."""
    costs, keys = tables.get("costs"), tables.get("allocation_keys")
    if costs is not None:
        yield from _gaps(costs, engagement)
    if keys is None:
        return
    yield from _wholes(keys)
    if costs is not None:
        yield from _strangers(costs, keys)
    yield from _segments(keys, tables, engagement)


def _gaps(costs: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    last, months = engagement.grid.number(engagement.as_of), costs["period"].dt
    known = set(months.year * 12 + months.month - 1)
    gone = [month for month in range(last - MONTHS + 1, last + 1) if month not in known]
    if gone:
        labels = [MonthGrid().label(month) for month in gone]
        detail = f"no cost in {join(labels)}: no cost ratio is made of less than a year"
        yield Note("costs", "months_without_cost", len(gone), "kept", detail)


def _wholes(keys: pd.DataFrame) -> Iterator[Note]:
    sums = keys.groupby("cost_centre")["share"].sum()
    for rule, off, what in (
        ("keys_above_whole", sums > 1 + ROUNDING, "all of it is unallocated"),
        ("keys_below_whole", sums < 1 - ROUNDING, "the rest is unallocated"),
    ):
        centres = sums[off]
        rows = keys[keys["cost_centre"].isin(centres.index)]
        if len(rows):
            said = [f"{name} {percent(share)}" for name, share in centres.head(_NAMED).items()]
            yield told("allocation_keys", rule, rows, f"{join(said)}: {what}")


def _strangers(costs: pd.DataFrame, keys: pd.DataFrame) -> Iterator[Note]:
    named = costs[costs["cost_centre"].notna()]
    open_ = named[~named["cost_centre"].isin(keys["cost_centre"])]
    if len(open_):
        centres = join(list(open_["cost_centre"].unique()[:_NAMED]))
        yield told("costs", "cost_without_key", open_, f"{centres}: unallocated")
    unused = keys[~keys["cost_centre"].isin(named["cost_centre"])]
    if len(unused):
        centres = join(list(unused["cost_centre"].unique()[:_NAMED]))
        yield told("allocation_keys", "key_without_cost", unused, f"{centres}: no cost line")


def _segments(
    keys: pd.DataFrame, tables: Mapping[str, pd.DataFrame], engagement: Engagement
) -> Iterator[Note]:
    by, given = engagement.policies.segment_by, keys[keys["segment"].notna()]
    if given.empty:
        return
    known: Collection[str] = []
    if by and "customers" in tables:
        known = list(tables["customers"][by].dropna())
    strange = given[~given["segment"].isin(known)]
    if len(strange):
        names = join(list(strange["segment"].unique()[:_NAMED]))
        detail = f"{names}: the cost stands in a column of its own and is in no segment's ratio"
        yield told("allocation_keys", "key_segment_unknown", strange, detail)
