"""Parents that contradict each other: two at once, parents of parents, and circles."""

import datetime as dt
from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.scope import live_by_customer
from cs_lib.notes import Note, told

ALWAYS, FOREVER = pd.Timestamp(1677, 9, 22), pd.Timestamp(2262, 4, 11)
_SHOWN = 3


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Which customers have two parents at once, or parents that have parents? Nothing is refused.

    Rows are rows of `customers`; amounts are the ARR on the last day of the customers in them.
    """
    if "customers" not in tables:
        return
    rows = tables["customers"].dropna(subset=["customer_id"])
    rows = rows.assign(parent_id=rows["parent_id"].fillna(rows["customer_id"]))
    paying = live_by_customer(tables, engagement.as_of)
    for rule, found, detail in (_two_at_once(rows), *_nested(rows)):
        if len(found):
            customers = found["customer_id"].drop_duplicates()
            arr = None if paying is None else float(paying.reindex(customers).fillna(0.0).sum())
            yield told("customers", rule, found, detail, arr)


def _two_at_once(rows: pd.DataFrame) -> tuple[str, pd.DataFrame, str]:
    """Rows that begin before the row before them has ended, under another parent."""
    dated = rows.assign(
        _from=rows["parent_from"].fillna(ALWAYS), _to=rows["parent_to"].fillna(FOREVER)
    ).sort_values(["customer_id", "_from", "_to", "parent_id"], kind="stable")
    before = dated.groupby("customer_id")[["_to", "parent_id"]].shift()
    stated = before["parent_id"] != dated["customer_id"]  # who names none gives nothing up
    other = stated & (dated["parent_id"] != before["parent_id"])
    both = (dated["_from"] < before["_to"]) & other
    found = dated.assign(_left=before["parent_id"])[both]
    told = [
        f"{customer} under {joined} from {_day(since)}, no longer under {left}"
        for customer, joined, since, left in found[
            ["customer_id", "parent_id", "_from", "_left"]
        ].itertuples(index=False, name=None)
    ]
    return (
        "two_parents_at_once",
        found,
        f"the row that begins later ends the one before it: {_listed(told)}",
    )


def _nested(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, str]]:
    """Rows whose parent has a parent itself, and those that lead back to where they began."""
    rows = rows[rows["customer_id"] != rows["parent_id"]]
    above: dict[str, set[str]] = {}
    for customer, parent in rows[["customer_id", "parent_id"]].itertuples(index=False, name=None):
        above.setdefault(customer, set()).add(parent)
    nested = rows[rows["parent_id"].isin(above)]
    round_about = nested["customer_id"].map(lambda name: _comes_back(name, above)).astype(bool)
    told = nested["customer_id"].astype("str") + " under " + nested["parent_id"].astype("str")
    yield (
        "parent_of_a_parent",
        nested[~round_about],
        "the parent has a parent of its own; the topmost one of each day counts: "
        f"{_listed(told[~round_about].tolist())}",
    )
    yield (
        "parents_in_a_circle",
        nested[round_about],
        "parents lead back to the customer; where they do on the same day, the first of them in "
        f"the alphabet stands for all: {_listed(told[round_about].tolist())}",
    )


def _comes_back(name: str, above: Mapping[str, set[str]]) -> bool:
    """Does the way up from `name` lead back to it, on whatever days?"""
    seen: set[str] = set()
    ahead = set(above.get(name, ()))
    while ahead - seen:
        seen |= ahead
        ahead = {parent for each in ahead for parent in above.get(each, ())}
    return name in seen


def _day(moment: dt.date) -> str:
    return "the beginning" if moment == ALWAYS else f"{moment:%Y-%m-%d}"


def _listed(told: list[str]) -> str:
    more = len(told) - _SHOWN
    return "; ".join(told[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")
